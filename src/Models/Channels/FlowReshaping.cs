namespace Bench.Models;

/// <summary>How units go through another shape of the same numbers: where an axis is divided, its units lie along several, and where axes become one, along that one.</summary>
internal static class FlowReshaping
{
    /// <param name="units">Where they are fixed.</param>
    /// <param name="flow">What arrives.</param>
    /// <param name="output">The other shape.</param>
    /// <param name="plan">Of a part of a larger network, what was found there: smaller sizes tell less.</param>
    public static UnitFlow Of(ChannelUnits units, UnitFlow flow, ValueShape output, ReshapePlan? plan = null)
    {
        var blocks = plan?.Blocks ?? Blocks(flow.Shape.Sizes, output.Sizes);
        var touched = flow.Strands.Select(s => (Strand: s, Blocks: blocks.Where(b => b.From.Any(s.Axes.Contains)).ToList())).ToList();
        var strands = new List<Strand>();
        foreach (var (strand, own) in touched)
        {
            int[] axes = [.. own.SelectMany(b => b.To)];
            if (axes.Length == 0 || axes.Length > 1 && !units.HasRoomFor(axes.Aggregate(1L, (n, a) => n * output[a])) || touched.Any(t => t.Strand != strand && t.Blocks.Intersect(own).Any())) units.Fix(strand.Units); // a mixture of two kinds of channels, or more than is worth to be told apart
            else
            {
                var moved = new Strand(axes, Moved(strand, own, axes, flow.Shape.Sizes, output.Sizes), strand.Vanishes);
                if (plan is null) strands.Add(Trimmed(units, moved, output));
                else if (axes.Where(plan.Carries.Contains).ToList() is [var axis]) strands.Add(new([axis], units.Along(new(output, [moved]), axis), strand.Vanishes));
                else units.Fix(strand.Units);
            }
        }
        return new(output, strands);
    }

    /// <summary>What a part of the network must know: along which axes there were units.</summary>
    public static ReshapePlan PlanOf(KeptElements input, KeptElements output) =>
        new(Blocks(input.Shape.Sizes, output.Shape.Sizes), [.. output.Axes.Index().Where(a => a.Item is not null).Select(a => a.Index)]);

    // Runs of axes, as short as can be, that hold the same numbers before and after.
    private static List<(int[] From, int[] To)> Blocks(IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        var blocks = new List<(int[] From, int[] To)>();
        for (var (i, j) = (0, 0); i < from.Count || j < to.Count;)
        {
            var (firstFrom, firstTo) = (i, j);
            long before = i < from.Count ? from[i++] : 1, after = j < to.Count ? to[j++] : 1;
            while (before != after)
                if (before < after) before *= from[i++];
                else after *= to[j++];
            blocks.Add(([.. Enumerable.Range(firstFrom, i - firstFrom)], [.. Enumerable.Range(firstTo, j - firstTo)]));
        }
        return blocks;
    }

    private static int[] Moved(Strand strand, List<(int[] From, int[] To)> blocks, int[] axes, IReadOnlyList<int> from, IReadOnlyList<int> to)
    {
        var moved = new int[axes.Aggregate(1, (n, a) => n * to[a])];
        var indexes = new int[from.Count];
        for (var place = 0; place < moved.Length; place++)
        {
            var rest = place;
            foreach (var (old, now) in blocks.AsEnumerable().Reverse())
            {
                var size = now.Aggregate(1, (n, a) => n * to[a]);
                var within = rest % size;
                rest /= size;
                foreach (var axis in old.Reverse())
                {
                    indexes[axis] = within % from[axis];
                    within /= from[axis];
                }
            }
            moved[place] = strand.Units[strand.PlaceOf(indexes, from)];
        }
        return moved;
    }

    // Without the axes along which all is of one unit, but for one.
    private static Strand Trimmed(ChannelUnits units, Strand strand, ValueShape shape)
    {
        foreach (var axis in strand.Axes)
        {
            if (strand.Axes.Count == 1) break;
            var (_, size, behind) = strand.Around(axis, shape.Sizes);
            if (strand.Units.Index().All(u => units.UnitOf(u.Item) == units.UnitOf(strand.Units[u.Index - u.Index / behind % size * behind])))
                strand = new([.. strand.Axes.Where(a => a != axis)], [.. strand.Units.Where((_, place) => place / behind % size == 0)], strand.Vanishes);
        }
        return strand;
    }
}

/// <summary>How a larger network's value was arranged anew.</summary>
/// <param name="Blocks">Runs of axes before and after that hold the same numbers.</param>
/// <param name="Carries">Axes after it along which there are units.</param>
internal sealed record ReshapePlan(IReadOnlyList<(int[] From, int[] To)> Blocks, IReadOnlyList<int> Carries);
