using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Each pixel a token, row after row: (N, C, H, W) → (N, H · W, C).</summary>
internal sealed record ToTokens : Operation
{
    internal override bool IsView(ValueShape input) => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Sizes is [var channels, var height, var width]
        ? new(height * width, channels)
        : throw new ArgumentException($"only maps become tokens, not {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var rows = inputs[0].flatten(2);
        return rows.transpose(1, 2);
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        UnitFlow.Along(output, 1, units.ChannelsOf(inputs[0]), inputs[0].Strands.All(s => s.Vanishes));
}

/// <summary>The first token alone: (N, T, C) → (N, C).</summary>
internal sealed record FirstToken : Operation
{
    internal override bool IsView(ValueShape input) => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 2
        ? new(inputs[0].Channels)
        : throw new ArgumentException($"{inputs[0]} are no tokens", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].select(1, 0);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        UnitFlow.Along(output, 0, units.ChannelsOf(inputs[0]), inputs[0].Strands.All(s => s.Vanishes));
}
