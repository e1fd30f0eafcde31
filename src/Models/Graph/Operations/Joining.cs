using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Two values of as many axes that meet number by number, each axis of the same size or of size 1 in one of them; what meets goes together.</summary>
internal abstract record Joining : Operation
{
    public override bool GivesAway => true;

    /// <summary>Of a part of a larger network.</summary>
    protected SpreadAxes? Spread { get; private init; }

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        inputs[0].Equals(inputs[1]) ? inputs[0]
        : inputs[0].Rank == inputs[1].Rank && inputs[0].Sizes.Zip(inputs[1].Sizes).All(s => s.First == s.Second || s.First == 1 || s.Second == 1)
            ? new([.. inputs[0].Sizes.Zip(inputs[1].Sizes, Math.Max)])
            : throw new ArgumentException($"{inputs[0]} and {inputs[1]} cannot be {Done}", nameof(inputs));

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) =>
        this with { Spread = Spread ?? SpreadAxes.Of(inputs[0].Shape, inputs[1].Shape, output.Shape.Rank) };

    /// <summary>Such as <c>added</c>.</summary>
    protected abstract string Done { get; }
}

/// <summary>The sum of two values; channels that meet go together.</summary>
internal sealed record Add : Joining
{
    protected override string Done => "added";

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].add(inputs[1], Scalars.One);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        FlowJoining.Join(units, output, inputs[0], inputs[1], Spread, (one, other) => one == true && other == true);
}

/// <summary>The product of two values, number by number: a gate, such as that of squeeze and excitation (Hu, Shen and Sun, CVPR 2018).</summary>
internal sealed record Multiply : Joining
{
    protected override string Done => "multiplied";

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].mul(inputs[1]);

    // A gate that nothing reaches is open all the same.
    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].add(inputs[1], Scalars.One);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        FlowJoining.Join(units, output, inputs[0], inputs[1], Spread, (one, other) => one == true || other == true);
}

/// <summary>Several values, one after the other along an axis: (N, C1, H, W), (N, C2, H, W), ... → (N, C1 + C2 + ..., H, W).</summary>
internal sealed record Concatenate : Operation
{
    /// <summary>Null: that of the channels of maps, or of the features of tokens.</summary>
    public int? Axis { get; init; }

    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs)
    {
        var axis = AxisOf(inputs[0]);
        return axis < inputs[0].Rank && inputs.All(i => i.Rank == inputs[0].Rank && i.With(axis, 1).Equals(inputs[0].With(axis, 1)))
            ? inputs[0].With(axis, inputs.Sum(i => i[axis]))
            : throw new ArgumentException($"{string.Join(", ", inputs)} cannot be concatenated", nameof(inputs));
    }

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => cat([.. inputs], 1 + (Axis ?? (inputs[0].ndim == 3 ? 1 : 0)));

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var axis = AxisOf(output);
        var along = inputs.Any(i => i.At(axis) is not null) ? inputs.SelectMany(i => units.Along(i, axis)).ToArray() : null;
        // Along all other axes what is at one place goes together.
        var single = output.With(axis, 1);
        var others = inputs.Select(i => new UnitFlow(single, [.. i.Strands.Where(s => !s.Axes.Contains(axis))]))
            .Aggregate((one, other) => FlowJoining.Join(units, single, one, other, null, (a, b) => a == true && b == true));
        return new(output, along is null ? others.Strands : [new([axis], along, inputs.All(i => i.At(axis)?.Vanishes != false)), .. others.Strands]);
    }

    private int AxisOf(ValueShape shape) => Axis ?? shape.ChannelAxis;
}
