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
        OnnxForm.For<Numbers>(Write),
        OnnxForm.For<Concatenate>((o, s) => s.To.Node("Concat", s.Inputs, ("axis", 1L + (o.Axis ?? s.Output.ChannelAxis)))),
    ];

    // A parameter that has axes of 1 in front meets the value as it is; one of another shape is turned into the numbers by a node.
    private static string Write(Numbers numbers, OnnxSite s)
    {
        long[] sizes = [.. numbers.Shape.Sizes.Select(n => (long)n)];
        var own = numbers is { Constants: { } constants, Name: "" } ? s.To.Constant(new(sizes, constants))
            : numbers.Kept is null || numbers.Kept.Count <= sizes.Length && numbers.Kept.Index().All(a => a.Item == a.Index + sizes.Length - numbers.Kept.Count)
                || numbers.Kept.Count == sizes.Length + 1 && numbers.Kept.Index().All(a => a.Item == a.Index - 1 || a.Item < 0 && (a.Index == 0 || sizes[a.Index - 1] == 1)) ? numbers.Name
            : s.To.Node("Reshape", [numbers.Name, s.To.Indexes(sizes)]);
        return s.To.Node((numbers.Multiplies, numbers.IsInverse) switch { (true, true) => "Div", (true, false) => "Mul", (false, true) => "Sub", _ => "Add" }, [s.X, own]);
    }

    // The weight keeps its name and its layout: of tokens it is turned round by a node, which a runtime does once.
    private static string Write(Linear layer, OnnxSite s)
    {
        string[] names = [.. layer.Parameters.Select(p => p.Name)];
        if (s.Output.Rank == 1) return s.To.Node("Gemm", [s.X, .. names], ("transB", 1L));
        var product = s.To.Node("MatMul", [s.X, s.To.Node("Transpose", [names[0]], ("perm", new long[] { 1, 0 }))]);
        return layer.HasBias ? s.To.Node("Add", [product, names[1]]) : product;
    }
}
