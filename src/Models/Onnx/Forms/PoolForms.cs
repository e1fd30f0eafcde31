namespace Bench.Models;

/// <summary>Windows and means.</summary>
internal static class PoolForms
{
    public static IReadOnlyList<OnnxForm> All { get; } =
    [
        OnnxForm.For<MaxPool>((o, s) => s.To.Node("MaxPool", [s.X], ("kernel_shape", o.Window.Both), ("strides", o.Stride.Both), ("pads", Pads(Reaching(o, s, o.Dilation))), ("dilations", o.Dilation.Both))),
        OnnxForm.For<AveragePool>(Write),
        OnnxForm.For<AveragePoolTo>(Write),
        OnnxForm.For<PixelMean>((_, s) => s.To.Node("Flatten", [s.To.Node("GlobalAveragePool", [s.X])], ("axis", 1L))),
        OnnxForm.For<Reduction>(Write),
    ];

    /// <summary>As an attribute: all beginnings, then all ends.</summary>
    public static long[] Pads(Margins margins) => [margins.Top, margins.Left, margins.Bottom, margins.Right];

    // The margins with which windows that overhang become as many whole ones: of ONNX's own rounding up runtimes count otherwise.
    private static Margins Reaching(WindowPool pool, OnnxSite s, Sides dilation) => !pool.Overhangs ? pool.Padding : pool.Padding with
    {
        Bottom = Behind(s.Output.Height, pool.Stride.Height, dilation.Height * (pool.Window.Height - 1) + 1, s.Shapes[0].Height + pool.Padding.Top),
        Right = Behind(s.Output.Width, pool.Stride.Width, dilation.Width * (pool.Window.Width - 1) + 1, s.Shapes[0].Width + pool.Padding.Left),
    };

    private static int Behind(int count, int stride, int reach, int before) => Math.Max(0, (count - 1) * stride + reach - before);

    // Zeros around the maps may count, what windows overhang does not: so the zeros are put there first.
    private static string Write(AveragePool pool, OnnxSite s)
    {
        var reaching = Reaching(pool, s, 1);
        var (top, left, bottom, right) = pool.Padding;
        var isFilled = pool.CountsPadding && pool.Overhangs && !pool.Padding.IsNone;
        var x = isFilled ? s.To.Node("Pad", [s.X, s.To.Indexes(0, 0, top, left, 0, 0, bottom, right)]) : s.X;
        var margins = isFilled ? new Margins(0, 0, Math.Max(0, reaching.Bottom - bottom), Math.Max(0, reaching.Right - right)) : reaching;
        return s.To.Node("AveragePool", [x], ("kernel_shape", pool.Window.Both), ("strides", pool.Stride.Both), ("pads", Pads(margins)), ("count_include_pad", pool.CountsPadding && !pool.Overhangs ? 1L : 0L));
    }

    // Windows that overlap, or differ in size, have no node: the means of rows and of columns are products with constants.
    private static string Write(AveragePoolTo pool, OnnxSite s)
    {
        var (side, height, width) = (pool.Side, s.Shapes[0].Height, s.Shapes[0].Width);
        if ((height, width) == (side, side)) return s.X;
        if (height % side == 0 && width % side == 0)
            return s.To.Node("AveragePool", [s.X], ("kernel_shape", new long[] { height / side, width / side }), ("strides", new long[] { height / side, width / side }));
        if (side % height == 0 && side % width == 0) return Repeated(Repeated(s.X, 2, side / height, height), 3, side / width, width);
        var rows = s.To.Node("MatMul", [s.To.Constant(new([side, height], Means(side, height))), s.X]);
        return s.To.Node("MatMul", [rows, s.To.Node("Transpose", [s.To.Constant(new([side, width], Means(side, width)))], ("perm", new long[] { 1, 0 }))]);

        // Each window is a single row or column.
        string Repeated(string x, long axis, int times, int size) => times == 1 ? x : s.To.Node("Gather", [x, s.To.Indexes(Enumerable.Range(0, times * size).Select(i => (long)(i / times)))], ("axis", axis));
    }

    // (side, size): row after row, the part that each value has in each mean.
    internal static float[] Means(int side, int size) =>
    [
        .. Enumerable.Range(0, side).SelectMany(window =>
        {
            var (first, end) = (window * size / side, ((window + 1) * size + side - 1) / side);
            return Enumerable.Range(0, size).Select(i => i >= first && i < end ? 1f / (end - first) : 0);
        }),
    ];

    // The axes are an input of a sum already, and an attribute of the others still.
    private static string Write(Reduction reduction, OnnxSite s)
    {
        long[] axes = [.. reduction.Axes.Select(a => a + 1L)];
        var keeps = ("keepdims", (object)(reduction.KeepsAxes ? 1L : 0L));
        return reduction.Kind switch
        {
            ReductionKind.Mean => s.To.Node("ReduceMean", [s.X], ("axes", axes), keeps),
            ReductionKind.Sum => s.To.Node("ReduceSum", [s.X, s.To.Indexes(axes)], keeps),
            _ => s.To.Node("ReduceMax", [s.X], ("axes", axes), keeps),
        };
    }
}
