using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A two-dimensional convolution: (N, in, H, W) → (N, out, H', W').</summary>
public sealed record Convolution(int In, int Out, Sides Kernel) : Operation, IWeightedOperation
{
    public Sides Stride { get; init; } = 1;

    /// <summary>Zeros around the input.</summary>
    public Margins Padding { get; init; } = 0;

    /// <summary>Pixels from one that a kernel reads to the next.</summary>
    public Sides Dilation { get; init; } = 1;

    /// <summary>Into which channels are divided; as many as there are: depthwise.</summary>
    public int Groups { get; init; } = 1;

    public bool HasBias { get; init; } = true;

    public override bool GivesAway => true;

    public override IReadOnlyList<TensorInfo> Parameters =>
    [
        new(Name + ".weight", [Out, In / Groups, Kernel.Height, Kernel.Width], StartValue.KaimingNormal),
        .. HasBias ? [new TensorInfo(Name + ".bias", [Out], StartValue.Zeros)] : Array.Empty<TensorInfo>(),
    ];

    /// <summary>Whether each output reads one channel of its own, by which it goes; a part of such a one is one too, and a part of another is none, however few channels it has left.</summary>
    public bool IsDepthwise => IsPartOfDepthwise ?? (Groups == In && Groups > 1);

    // Null: it is no part of another.
    private bool? IsPartOfDepthwise { get; init; }

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs)
    {
        var input = inputs[0];
        if (input.Rank != 3 || input.Channels != In) throw new ArgumentException($"convolution '{Name}' takes maps of {In} channels, not {input}", nameof(inputs));
        if (In % Groups != 0 || Out % Groups != 0) throw new ArgumentException($"convolution '{Name}' cannot divide {In} and {Out} channels into {Groups} groups", nameof(inputs));
        var (height, width) = (Side(input.Height + Padding.Top + Padding.Bottom, Kernel.Height, Stride.Height, Dilation.Height), Side(input.Width + Padding.Left + Padding.Right, Kernel.Width, Stride.Width, Dilation.Width));
        return height > 0 && width > 0 ? new(Out, height, width) : throw new ArgumentException($"convolution '{Name}' has windows larger than its input {input}", nameof(inputs));

        static int Side(int size, int kernel, int stride, int dilation) => size <= dilation * (kernel - 1) ? 0 : (size - dilation * (kernel - 1) - 1) / stride + 1;
    }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => Apply(inputs[0], state.Parameter(0)!, state.Parameter(1));

    /// <summary>With other weights (out, in ÷ groups, height, width) and biases (out).</summary>
    public Tensor Apply(Tensor x, Tensor weight, Tensor? bias)
    {
        if (Padding.IsEven) return nn.functional.conv2d(x, weight, bias!, Stride.Both, [Padding.Top, Padding.Left], Dilation.Both, Groups);
        using var padded = Padding.Around(x, 0);
        return nn.functional.conv2d(padded, weight, bias!, Stride.Both, [0, 0], Dilation.Both, Groups);
    }

    public LayerInfo Describe(int index, InputShape input, InputShape output, bool isOutput) => new()
    {
        Index = index, Name = Name, Kind = LayerKind.Conv2d, WeightShape = Parameters[0].Shape, HasBias = HasBias, Groups = Groups,
        StrideHeight = Stride.Height, StrideWidth = Stride.Width, Input = input, Output = output, IsOutput = isOutput,
    };

    // A group of a grouped convolution must keep as many channels as every other one: the first of each go together, the second, and so on.
    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var input = units.ChannelsOf(inputs[0]);
        if (IsDepthwise)
        {
            int[] own = [.. Enumerable.Range(0, Out).Select(c => input[c / (Out / In)])];
            units.Tell(Name, ChannelSide.Out, own);
            return UnitFlow.Along(output, 0, own);
        }
        units.Tell(Name, ChannelSide.In, input);
        var given = units.New(Out);
        for (var group = 1; group < Groups; group++)
        {
            for (var i = 0; i < In / Groups; i++) units.Tie(input[i], input[group * (In / Groups) + i]);
            for (var i = 0; i < Out / Groups; i++) units.Tie(given[i], given[group * (Out / Groups) + i]);
        }
        units.Tell(Name, ChannelSide.Out, given);
        return UnitFlow.Along(output, 0, given);
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output)
    {
        var kept = inputs[0].Left.Channels;
        return this with { In = kept, Out = output.Left.Channels, Groups = IsDepthwise ? kept : Groups, IsPartOfDepthwise = IsDepthwise };
    }

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        tensor.Shape.Count == 1 ? [output.Channels] : [output.Channels, IsDepthwise ? null : inputs[0].Channels[..(In / Groups)], null, null];
}
