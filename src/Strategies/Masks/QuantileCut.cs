using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>ShrinkBench's cut: a threshold at a quantile of each pool, which keeps whatever equals it.</summary>
internal static class QuantileCut
{
    /// <summary>Cuts each pool at the quantile 1 − <paramref name="fraction"/>.</summary>
    public static MaskSet Of(Scores scores, IScope scope, double fraction)
    {
        using var _ = no_grad();
        var keep = empty(scores.Flat.NumberOfElements, ScalarType.Bool);
        var (asked, tied) = (0L, 0L);
        foreach (var pool in scope.Pools(scores.Tensors, kept: 0))
        {
            using var disposal = NewDisposeScope();
            var (start, length) = scores.RangeOf(pool);
            var values = scores.Flat.narrow(0, start, length);
            var threshold = (float)Quantile(values, 1 - fraction);
            var kept = keep.narrow(0, start, length).copy_(values.gt(-threshold).logical_and_(values.lt(threshold)).logical_not_());
            var places = Places(length, fraction);
            asked += places;
            if (kept.sum().item<long>() != places) tied += values.eq(threshold).sum().item<long>();
        }
        return new MaskSet(scores.Tensors, keep, asked, tied);
    }

    /// <summary>How many of <paramref name="count"/> scores, all different, reach the quantile 1 − <paramref name="fraction"/>.</summary>
    public static long Places(long count, double fraction) => count - (long)Math.Ceiling((count - 1) * (1 - fraction));

    /// <summary>
    /// NumPy 1.x's linearly interpolated quantile of fp32 scores (N): the difference of the neighbours in fp32, the rest in fp64.
    /// </summary>
    public static double Quantile(Tensor scores, double q)
    {
        var last = scores.NumberOfElements - 1;
        var position = last * q;
        var below = (long)Math.Floor(position);
        var share = position - below;
        var low = OrderStatistic(scores, below);
        var high = OrderStatistic(scores, Math.Min(below + 1, last));
        var difference = high - low;
        return share < 0.5 ? low + difference * share : high - difference * (1 - share);
    }

    private static float OrderStatistic(Tensor scores, long index) => scores.kthvalue(index + 1, 0).values.item<float>();
}
