using System.Numerics;

namespace Bench.Strategies;

/// <summary>ShrinkBench's cut: a threshold at a quantile of each pool, which keeps whatever equals it.</summary>
internal static class QuantileCut
{
    /// <summary>Cuts each pool at the quantile 1 − <paramref name="fraction"/>.</summary>
    public static MaskSet Of(Scores scores, IScope scope, double fraction) =>
        scores.AreDouble ? Of(scores, scores.Of<double>(), scope, fraction) : Of(scores, scores.Of<float>(), scope, fraction);

    private static MaskSet Of<T>(Scores scores, ReadOnlySpan<T> values, IScope scope, double fraction) where T : unmanaged, IFloatingPoint<T>
    {
        var keep = new bool[values.Length];
        var (asked, tied) = (0L, 0L);
        foreach (var (start, length, _) in scope.Pools(new PoolRequest { Tensors = scores.Tensors, Kept = 0 }))
        {
            var inPool = values.Slice(start, length);
            var threshold = T.CreateTruncating(Quantile(inPool, 1 - fraction));
            for (var i = 0; i < length; i++) keep[start + i] = !(-threshold < inPool[i] && inPool[i] < threshold);
            var places = Places(length, fraction);
            asked += places;
            if (keep.AsSpan(start, length).Count(true) != places) tied += inPool.Count(threshold);
        }
        return new MaskSet(scores.Tensors, keep, asked, tied);
    }

    /// <summary>How many of <paramref name="count"/> scores, all different, reach the quantile 1 − <paramref name="fraction"/>.</summary>
    public static long Places(long count, double fraction) => count - (long)Math.Ceiling((count - 1) * (1 - fraction));

    /// <summary>
    /// NumPy 1.x's linearly interpolated quantile: the difference of the neighbours in the scores' precision, the rest in fp64.
    /// </summary>
    public static double Quantile<T>(ReadOnlySpan<T> scores, double q) where T : unmanaged, IFloatingPoint<T>
    {
        var last = scores.Length - 1;
        var position = last * q;
        var below = (int)Math.Floor(position);
        var share = position - below;
        var low = OrderStatistics.At(scores, below);
        var high = OrderStatistics.At(scores, Math.Min(below + 1, last));
        var difference = double.CreateTruncating(high - low);
        return share < 0.5 ? double.CreateTruncating(low) + difference * share : double.CreateTruncating(high) - difference * (1 - share);
    }
}
