using TorchSharp;

namespace Bench.Tensors;

/// <summary>An element type of PyTorch's files, named as those of safetensors are.</summary>
internal sealed record TorchType(string Name, torch.ScalarType Scalar, int Size, string Storage, string Text)
{
    public static IReadOnlyList<TorchType> All { get; } =
    [
        new("F64", torch.ScalarType.Float64, 8, "DoubleStorage", "float64"),
        new("F32", torch.ScalarType.Float32, 4, "FloatStorage", "float32"),
        new("F16", torch.ScalarType.Float16, 2, "HalfStorage", "float16"),
        new("BF16", torch.ScalarType.BFloat16, 2, "BFloat16Storage", "bfloat16"),
        new("I64", torch.ScalarType.Int64, 8, "LongStorage", "int64"),
        new("I32", torch.ScalarType.Int32, 4, "IntStorage", "int32"),
        new("I16", torch.ScalarType.Int16, 2, "ShortStorage", "int16"),
        new("I8", torch.ScalarType.Int8, 1, "CharStorage", "int8"),
        new("U8", torch.ScalarType.Byte, 1, "ByteStorage", "uint8"),
        new("BOOL", torch.ScalarType.Bool, 1, "BoolStorage", "bool"),
    ];

    public bool IsFloatingPoint => Name.Contains('F', StringComparison.Ordinal);

    /// <summary>Of a class of storages: <c>torch.FloatStorage</c>, also <c>torch.cuda.FloatStorage</c>; null: not read.</summary>
    public static TorchType? OfStorage(object? name) => name is PickleName { Module: "torch" or "torch.cuda" or "torch.storage" } storage ? All.FirstOrDefault(t => t.Storage == storage.Name) : null;

    /// <summary>Of a <c>dtype</c>: <c>torch.float32</c>; null: not read.</summary>
    public static TorchType? OfText(object? name) => name is PickleName { Module: "torch" } type ? All.FirstOrDefault(t => t.Text == type.Name) : null;

    /// <summary>Of numbers in an array of NumPy; null: not read.</summary>
    public static TorchType? Of(NumberType type) =>
        All.FirstOrDefault(t => t.Name == (type.Kind switch { 'b' => "BOOL", 'f' => $"F{8 * type.Size}", 'i' => $"I{8 * type.Size}", _ => $"U{8 * type.Size}" }));
}
