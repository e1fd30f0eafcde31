namespace Bench.Strategies;

/// <summary>
/// Divides places among tensors (or rows) in proportion to weights, within bounds: what would leave its bounds is set to them and the rest is shared
/// anew, until nothing leaves its bounds. Fractions become whole numbers by the largest remainder, so that the total is exact.
/// </summary>
internal static class Allocation
{
    /// <summary>A pool for each tensor of a request, by the weights of the tensors.</summary>
    public static IReadOnlyList<Pool> Pools(PoolRequest request, IReadOnlyList<long> weights)
    {
        var shares = Shares(weights, request.Bounds, request.Kept);
        return [.. request.Tensors.Select((tensor, i) => new Pool(request.Starts[i], (int)tensor.Elements, shares[i]))];
    }

    /// <summary>
    /// The shares. Those of weight 0 get no more than their least, until all others have their most. Of equal remainders the one with the larger most
    /// goes before, then the earlier one.
    /// </summary>
    /// <param name="weights">Not negative.</param>
    /// <param name="bounds">Of each share; the sums of all least and of all most must enclose <paramref name="kept"/>.</param>
    /// <param name="kept">The sum of the shares.</param>
    public static IReadOnlyList<long> Shares(IReadOnlyList<long> weights, IReadOnlyList<Bounds> bounds, long kept)
    {
        if (kept < bounds.Sum(b => b.Least) || kept > bounds.Sum(b => b.Most))
            throw new ArgumentException($"{kept} places are not between {bounds.Sum(b => b.Least)} and {bounds.Sum(b => b.Most)}", nameof(kept));
        var shares = new long[weights.Count];
        var open = Enumerable.Range(0, weights.Count).ToList();
        Int128[] weight = [.. weights];
        while (open.Count > 0)
        {
            var total = open.Aggregate(Int128.Zero, (sum, i) => sum + weight[i]);
            if (total == 0)
            {
                foreach (var i in open) weight[i] = Math.Max(bounds[i].Most, 1);
                continue;
            }
            // Times the total, so that they are whole. Which side to settle: CSS flexible box layout, section 9.7.
            var below = open.Where(i => kept * weight[i] < bounds[i].Least * total).ToList();
            var above = open.Where(i => kept * weight[i] > bounds[i].Most * total).ToList();
            if (below.Count + above.Count == 0) break;
            var deficit = below.Aggregate(Int128.Zero, (sum, i) => sum + bounds[i].Least * total - kept * weight[i]);
            var excess = above.Aggregate(Int128.Zero, (sum, i) => sum + kept * weight[i] - bounds[i].Most * total);
            var settled = excess >= deficit ? above : below;
            foreach (var i in settled)
            {
                shares[i] = excess >= deficit ? bounds[i].Most : bounds[i].Least;
                kept -= shares[i];
            }
            open.RemoveAll(settled.Contains);
        }
        Round(shares, open, [.. weight], bounds, kept);
        return shares;
    }

    private static void Round(long[] shares, List<int> open, Int128[] weight, IReadOnlyList<Bounds> bounds, long kept)
    {
        if (open.Count == 0) return;
        var total = open.Aggregate(Int128.Zero, (sum, i) => sum + weight[i]);
        var remainders = new Int128[shares.Length];
        foreach (var i in open)
        {
            (var whole, remainders[i]) = Int128.DivRem(kept * weight[i], total);
            shares[i] = (long)whole;
        }
        var left = (int)(kept - open.Sum(i => shares[i]));
        foreach (var i in open.OrderByDescending(i => remainders[i]).ThenByDescending(i => bounds[i].Most).ThenBy(i => i).Take(left)) shares[i]++;
    }
}
