namespace Bench.Onnx;

/// <summary>Operators that go over maps in windows, or over all pixels.</summary>
internal static class WindowOperators
{
    private const long LargestSide = 1 << 16;

    public static Term MaxPool(NodeTerms n)
    {
        var x = n.Image(0);
        LayerOperators.Maps(x);
        if (n.Node.Whole("storage_order", 0) != 0) throw new ArgumentException("it stores columns first");
        var window = WindowOf(n, x, null, "kernel_shape");
        var (height, width) = Count(window, x);
        return n.Make("MaxPool", [x.Shape[0], x.Shape[1], height, width], window, x);
    }

    public static Term AveragePool(NodeTerms n)
    {
        var x = n.Image(0);
        LayerOperators.Maps(x);
        var window = WindowOf(n, x, null, "kernel_shape");
        var (height, width) = Count(window, x);
        if (window.Margins == default && !window.Ceiling && window.Kernel == ((int)x.Shape[2], (int)x.Shape[3])) return Mean(n, x, [2, 3], keeps: true);
        return n.Make("AveragePool", [x.Shape[0], x.Shape[1], height, width], (window, n.Node.Whole("count_include_pad", 0) == 1), x);
    }

    public static Term GlobalAveragePool(NodeTerms n)
    {
        var x = n.Image(0);
        if (x.Rank < 3) throw new ArgumentException($"({Shapes.Text(x.Shape)}) has no pixels");
        return Mean(n, x, [.. Enumerable.Range(2, x.Rank - 2)], keeps: true);
    }

    public static Term GlobalMaxPool(NodeTerms n)
    {
        var x = n.Image(0);
        LayerOperators.Maps(x);
        var all = new WindowDetail(((int)x.Shape[2], (int)x.Shape[3]), ((int)x.Shape[2], (int)x.Shape[3]), (1, 1), default, Ceiling: false);
        return n.Make("MaxPool", [x.Shape[0], x.Shape[1], 1, 1], all, x);
    }

    public static Term ReduceMean(NodeTerms n) => Reduced(n, "Mean");

    public static Term ReduceMax(NodeTerms n) => Reduced(n, "Maxima");

    public static Term ReduceSum(NodeTerms n)
    {
        var (x, mean) = (n.Image(0), ReduceMean(n));
        return mean == x ? x : ElementOperators.Times(n, mean, Shapes.Product((((IReadOnlyList<int> Axes, bool))mean.Detail!).Axes.Select(a => x.Shape[a])));
    }

    /// <summary>The means over some axes.</summary>
    public static Term Mean(NodeTerms n, Term x, IReadOnlyList<int> axes, bool keeps) => Reduced(n, "Mean", x, axes, keeps);

    private static Term Reduced(NodeTerms n, string kind)
    {
        var x = n.Image(0);
        var isEmpty = Arguments.Wholes(n.Node, n.Numbers, 1, "axes") is null or { Count: 0 };
        if (isEmpty && n.Node.Whole("noop_with_empty_axes", 0) == 1) return x;
        return Reduced(n, kind, x, isEmpty ? [.. Enumerable.Range(0, x.Rank)] : Arguments.Axes(n.Node, n.Numbers, x.Rank), n.Node.Whole("keepdims", 1) == 1);
    }

    private static Term Reduced(NodeTerms n, string kind, Term x, IReadOnlyList<int> axes, bool keeps)
    {
        var shape = keeps ? x.Shape.Select((s, a) => axes.Contains(a) ? 1 : s) : x.Shape.Where((_, a) => !axes.Contains(a));
        return n.Make(kind, [.. shape], (axes, keeps), x);
    }

    /// <summary>As the attributes of convolutions and pools say it.</summary>
    public static WindowDetail WindowOf(NodeTerms n, Term x, (long Height, long Width)? ofWeights, string attribute)
    {
        var kernel = n.Node.Wholes(attribute) ?? (ofWeights is { } sides ? [sides.Height, sides.Width] : throw new ArgumentException($"it lacks the attribute '{attribute}'"));
        var (strides, dilations) = (n.Node.Wholes("strides") ?? [1, 1], n.Node.Wholes("dilations") ?? [1, 1]);
        if (kernel.Count != 2 || strides.Count != 2 || dilations.Count != 2 || kernel.Concat(strides).Concat(dilations).Any(s => s is < 1 or > LargestSide))
            throw new ArgumentException($"kernel ({Shapes.Text(kernel)}), strides ({Shapes.Text(strides)}) and dilations ({Shapes.Text(dilations)}) are not those of maps");
        if (ofWeights is { } w && !kernel.SequenceEqual([w.Height, w.Width])) throw new ArgumentException($"its kernel is ({Shapes.Text(kernel)}), and its weights have ({w.Height}, {w.Width})");
        var pads = Pads(n.Node, x, kernel, strides, dilations);
        if (ofWeights is null && pads.Index().Any(p => 2 * p.Item > dilations[p.Index % 2] * (kernel[p.Index % 2] - 1) + 1)) throw new ArgumentException($"pads of ({Shapes.Text(pads)}) are more than half of its windows");
        if (n.Node.Whole("ceil_mode", 0) == 1 && (pads[0] != pads[2] || pads[1] != pads[3])) throw new ArgumentException($"pads of ({Shapes.Text(pads)}) that differ go with no ceil_mode");
        return new((I(kernel[0]), I(kernel[1])), (I(strides[0]), I(strides[1])), (I(dilations[0]), I(dilations[1])), (I(pads[0]), I(pads[1]), I(pads[2]), I(pads[3])), n.Node.Whole("ceil_mode", 0) == 1);

        static int I(long value) => (int)value;
    }

    /// <summary>How many windows there are from top to bottom, and from left to right.</summary>
    public static (long Height, long Width) Count(WindowDetail w, Term x) =>
        (Shapes.Windows(x.Shape[2], w.Kernel.Height, w.Stride.Height, w.Dilation.Height, w.Margins.Top, w.Margins.Bottom, w.Ceiling),
            Shapes.Windows(x.Shape[3], w.Kernel.Width, w.Stride.Width, w.Dilation.Width, w.Margins.Left, w.Margins.Right, w.Ceiling));

    // Of both sides: before, then behind.
    private static long[] Pads(OnnxNode node, Term x, IReadOnlyList<long> kernel, IReadOnlyList<long> strides, IReadOnlyList<long> dilations)
    {
        var auto = node.Text("auto_pad", "NOTSET");
        if (auto is "NOTSET" or "VALID")
        {
            long[] pads = [.. auto == "VALID" ? [0, 0, 0, 0] : node.Wholes("pads") ?? [0, 0, 0, 0]];
            return pads.Length == 4 && pads.All(p => p is >= 0 and <= LargestSide) ? pads : throw new ArgumentException($"pads of ({Shapes.Text(pads)}) are not those of maps");
        }
        if (auto is not ("SAME_UPPER" or "SAME_LOWER")) throw new ArgumentException($"auto_pad '{Shown.Of(auto)}' is none");
        var both = Enumerable.Range(0, 2).Select(i => Math.Max(0, ((x.Shape[2 + i] + strides[i] - 1) / strides[i] - 1) * strides[i] + dilations[i] * (kernel[i] - 1) + 1 - x.Shape[2 + i])).ToArray();
        return auto == "SAME_UPPER"
            ? [both[0] / 2, both[1] / 2, both[0] - both[0] / 2, both[1] - both[1] / 2]
            : [both[0] - both[0] / 2, both[1] - both[1] / 2, both[0] / 2, both[1] / 2];
    }
}
