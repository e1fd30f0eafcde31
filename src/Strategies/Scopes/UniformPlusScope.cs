using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// The same fraction of each tensor, but all of a convolution that is the network's first layer, and at least a fifth of the output layer, where the
/// protocol prunes these at all.
/// </summary>
public sealed class UniformPlusScope : IScope
{
    public string Name => "uniform-plus";
    public string Title => "each layer by itself: the first convolution dense, the output layer at most 80 % sparse, the same fraction in all others";
    public string Source => "Gale et al., The state of sparsity in deep neural networks, 2019";

    public IReadOnlyList<Bounds> Bounds(IReadOnlyList<TensorSize> tensors, OptionValues options) =>
        [.. tensors.Select(t => new Bounds(t is { IsFirst: true, Kind: LayerKind.Conv2d } ? t.Elements : t.IsOutput ? AFifth(t) : 0, t.Elements))];

    public IReadOnlyList<Pool> Pools(PoolRequest request) => Allocation.Pools(request, [.. request.Tensors.Select(t => t.Elements)]);

    private static long AFifth(TensorSize tensor) => (tensor.Elements + 4) / 5;
}
