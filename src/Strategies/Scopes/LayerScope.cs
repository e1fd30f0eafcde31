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

    public IReadOnlyList<Pool> Pools(PoolRequest request) => Allocation.Pools(request, [.. request.Tensors.Select(t => t.Elements)]);
}
