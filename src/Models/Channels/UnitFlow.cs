namespace Bench.Models;

/// <summary>Which units a value carries: along some of its axes; along the others nothing can be removed.</summary>
/// <param name="Shape">Of the value.</param>
/// <param name="Strands">No two share an axis.</param>
internal sealed record UnitFlow(ValueShape Shape, IReadOnlyList<Strand> Strands)
{
    /// <summary>Units along one axis and none along the others.</summary>
    public static UnitFlow Along(ValueShape shape, int axis, int[] units, bool vanishes = true) => new(shape, [new([axis], units, vanishes)]);

    /// <summary>The strand that goes along an axis; null where nothing can be removed there.</summary>
    public Strand? At(int axis) => Strands.FirstOrDefault(s => s.Axes.Contains(axis));

    /// <summary>The same behind what makes something else of 0.</summary>
    public UnitFlow Filled() => this with { Strands = [.. Strands.Select(s => s with { Vanishes = false })] };
}

/// <summary>
/// Units along one axis, or along several whose elements were those of one, as heads and the features of a head were the features of a token: each element has a unit, and what
/// is kept must be all of some indexes of one of the axes (see <see cref="StrandChoice"/>).
/// </summary>
/// <param name="Axes">In the order in which the units lie.</param>
/// <param name="Units">Of each element the channel that it belongs to; the last axis counts fastest.</param>
/// <param name="Vanishes">Whether what is removed is 0 in the network of the same size, so that sums over it are those of the rest.</param>
internal sealed record Strand(IReadOnlyList<int> Axes, int[] Units, bool Vanishes)
{
    /// <summary>Elements along the axes before, at and behind one of them.</summary>
    public (int Before, int Size, int Behind) Around(int axis, IReadOnlyList<int> sizes)
    {
        var place = Axes.Index().First(a => a.Item == axis).Index;
        return (Axes.Take(place).Aggregate(1, (n, a) => n * sizes[a]), sizes[axis], Axes.Skip(place + 1).Aggregate(1, (n, a) => n * sizes[a]));
    }

    /// <summary>The place among the units of the element that has such indexes along all axes of the value.</summary>
    public int PlaceOf(ReadOnlySpan<int> indexes, IReadOnlyList<int> sizes)
    {
        var place = 0;
        foreach (var axis in Axes) place = place * sizes[axis] + indexes[axis];
        return place;
    }
}
