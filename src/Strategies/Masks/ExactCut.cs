using System.Numerics;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// Keeps exactly as many elements as there are places in each pool: those with the highest scores. Where scores are equal at
/// the cut, chance seeded by the cell decides, never the position, which would empty the last layers. Scores compete in the precision that they have.
/// </summary>
internal static class ExactCut
{
    public static MaskSet Of(Scores scores, IScope scope, long kept, long seed) => Of(scores, new CutRequest { Rules = new(scope), Seed = seed }, kept);

    /// <exception cref="PruningException">So many cannot be kept.</exception>
    public static MaskSet Of(Scores scores, CutRequest request, long kept)
    {
        var (pools, bounds) = request.Divide(scores.Tensors, kept);
        var contest = new Contest(scores, request.Within);
        foreach (var pool in pools) contest.Bind(pool, bounds, request.Seed);
        foreach (var (index, pool) in pools.Index()) contest.Settle(pool, SeededStream.For(request.Seed, "tied scores", index));
        var (keep, tied) = contest.End();
        return scores.Accept(new MaskSet(scores.Tensors, keep, kept, tied));
    }

    /// <summary>The same among some of the scores; the others are not marked.</summary>
    public static long Keep<T>(ReadOnlySpan<T> scores, ReadOnlySpan<bool> eligible, Span<bool> keep, long places, SeededStream stream) where T : unmanaged, IFloatingPoint<T>
    {
        var count = eligible.Count(true);
        if (count == scores.Length) return Keep(scores, keep, places, stream);
        var some = new T[count];
        for (int i = 0, next = 0; i < scores.Length; i++)
            if (eligible[i]) some[next++] = scores[i];
        var won = new bool[count];
        var tied = Keep<T>(some, won, places, stream);
        for (int i = 0, next = 0; i < scores.Length; i++) keep[i] = eligible[i] && won[next++];
        return tied;
    }

    /// <summary>Marks the highest scores; returns how many are equal at the cut, where not all of those have a place.</summary>
    public static long Keep<T>(ReadOnlySpan<T> scores, Span<bool> keep, long places, SeededStream stream) where T : unmanaged, IFloatingPoint<T>
    {
        if (places == 0) return 0;
        return KeepFrom(OrderStatistics.At(scores, scores.Length - places), scores, keep, places, stream);
    }

    /// <summary>The same, of which the last score that has a place is known.</summary>
    public static long KeepFrom<T>(T threshold, ReadOnlySpan<T> scores, Span<bool> keep, long places, SeededStream stream) where T : unmanaged, IFloatingPoint<T>
    {
        var (above, tied) = (0, 0);
        foreach (var score in scores)
        {
            if (score > threshold) above++;
            if (score == threshold) tied++;
        }
        var (left, unseen) = (places - above, tied);
        for (var i = 0; i < scores.Length; i++) keep[i] = scores[i] > threshold || (scores[i] == threshold && IsChosen());
        return tied > places - above ? tied : 0;

        // Each choice among tied scores is as likely as any other, as by a permutation (Knuth, TAOCP 3.4.2, algorithm S).
        bool IsChosen()
        {
            if (stream.NextInt(unseen--) >= left) return false;
            left--;
            return true;
        }
    }
}
