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

    public Contest(Scores scores, MaskSet? within)
    {
        this.scores = scores;
        standing = new Standing[scores.Flat.NumberOfElements];
        if (within is null) return;
        var left = within.Bits;
        for (var i = 0; i < standing.Length; i++) standing[i] = left[i] ? Standing.Open : Standing.Out;
    }

    /// <summary>Scores equal to one another at a cut, kept and dropped together.</summary>
    public long Tied { get; private set; }

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
                if (most < Count(start, length, Standing.Open)) Compete(start, length, most, SeededStream.For(seed, "tied scores at a cap", index), Standing.Open, Standing.Out);
                if (least > 0) Compete(start, length, least, SeededStream.For(seed, "tied scores at a floor", index), Standing.Kept, Standing.Open);
            }
            start += length;
        }
    }

    /// <summary>Gives the places of a pool that are left.</summary>
    public void Settle(Pool pool, SeededStream stream) =>
        Compete(pool.Start, pool.Length, pool.Kept - Count(pool.Start, pool.Length, Standing.Kept), stream, Standing.Kept, Standing.Out);

    /// <summary>Of each element.</summary>
    public bool[] Keep() => Array.ConvertAll(standing, s => s == Standing.Kept);

    private long Count(int start, int length, Standing what)
    {
        var count = 0L;
        foreach (var one in standing.AsSpan(start, length))
            if (one == what) count++;
        return count;
    }

    private void Compete(int start, int length, long places, SeededStream stream, Standing winners, Standing losers)
    {
        var range = standing.AsSpan(start, length);
        var values = scores.Values.Slice(start, length);
        var open = (int)Count(start, length, Standing.Open);
        if (open < length)
        {
            var some = new float[open];
            var next = 0;
            for (var i = 0; i < length; i++)
                if (range[i] == Standing.Open) some[next++] = values[i];
            values = some;
        }
        var won = new bool[open];
        Tied += ExactCut.Keep(values, won, places, stream);
        var at = 0;
        for (var i = 0; i < length; i++)
            if (range[i] == Standing.Open) range[i] = won[at++] ? winners : losers;
    }
}
