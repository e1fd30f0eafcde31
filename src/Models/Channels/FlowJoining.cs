namespace Bench.Models;

/// <summary>What goes together where values meet number by number, and how units go through another arrangement of the same numbers.</summary>
internal static class FlowJoining
{
    /// <summary>
    /// Two values that meet: elements at one place go together, and what only one of them could lose along an axis that both have is fixed. Along an axis that one of them lacks, because its
    /// number there meets all of the other's, the other's units pass.
    /// </summary>
    /// <param name="units">Where they are tied.</param>
    /// <param name="sizes">Of all axes along which either goes.</param>
    /// <param name="one">What arrives, and to which of the axes each of its own belongs.</param>
    /// <param name="other">The same.</param>
    /// <param name="spread">Which of the axes each of the two has only one number for, to meet all of the other's; null: where its size is 1 and the other's is not.</param>
    /// <param name="vanishes">Whether what is removed is 0 in what they give, given whether it is in either; null where that one has none of it.</param>
    public static IReadOnlyList<Strand> Join(ChannelUnits units, int[] sizes, (UnitFlow Flow, int[] Axes) one, (UnitFlow Flow, int[] Axes) other,
        SpreadAxes? spread, Func<bool?, bool?, bool> vanishes)
    {
        var left = Spread(units, one, IsOneWide).Select(s => (Strand: s, IsOne: true)).Concat(Spread(units, other, IsOtherWide).Select(s => (Strand: s, IsOne: false))).ToList();
        var joined = new List<Strand>();
        while (left.Count > 0)
        {
            var members = new List<(Strand Strand, bool IsOne)> { left[0] };
            left.RemoveAt(0);
            while (left.FindIndex(s => s.Strand.Axes.Any(a => members.Any(m => m.Strand.Axes.Contains(a)))) is var next and >= 0)
            {
                members.Add(left[next]);
                left.RemoveAt(next);
            }
            int[] axes = [.. members.SelectMany(m => m.Strand.Axes).Distinct()];
            var all = Tied(units, sizes, axes, [.. members.Select(m => m.Strand)]);
            if (axes.Any(a => IsOneWide(a) && !Has(a, true) || IsOtherWide(a) && !Has(a, false))) units.Fix(all);
            joined.Add(new(axes, all, vanishes(Vanish(true), Vanish(false))));

            bool Has(int axis, bool isOne) => members.Any(m => m.IsOne == isOne && m.Strand.Axes.Contains(axis));

            bool? Vanish(bool isOne) => members.Any(m => m.IsOne == isOne) ? members.Where(m => m.IsOne == isOne).All(m => m.Strand.Vanishes) : null;
        }
        return joined;

        bool IsOneWide(int axis) => one.Axes.Contains(axis) && !(spread?.One.Contains(axis) ?? IsSpread(one, axis, sizes));

        bool IsOtherWide(int axis) => other.Axes.Contains(axis) && !(spread?.Other.Contains(axis) ?? IsSpread(other, axis, sizes));
    }

    /// <summary>Two values of as many axes, each of the same size or, in one of them, of size 1.</summary>
    public static UnitFlow Join(ChannelUnits units, ValueShape shape, UnitFlow one, UnitFlow other, SpreadAxes? spread, Func<bool?, bool?, bool> vanishes)
    {
        int[] axes = [.. Enumerable.Range(0, shape.Rank)];
        return new(shape, Join(units, [.. shape.Sizes], (one, axes), (other, axes), spread, vanishes));
    }

    private static bool IsSpread((UnitFlow Flow, int[] Axes) value, int axis, int[] sizes) => value.Flow.Shape[value.Axes.IndexOf(axis)] < sizes[axis];

    // Along the axes of both; a unit whose only number meets all of the other's stays.
    private static IEnumerable<Strand> Spread(ChannelUnits units, (UnitFlow Flow, int[] Axes) value, Func<int, bool> isWide)
    {
        foreach (var strand in value.Flow.Strands)
        {
            int[] axes = [.. strand.Axes.Select(a => value.Axes[a])];
            int[] wide = [.. axes.Where(isWide)];
            if (wide.Length < axes.Length) units.Fix(strand.Units);
            if (wide.Length > 0) yield return strand with { Axes = wide };
        }
    }

    private static int[] Tied(ChannelUnits units, int[] sizes, int[] axes, Strand[] members)
    {
        if (members is [var only]) return only.Units;
        var all = new int[axes.Aggregate(1, (n, a) => n * sizes[a])];
        var indexes = new int[sizes.Length];
        for (var place = 0; place < all.Length; place++)
        {
            var rest = place;
            for (var i = axes.Length - 1; i >= 0; rest /= sizes[axes[i]], i--) indexes[axes[i]] = rest % sizes[axes[i]];
            all[place] = members[0].Units[members[0].PlaceOf(indexes, sizes)];
            foreach (var member in members.AsSpan(1)) units.Tie(all[place], member.Units[member.PlaceOf(indexes, sizes)]);
        }
        return all;
    }
}

/// <summary>Axes along which one of two values that meet has a single number for all of the other's.</summary>
internal sealed record SpreadAxes(IReadOnlyList<int> One, IReadOnlyList<int> Other)
{
    /// <summary>What a part of the network must know of the whole one, whose sizes tell it.</summary>
    public static SpreadAxes Of(ValueShape one, ValueShape other, int count) => new(
        [.. Enumerable.Range(0, count).Where(a => one[a] == 1 && other[a] > 1)], [.. Enumerable.Range(0, count).Where(a => other[a] == 1 && one[a] > 1)]);
}
