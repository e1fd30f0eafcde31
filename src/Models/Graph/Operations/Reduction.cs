using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>What becomes of several numbers.</summary>
public enum ReductionKind
{
    Mean,
    Sum,
    Max,
}

/// <summary>One number for all along some axes. What those hold is mixed, and stays; the others pass.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Axes">From 0, the samples not counted.</param>
/// <param name="KeepsAxes">Whether the axes stay, of size 1.</param>
internal sealed record Reduction(ReductionKind Kind, IReadOnlyList<int> Axes, bool KeepsAxes) : Operation
{
    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Axes.Count > 0 && Axes.All(a => a >= 0 && a < inputs[0].Rank)
        ? new([.. inputs[0].Sizes.Select((size, axis) => Axes.Contains(axis) ? 1 : size).Where((_, axis) => KeepsAxes || !Axes.Contains(axis))])
        : throw new ArgumentException($"{inputs[0]} lack one of the axes {string.Join(", ", Axes)}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        long[] axes = [.. Axes.Select(a => a + 1L)];
        return Kind switch
        {
            ReductionKind.Mean => inputs[0].mean(axes, KeepsAxes),
            ReductionKind.Sum => inputs[0].sum(axes, KeepsAxes),
            _ => inputs[0].amax(axes, KeepsAxes),
        };
    }

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].sum([.. Axes.Select(a => a + 1L)], KeepsAxes);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var flow = Axes.Aggregate(inputs[0], units.FixedAlong);
        return new(output, KeepsAxes ? flow.Strands : [.. flow.Strands.Select(s => s with { Axes = [.. s.Axes.Select(a => a - Axes.Count(r => r < a))] })]);
    }
}
