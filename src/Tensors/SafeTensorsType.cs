using TorchSharp;

namespace Bench.Tensors;

/// <summary>The element types of the format that are read and written.</summary>
internal sealed record SafeTensorsType(string Name, torch.ScalarType Scalar, int Size)
{
    public static IReadOnlyList<SafeTensorsType> All { get; } =
    [
        new("F64", torch.ScalarType.Float64, 8),
        new("I64", torch.ScalarType.Int64, 8),
        new("F32", torch.ScalarType.Float32, 4),
        new("I32", torch.ScalarType.Int32, 4),
        new("F16", torch.ScalarType.Float16, 2),
        new("BF16", torch.ScalarType.BFloat16, 2),
        new("U8", torch.ScalarType.Byte, 1),
        new("BOOL", torch.ScalarType.Bool, 1),
    ];

    public static string Names => string.Join(", ", All.Select(t => t.Name));

    public static SafeTensorsType? Named(string name) => All.FirstOrDefault(t => t.Name == name);

    public static SafeTensorsType? Of(torch.ScalarType scalar) => All.FirstOrDefault(t => t.Scalar == scalar);
}
