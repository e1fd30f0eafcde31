using System.Numerics;
using Bench.Core;

namespace Bench.Strategies;

/// <summary>
/// Keeps exactly as many elements as there are places in each pool: those with the highest scores. Where scores are equal at
/// the cut, chance seeded by the cell decides, never the position, which would empty the last layers. A given mask is taken as it is or refused.
/// </summary>
internal static class ExactCut
{
    public static MaskSet Of(Scores scores, IScope scope, long kept, long seed) =>
        scores.AreDouble ? Of(scores, scores.Of<double>(), scope, kept, seed) : Of(scores, scores.Of<float>(), scope, kept, seed);

    private static MaskSet Of<T>(Scores scores, ReadOnlySpan<T> values, IScope scope, long kept, long seed) where T : unmanaged, IFloatingPoint<T>
    {
        var keep = new bool[values.Length];
        var tied = 0L;
        foreach (var (index, (start, length, places)) in scope.Pools(new PoolRequest { Tensors = scores.Tensors, Kept = kept }).Index())
            tied += Keep(values.Slice(start, length), keep.AsSpan(start, length), places, SeededStream.For(seed, "tied scores", index));
        if (scores.AreMask && tied > 0)
            throw new PruningException($"the mask that criterion '{scores.Criterion.Name}' gives keeps {scores.Flat.sum().to(TorchSharp.torch.ScalarType.Int64).item<long>():N0} of {values.Length:N0} weights, "
                + $"and {kept:N0} are to be kept under scope '{scope.Name}': give a mask that keeps just as many, or scores");
        return new MaskSet(scores.Tensors, keep, kept, tied);
    }

    // Marks the highest scores; returns how many are equal at the cut, where not all of those have a place.
    private static long Keep<T>(ReadOnlySpan<T> scores, Span<bool> keep, long places, SeededStream stream) where T : unmanaged, IFloatingPoint<T>
    {
        if (places == 0) return 0;
        var threshold = OrderStatistics.At(scores, scores.Length - places);
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
