using System.Numerics;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// The competition of scores for places. Of each tensor that competes with others within bounds, the best that must be kept have their place beforehand and
/// those beyond the most are out; the others compete. No set within the bounds has higher scores (the greedy choice is optimal for nested bounds).
/// </summary>
internal sealed class Contest
{
    private enum Standing : byte { Open, Kept, Out }

    private readonly Scores scores;
    private readonly Standing[] standing;

    // Elements that were equal at a cut, where later cuts may yet keep or drop them all: empty unless bounds hold.
    private readonly List<int[]> equals = [];
    private bool isBound;
    private long tied;

    public Contest(Scores scores, MaskSet? within)
    {
        this.scores = scores;
        standing = new Standing[scores.Flat.NumberOfElements];
        if (within is null) return;
        var left = within.Bits;
        for (var i = 0; i < standing.Length; i++) standing[i] = left[i] ? Standing.Open : Standing.Out;
    }

    /// <summary>Holds the tensors that compete in a pool to their bounds; a pool within one tensor has its due number of places already.</summary>
    public void Bind(Pool pool, IReadOnlyList<Bounds> bounds, long seed)
    {
        var start = 0;
        foreach (var (index, tensor) in scores.Tensors.Index())
        {
            var length = (int)tensor.Elements;
            if (start >= pool.Start && start + length <= pool.Start + pool.Length && length < pool.Length)
            {
                var (least, most) = bounds[index];
                isBound |= least > 0 || most < length;
                if (most < Count(start, length, Standing.Open)) Compete(start, length, most, Stream("cap"), Standing.Open, Standing.Out);
                if (least > 0) Compete(start, length, least, Stream("floor"), Standing.Kept, Standing.Open);
                SeededStream Stream(string bound) => SeededStream.For(seed, $"tied scores at a {bound}", index);
            }
            start += length;
        }
    }

    /// <summary>Gives the places of a pool that are left.</summary>
    public void Settle(Pool pool, SeededStream stream) =>
        Compete(pool.Start, pool.Length, pool.Kept - Count(pool.Start, pool.Length, Standing.Kept), stream, Standing.Kept, Standing.Out);

    /// <summary>Whether each element is kept, and how many scores were equal to one another at a cut, some kept and some dropped.</summary>
    public (bool[] Keep, long Tied) End() => (
        Array.ConvertAll(standing, s => s == Standing.Kept),
        tied + equals.Where(e => e.Select(i => standing[i]).Distinct().Count() > 1).SelectMany(e => e).Distinct().LongCount());

    private long Count(int start, int length, Standing what)
    {
        var count = 0L;
        foreach (var one in standing.AsSpan(start, length))
            if (one == what) count++;
        return count;
    }

    private void Compete(int start, int length, long places, SeededStream stream, Standing winners, Standing losers)
    {
        if (scores.AreDouble) Compete(scores.Of<double>(), start, length, places, stream, winners, losers);
        else Compete(scores.Of<float>(), start, length, places, stream, winners, losers);
    }

    private void Compete<T>(ReadOnlySpan<T> all, int start, int length, long places, SeededStream stream, Standing winners, Standing losers)
        where T : unmanaged, IFloatingPoint<T>
    {
        var range = standing.AsSpan(start, length);
        bool[] eligible = new bool[length], won = new bool[length];
        for (var i = 0; i < length; i++) eligible[i] = range[i] == Standing.Open;
        var values = all.Slice(start, length);
        var equal = ExactCut.Keep(values, eligible, won, places, stream);
        if (equal > 0 && isBound) equals.Add(Equal(start, values, eligible, won));
        else tied += equal;
        for (var i = 0; i < length; i++)
            if (eligible[i]) range[i] = won[i] ? winners : losers;
    }

    // Those that competed and have the score of the last one that has a place.
    private static int[] Equal<T>(int start, ReadOnlySpan<T> values, bool[] eligible, bool[] won) where T : unmanaged, IFloatingPoint<T>
    {
        var first = Array.IndexOf(won, true);
        var last = first < 0 ? T.Zero : values[first];
        for (var i = 0; i < won.Length; i++)
            if (won[i]) last = T.Min(last, values[i]);
        var equal = new List<int>();
        for (var i = 0; i < won.Length; i++)
            if (eligible[i] && values[i] == last) equal.Add(start + i);
        return [.. equal];
    }
}
