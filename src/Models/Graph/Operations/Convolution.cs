using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A two-dimensional convolution: (N, in, H, W) → (N, out, H', W').</summary>
public sealed record Convolution(int In, int Out, Sides Kernel) : Operation, IWeightedOperation
{
    public Sides Stride { get; init; } = 1;

    /// <summary>Zeros on either side.</summary>
    public Sides Padding { get; init; } = 0;

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

    public override InputShape ShapeOf(IReadOnlyList<InputShape> inputs)
    {
        var input = inputs[0];
        if (input.Channels != In) throw new ArgumentException($"convolution '{Name}' takes {In} channels, not {input.Channels}", nameof(inputs));
        if (In % Groups != 0 || Out % Groups != 0) throw new ArgumentException($"convolution '{Name}' cannot divide {In} and {Out} channels into {Groups} groups", nameof(inputs));
        var output = new InputShape(Out, Side(input.Height, Kernel.Height, Stride.Height, Padding.Height), Side(input.Width, Kernel.Width, Stride.Width, Padding.Width));
        return output.Height > 0 && output.Width > 0 ? output : throw new ArgumentException($"convolution '{Name}' has windows larger than its input {input}", nameof(inputs));

        static int Side(int size, int kernel, int stride, int padding) => (size + 2 * padding - kernel) / stride + 1;
    }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => Apply(inputs[0], state.Parameter(0)!, state.Parameter(1));

    /// <summary>With other weights (out, in ÷ groups, height, width) and biases (out).</summary>
    public Tensor Apply(Tensor x, Tensor weight, Tensor? bias) =>
        nn.functional.conv2d(x, weight, bias!, Stride.Both, Padding.Both, [1, 1], Groups);

    public LayerInfo Describe(int index, InputShape input, InputShape output, bool isOutput) => new()
    {
        Index = index, Name = Name, Kind = LayerKind.Conv2d, WeightShape = Parameters[0].Shape, HasBias = HasBias, Groups = Groups,
        StrideHeight = Stride.Height, StrideWidth = Stride.Width, Input = input, Output = output, IsOutput = isOutput,
    };

    // A group of a grouped convolution must keep as many channels as every other one: the first of each go together, the second, and so on.
    internal override int[] Couple(ChannelUnits units, IReadOnlyList<int[]> inputs, IReadOnlyList<InputShape> shapes)
    {
        var input = inputs[0];
        if (IsDepthwise)
        {
            int[] own = [.. Enumerable.Range(0, Out).Select(c => input[c / (Out / In)])];
            units.Tell(Name, ChannelSide.Out, own);
            return own;
        }
        units.Tell(Name, ChannelSide.In, input);
        var output = units.New(Out);
        for (var group = 1; group < Groups; group++)
        {
            for (var i = 0; i < In / Groups; i++) units.Tie(input[i], input[group * (In / Groups) + i]);
            for (var i = 0; i < Out / Groups; i++) units.Tie(output[i], output[group * (Out / Groups) + i]);
        }
        units.Tell(Name, ChannelSide.Out, output);
        return output;
    }

    internal override Operation Narrow(IReadOnlyList<bool[]> inputs, bool[] output)
    {
        var kept = inputs[0].Count(k => k);
        return this with { In = kept, Out = output.Count(k => k), Groups = IsDepthwise ? kept : Groups, IsPartOfDepthwise = IsDepthwise };
    }

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<bool[]> inputs, bool[] output) =>
        tensor.Shape.Count == 1 ? [output] : [output, IsDepthwise ? null : inputs[0][..(In / Groups)], null, null];
}
