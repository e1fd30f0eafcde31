using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>(N, C, H, W) → (N, C · H · W), channel after channel.</summary>
internal sealed record Flatten : Operation
{
    // Values lie channels-last.
    internal override bool IsView(ValueShape input) => input.Channels == 1 || input.Height * input.Width == 1;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => new(inputs[0].Size);

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].flatten(1);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => FlowReshaping.Of(units, inputs[0], output);
}

/// <summary>The same numbers in the same order in another shape.</summary>
internal sealed record Reshape(ValueShape Shape) : Operation
{
    private ReshapePlan? Plan { get; init; }

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        inputs[0].Size == Shape.Size ? Shape : throw new ArgumentException($"{inputs[0].Size:N0} numbers, {inputs[0]}, cannot be arranged as {Shape}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].reshape([inputs[0].shape[0], .. Shape.Sizes.Select(s => (long)s)]);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => FlowReshaping.Of(units, inputs[0], output, Plan);

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => new Reshape(output.Left) { Plan = Plan ?? FlowReshaping.PlanOf(inputs[0], output) };
}

/// <summary>The axes in another order.</summary>
/// <param name="Order">Of each axis of the output, which one of the input it is, from 0, the samples not counted.</param>
internal sealed record Transpose(IReadOnlyList<int> Order) : Operation
{
    internal override bool IsView(ValueShape input) => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Order.Order().SequenceEqual(Enumerable.Range(0, inputs[0].Rank))
        ? new([.. Order.Select(axis => inputs[0][axis])])
        : throw new ArgumentException($"({string.Join(", ", Order)}) is no order of the {inputs[0].Rank} axes of {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].permute([0, .. Order.Select(axis => axis + 1L)]);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        new(output, [.. inputs[0].Strands.Select(s => s with { Axes = [.. s.Axes.Select(axis => Order.Index().First(o => o.Item == axis).Index)] })]);
}

/// <summary>Channels of zeros before and behind: (N, C, H, W) → (N, before + C + behind, H, W). Where they meet others in a sum, they go with those.</summary>
internal sealed record PadChannels(int Before, int Behind) : Operation
{
    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0].Rank == 3
        ? inputs[0].With(0, Before + inputs[0].Channels + Behind)
        : throw new ArgumentException($"{inputs[0]} are no maps, whose channels are padded", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => nn.functional.pad(inputs[0], [0, 0, 0, 0, Before, Behind]);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        UnitFlow.Along(output, 0, [.. units.New(Before), .. units.ChannelsOf(inputs[0]), .. units.New(Behind)], inputs[0].Strands.All(s => s.Vanishes));

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => new PadChannels(output.Channels[..Before].Count(k => k), output.Channels[^Behind..].Count(k => k));
}
