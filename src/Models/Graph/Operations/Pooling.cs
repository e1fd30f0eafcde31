using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Windows of maps and what becomes of each: (N, C, H, W) → (N, C, H', W').</summary>
internal abstract record WindowPool(Sides Window, Sides Stride) : Operation
{
    /// <summary>At most half a window on either side.</summary>
    public Margins Padding { get; init; }

    /// <summary>Whether a window that goes beyond the maps and what pads them counts too.</summary>
    public bool Overhangs { get; init; }

    public override bool GivesAway => true;

    protected virtual Sides Reach => Window;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs)
    {
        if (inputs[0].Rank != 3) throw new ArgumentException($"{inputs[0]} are no maps, of which there are windows", nameof(inputs));
        var (height, width) = (Count(inputs[0].Height, Padding.Top, Padding.Bottom, Reach.Height, Stride.Height), Count(inputs[0].Width, Padding.Left, Padding.Right, Reach.Width, Stride.Width));
        return height > 0 && width > 0 ? new(inputs[0].Channels, height, width) : throw new ArgumentException($"windows of {Window.Height}×{Window.Width} are larger than the input {inputs[0]}", nameof(inputs));
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        inputs[0].Strands.Count == 0 ? new(output, []) : UnitFlow.Along(output, 0, units.ChannelsOf(inputs[0]), inputs[0].Strands.All(s => s.Vanishes));

    // As libtorch counts them: the last one begins in the maps or in what goes before them.
    private int Count(int size, int before, int behind, int window, int stride)
    {
        if (size + before + behind < window) return Overhangs && size + before + behind > 0 ? 1 : 0;
        var count = (size + before + behind - window + (Overhangs ? stride - 1 : 0)) / stride + 1;
        return Overhangs && (count - 1) * stride >= size + before ? count - 1 : count;
    }
}

/// <summary>The largest of each window.</summary>
internal sealed record MaxPool(Sides Window, Sides Stride) : WindowPool(Window, Stride)
{
    /// <summary>Pixels from one of a window to the next.</summary>
    public Sides Dilation { get; init; } = 1;

    /// <summary>Whether <see cref="RectifiedPool"/> does it.</summary>
    internal bool IsHalving => Window == 2 && Stride == 2 && Padding.IsNone && Dilation == 1 && !Overhangs;

    protected override Sides Reach => (Dilation.Height * (Window.Height - 1) + 1, Dilation.Width * (Window.Width - 1) + 1);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var padded = Padding.IsEven ? null : Padding.Around(inputs[0], double.NegativeInfinity);
        return nn.functional.max_pool2d(padded ?? inputs[0], Window.Both, Stride.Both, padded is null ? [Padding.Top, Padding.Left] : [0, 0], Dilation.Both, Overhangs);
    }

    // Every pixel of a window may be the largest: their sum.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var scope = NewDisposeScope();
        var x = inputs[0];
        var (samples, channels, height, width) = (x.shape[0], x.shape[1], (int)x.shape[2], (int)x.shape[3]);
        var output = ShapeOf([new((int)channels, height, width)]);
        int Behind(int count, int stride, int reach, int size, int before) => Math.Max(0, (count - 1) * stride + reach - size - before);
        var padded = nn.functional.pad(x.reshape(samples * channels, 1, height, width),
            [Padding.Left, Behind(output.Width, Stride.Width, Reach.Width, width, Padding.Left), Padding.Top, Behind(output.Height, Stride.Height, Reach.Height, height, Padding.Top)]);
        var sums = nn.functional.conv2d(padded, ones([1, 1, Window.Height, Window.Width], x.dtype, x.device), strides: Stride.Both, dilation: Dilation.Both);
        return sums.slice(2, 0, output.Height, 1).slice(3, 0, output.Width, 1).reshape(samples, channels, output.Height, output.Width).MoveToOuterDisposeScope();
    }
}

/// <summary>The mean of each window.</summary>
internal sealed record AveragePool(Sides Window, Sides Stride) : WindowPool(Window, Stride)
{
    /// <summary>Whether what pads the maps counts as zeros; else the mean is that of the pixels alone.</summary>
    public bool CountsPadding { get; init; } = true;

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        if (Padding.IsEven) return Of(inputs[0], [Padding.Top, Padding.Left]);
        using var padded = Padding.Around(inputs[0], 0);
        var means = Of(padded, [0, 0]);
        if (CountsPadding) return means;
        using var here = ones([1, 1, inputs[0].shape[2], inputs[0].shape[3]], inputs[0].dtype, inputs[0].device);
        using var around = Padding.Around(here, 0);
        using (means)
        using (var share = Of(around, [0, 0]))
            return means.div(share);
    }

    private Tensor Of(Tensor maps, long[] padding) => nn.functional.avg_pool2d(maps, Window.Both, Stride.Both, padding, Overhangs, CountsPadding);
}

/// <summary>The means of side × side windows that cover the input evenly, wherever it is not a multiple overlapping: (N, C, H, W) → (N, C, side, side).</summary>
internal sealed record AveragePoolTo(int Side) : Operation
{
    internal override bool IsView(ValueShape input) => (input.Height, input.Width) == (Side, Side);

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 3
        ? new(inputs[0].Channels, Side, Side)
        : throw new ArgumentException($"{inputs[0]} are no maps, of which there are windows", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        inputs[0].shape is [_, _, var height, var width] && (height, width) == (Side, Side) ? inputs[0].alias() : nn.functional.adaptive_avg_pool2d(inputs[0], [Side, Side]);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        UnitFlow.Along(output, 0, units.ChannelsOf(inputs[0]), inputs[0].Strands.All(s => s.Vanishes));
}

/// <summary>The mean over all pixels: (N, C, H, W) → (N, C).</summary>
internal sealed record PixelMean : Operation
{
    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 3
        ? new(inputs[0].Channels)
        : throw new ArgumentException($"{inputs[0]} are no maps, of which there is a mean", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].mean([2, 3]);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        UnitFlow.Along(output, 0, units.ChannelsOf(inputs[0]), inputs[0].Strands.All(s => s.Vanishes));
}
