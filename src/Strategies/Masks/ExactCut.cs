using Bench.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Keeps exactly as many elements as there are places in each pool: those with the highest scores. Where scores are equal at
/// the cut, a permutation seeded by the cell decides, never the position, which would empty the last layers.
/// </summary>
internal static class ExactCut
{
    public static MaskSet Of(Scores scores, IScope scope, long kept, long seed)
    {
        using var _ = no_grad();
        var keep = zeros(scores.Flat.NumberOfElements, ScalarType.Bool);
        var tied = 0L;
        foreach (var (index, pool) in scope.Pools(scores.Tensors, kept).Index())
        {
            using var disposal = NewDisposeScope();
            var (start, length) = scores.RangeOf(pool);
            tied += Keep(scores.Flat.narrow(0, start, length), keep.narrow(0, start, length), pool.Kept, SeededStream.For(seed, "tied scores", index));
        }
        return new MaskSet(scores.Tensors, keep, kept, tied);
    }

    // Marks the highest scores; returns how many of them are equal at the cut, where not all of those have a place.
    private static long Keep(Tensor scores, Tensor keep, long places, SeededStream stream)
    {
        if (places == 0) return 0;
        var threshold = scores.kthvalue(scores.NumberOfElements - places + 1, 0).values;
        keep.copy_(scores.gt(threshold));
        var left = places - keep.sum().item<long>();
        var tied = scores.eq(threshold).nonzero().flatten();
        var ties = tied.NumberOfElements;
        if (ties > left) tied = tied.index_select(0, tensor(stream.Permutation((int)ties)[..(int)left]));
        keep.index_fill_(0, tied, true);
        return ties > left ? ties : 0;
    }
}
