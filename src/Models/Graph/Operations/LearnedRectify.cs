using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>x where it is positive, else a learned part of it: one for all, or one for each channel of maps or feature (PReLU: He et al., ICCV 2015).</summary>
/// <param name="Slopes">1, or the number of channels.</param>
internal sealed record LearnedRectify(int Slopes) : Operation
{
    public override IReadOnlyList<TensorInfo> Parameters => [new(Name + ".weight", [Slopes], StartValue.Quarter)];

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Slopes == 1 && !HasSlopeByChannel || inputs[0].Rank is 1 or 3 && inputs[0].Channels == Slopes
        ? inputs[0]
        : throw new ArgumentException($"'{Name}' has slopes for {Slopes} channels, not for {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.prelu(inputs[0], state.Parameter(0)!);

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].clone();

    // Those of a network that has lost all but one of its channels are by channel all the same.
    private bool HasSlopeByChannel { get; init; }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        if (Slopes == 1 && !HasSlopeByChannel) return inputs[0];
        var channels = units.ChannelsOf(inputs[0]);
        units.Tell(Name, ChannelSide.Scale, channels);
        return UnitFlow.Along(output, 0, channels, inputs[0].Strands.All(s => s.Vanishes));
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        Slopes == 1 && !HasSlopeByChannel ? this : this with { Slopes = output.Left.Channels, HasSlopeByChannel = true };

    internal override IReadOnlyList<bool[]?> KeptOf(TensorInfo tensor, IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        [Slopes == 1 && !HasSlopeByChannel ? null : output.Channels];
}
