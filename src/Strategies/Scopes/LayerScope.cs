namespace Bench.Strategies;

/// <summary>
/// The same fraction of each tensor. Tensor l of n_l elements gets ⌊k·n_l/P⌋ of the k places, and those that remain go
/// to the largest remainders (the larger tensor, then the earlier one, where these are equal), so that the total is exact.
/// </summary>
public sealed class LayerScope : IScope
{
    public string Name => "layer";
    public string Title => "each layer by itself, the same fraction in all";
    public string Source => "Han et al., Learning both weights and connections for efficient neural networks, NeurIPS 2015";

    public IReadOnlyList<Pool> Pools(PoolRequest request)
    {
        var shares = Shares(request.Tensors, request.Kept);
        var pools = new List<Pool>();
        var start = 0;
        foreach (var (tensor, places) in request.Tensors.Zip(shares))
        {
            pools.Add(new Pool(start, (int)tensor.Elements, places));
            start += (int)tensor.Elements;
        }
        return pools;
    }

    // Of each tensor, by largest remainder.
    private static IReadOnlyList<long> Shares(IReadOnlyList<PrunableTensor> tensors, long kept)
    {
        var total = tensors.Sum(t => t.Elements);
        var shares = tensors.Select(t => Int128.DivRem((Int128)kept * t.Elements, total)).ToList();
        var left = (int)(kept - (long)shares.Aggregate(Int128.Zero, (sum, s) => sum + s.Quotient));
        var rounded = Enumerable.Range(0, tensors.Count)
            .OrderByDescending(i => shares[i].Remainder).ThenByDescending(i => tensors[i].Elements).ThenBy(i => i)
            .Take(left).ToHashSet();
        return [.. shares.Select((s, i) => (long)s.Quotient + (rounded.Contains(i) ? 1 : 0))];
    }
}
