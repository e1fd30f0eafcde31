namespace Bench.Models;

/// <summary>
/// Along which axis the units of a strand are removed. Where its elements lie along several axes, what is left must be whole indexes of one of them: of heads × features whole heads, or
/// the same features of every head. What the operations have tied says which; where it does not, the axis with the most units left is taken, and the rest is tied.
/// </summary>
internal static class StrandChoice
{
    /// <summary>The axis, and the channel at each of its indexes.</summary>
    public static (int Axis, int[] Units) Of(Strand strand, ValueShape shape, ChannelUnits units)
    {
        if (strand.Axes is [var only]) return (only, strand.Units);
        var stay = units.FixedUnits();
        int[] names = [.. strand.Units.Select(u => units.UnitOf(u) is var unit && stay.Contains(unit) ? -1 : unit)];
        var best = strand.Axes.Select(axis => (Axis: axis, Left: Left(names, strand, shape, axis, out var isTied), IsTied: isTied)).OrderByDescending(a => a.IsTied).ThenByDescending(a => a.Left).First();
        if (!best.IsTied) units.TieAcross(strand, shape, best.Axis);
        var (_, size, behind) = strand.Around(best.Axis, shape.Sizes);
        return (best.Axis, [.. Enumerable.Range(0, size).Select(i => strand.Units[i * behind])]);
    }

    // How many units are left where all elements with one index along an axis are tied, and whether they are already.
    private static int Left(int[] names, Strand strand, ValueShape shape, int axis, out bool isTied)
    {
        var (_, size, behind) = strand.Around(axis, shape.Sizes);
        var parents = new Dictionary<int, int>();
        var firsts = new int?[size];
        isTied = true;
        foreach (var (place, name) in names.Index())
        {
            var index = place / behind % size;
            isTied &= (firsts[index] ??= name) == name;
            var (one, other) = (Root(firsts[index]!.Value), Root(name));
            if (one != other) parents[Math.Max(one, other)] = Math.Min(one, other); // what stays, -1, is the least
        }
        return firsts.Select(f => Root(f!.Value)).Where(r => r >= 0).Distinct().Count();

        int Root(int name)
        {
            while (parents.TryGetValue(name, out var parent)) name = parent;
            return name;
        }
    }
}
