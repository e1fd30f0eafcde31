namespace Bench.Strategies;

/// <summary>
/// Erdős–Rényi kernel: the density of a layer is proportional to (in + out + kh + kw) ÷ (in · out · kh · kw), of a linear one to (in + out) ÷ (in · out).
/// Of the elements that is the sum of the shape. A layer that would exceed itself is dense, and the rest is shared anew.
/// </summary>
public sealed class ErkScope : IScope
{
    public string Name => "erk";
    public string Title => "each layer by itself: density ∝ (in + out + kh + kw) ÷ (in · out · kh · kw), at most 1 (Erdős–Rényi kernel)";
    public string Source => "Evci et al., Rigging the lottery: making all tickets winners (RigL), ICML 2020";

    public IReadOnlyList<Pool> Pools(PoolRequest request) => Allocation.Pools(request, [.. request.Tensors.Select(t => t.Shape.Sum())]);
}
