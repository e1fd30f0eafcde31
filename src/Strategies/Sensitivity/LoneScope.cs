namespace Bench.Strategies;

/// <summary>All elements of all tensors but one, which keeps so many of its own: its pool is the first, as in a cut of which the others are no part.</summary>
internal sealed class LoneScope(int tensor, long kept) : IScope
{
    public string Name => "alone";
    public string Title => "one layer alone";
    public string Source => "";

    public IReadOnlyList<Pool> Pools(PoolRequest request)
    {
        Pool[] all = [.. request.Tensors.Select((t, i) => new Pool(request.Starts[i], (int)t.Elements, i == tensor ? kept : t.Elements))];
        return [all[tensor], .. all.Where((_, i) => i != tensor)];
    }
}
