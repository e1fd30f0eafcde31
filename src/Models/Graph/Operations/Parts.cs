using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>A part of an axis: as many indexes from one on, each next one so many further.</summary>
internal sealed record Slice(int Axis, int First, int Count, int Step = 1) : Operation
{
    internal override bool IsView(ValueShape input) => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) =>
        Axis >= 0 && Axis < inputs[0].Rank && First >= 0 && Count >= 1 && Step >= 1 && First + (Count - 1L) * Step < inputs[0][Axis]
            ? inputs[0].With(Axis, Count)
            : throw new ArgumentException($"{Count} of axis {Axis} from {First} on, every {Step}, are beyond {inputs[0]}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        Step == 1 ? inputs[0].narrow(Axis + 1, First, Count) : inputs[0].slice(Axis + 1, First, First + (Count - 1L) * Step + 1, Step);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) =>
        Picking.Of(units, inputs[0], output, Axis, [.. Enumerable.Range(0, Count).Select(i => First + i * Step)]);

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output)
    {
        if (inputs[0].Axes[Axis] is not { } kept) return this;
        int[] left = [.. Enumerable.Range(0, Count).Select(i => First + i * Step).Where(i => kept[i]).Select(i => kept.Take(i).Count(k => k))];
        return left[^1] - left[0] == left.Length - 1 ? new Slice(Axis, left[0], left.Length) : new Pick(Axis, left);
    }
}

/// <summary>Some indexes of an axis in any order, one more than once or not.</summary>
internal sealed record Pick(int Axis, IReadOnlyList<int> Indexes) : Operation
{
    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Axis >= 0 && Axis < inputs[0].Rank && Indexes.All(i => i >= 0 && i < inputs[0][Axis])
        ? inputs[0].With(Axis, Indexes.Count)
        : throw new ArgumentException($"axis {Axis} of {inputs[0]} lacks one of the indexes {string.Join(", ", Indexes.Take(8))}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state)
    {
        using var indexes = tensor(Indexes.Select(i => (long)i).ToArray(), int64, inputs[0].device);
        return inputs[0].index_select(Axis + 1, indexes);
    }

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output) => Picking.Of(units, inputs[0], output, Axis, Indexes);

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => inputs[0].Axes[Axis] is { } kept
        ? new Pick(Axis, [.. Indexes.Where(i => kept[i]).Select(i => kept.Take(i).Count(k => k))])
        : this;
}

internal static class Picking
{
    /// <summary>The units of what is picked, of which some must stay.</summary>
    public static UnitFlow Of(ChannelUnits units, UnitFlow flow, ValueShape output, int axis, IReadOnlyList<int> indexes) => new(output, [.. flow.Strands.Select(strand =>
    {
        if (!strand.Axes.Contains(axis)) return strand;
        var (before, size, behind) = strand.Around(axis, flow.Shape.Sizes);
        int[] own = [.. from b in Enumerable.Range(0, before) from i in indexes from r in Enumerable.Range(0, behind) select strand.Units[(b * size + i) * behind + r]];
        units.TellPart(own);
        return strand with { Units = own };
    })]);
}

/// <summary>The same number around a value: so many before and behind along each axis.</summary>
internal sealed record Pad(IReadOnlyList<(int Before, int Behind)> Margins, double Number) : Operation
{
    public override bool GivesAway => true;

    public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => Margins.Count == inputs[0].Rank && Margins.All(m => m is { Before: >= 0, Behind: >= 0 })
        ? new([.. inputs[0].Sizes.Zip(Margins, (size, m) => checked(m.Before + size + m.Behind))])
        : throw new ArgumentException($"{inputs[0]} cannot be padded by {string.Join(", ", Margins)}", nameof(inputs));

    public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) =>
        nn.functional.pad(inputs[0], [.. Margins.Reverse().SelectMany(m => new long[] { m.Before, m.Behind })], value: Number);

    public override Tensor Trace(IReadOnlyList<Tensor> inputs, OperationState state) => (this with { Number = 0 }).Run(inputs, state);

    internal override UnitFlow Couple(ChannelUnits units, IReadOnlyList<UnitFlow> inputs, ValueShape output)
    {
        var flow = inputs[0];
        foreach (var (axis, (before, behind)) in Margins.Index())
            if (before + behind > 0 && flow.At(axis) is { } strand)
                flow = flow with { Strands = [.. flow.Strands.Where(s => s != strand), new([axis], [.. units.New(before), .. units.Along(flow, axis), .. units.New(behind)], strand.Vanishes)] };
        return Number == 0 ? flow with { Shape = output } : (flow with { Shape = output }).Filled();
    }

    internal override Operation Narrow(IReadOnlyList<KeptElements> inputs, KeptElements output) => new Pad(
        [.. Margins.Select((m, axis) => output.Axes[axis] is { } kept ? (kept[..m.Before].Count(k => k), kept[^m.Behind..].Count(k => k)) : m)], Number);
}
