namespace Bench.Models;

/// <summary>Layers, and what joins values.</summary>
internal static class LayerForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<Input>((_, _) => OnnxGraph.Input),
        OnnxForm.For<Convolution>((o, s) => s.To.Node("Conv", [s.X, .. o.Parameters.Select(p => p.Name)], ("kernel_shape", o.Kernel.Both), ("strides", o.Stride.Both),
            ("pads", PoolForms.Pads(o.Padding)), ("dilations", o.Dilation.Both), ("group", (long)o.Groups))),
        OnnxForm.For<Linear>(Write),
        OnnxForm.For<Product>((_, s) => s.To.Node("MatMul", s.Inputs)),
        OnnxForm.For<Add>((_, s) => s.To.Node("Add", s.Inputs)),
        OnnxForm.For<Multiply>((_, s) => s.To.Node("Mul", s.Inputs)),
        OnnxForm.For<Numbers>((o, s) => s.To.Node(o.Multiplies ? o.IsInverse ? "Div" : "Mul" : o.IsInverse ? "Sub" : "Add", [s.X, o is { Constants: { } constants, Name: "" } ? s.To.Constant(new([.. o.Shape.Sizes.Select(n => (long)n)], constants)) : o.Name])),
        OnnxForm.For<Concatenate>((o, s) => s.To.Node("Concat", s.Inputs, ("axis", 1L + (o.Axis ?? s.Output.ChannelAxis)))),
    ];

    // The weight keeps its name and its layout: of tokens it is turned round by a node, which a runtime does once.
    private static string Write(Linear layer, OnnxSite s)
    {
        string[] names = [.. layer.Parameters.Select(p => p.Name)];
        if (s.Output.Rank == 1) return s.To.Node("Gemm", [s.X, .. names], ("transB", 1L));
        var product = s.To.Node("MatMul", [s.X, s.To.Node("Transpose", [names[0]], ("perm", new long[] { 1, 0 }))]);
        return layer.HasBias ? s.To.Node("Add", [product, names[1]]) : product;
    }
}
