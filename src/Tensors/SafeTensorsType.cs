using TorchSharp;

namespace Bench.Tensors;

/// <summary>An element type of the format.</summary>
/// <param name="Name">In the header.</param>
/// <param name="Scalar">As it is read and written; null where it is not.</param>
/// <param name="Size">In bytes.</param>
internal sealed record SafeTensorsType(string Name, torch.ScalarType? Scalar, int Size)
{
    public static IReadOnlyList<SafeTensorsType> All { get; } =
    [
        new("F64", torch.ScalarType.Float64, 8),
        new("I64", torch.ScalarType.Int64, 8),
        new("F32", torch.ScalarType.Float32, 4),
        new("I32", torch.ScalarType.Int32, 4),
        new("F16", torch.ScalarType.Float16, 2),
        new("BF16", torch.ScalarType.BFloat16, 2),
        new("I16", torch.ScalarType.Int16, 2),
        new("I8", torch.ScalarType.Int8, 1),
        new("U8", torch.ScalarType.Byte, 1),
        new("BOOL", torch.ScalarType.Bool, 1),
        new("U64", null, 8),
        new("U32", null, 4),
        new("U16", null, 2),
        new("F8_E4M3", null, 1),
        new("F8_E5M2", null, 1),
        new("F8_E8M0", null, 1),
    ];

    /// <summary>Those that are read.</summary>
    public static string Names => string.Join(", ", All.Where(t => t.Scalar is not null).Select(t => t.Name));

    public static SafeTensorsType? Named(string name) => All.FirstOrDefault(t => t.Name == name);

    public static SafeTensorsType? Of(torch.ScalarType scalar) => All.FirstOrDefault(t => t.Scalar == scalar);
}
