using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Σ over all filters of the layer of ‖F − F'‖₂: the sum of distances that the geometric median of the filters minimizes, so that those nearest to it, which the
/// others can stand in for, go first (He et al., "Filter pruning via geometric median", CVPR 2019, equation 8). Where a unit has several channels of a layer, their sum.
/// </summary>
public sealed class GeometricMedianCriterion : IChannelCriterion
{
    public string Name => "geometric-median";
    public string Title => "Σ‖F − F'‖₂: the sum of the distances from the filter to all others of its layer";
    public string Source => "He et al., Filter pruning via geometric median for deep convolutional neural networks acceleration (FPGM), CVPR 2019";
    public bool NeedsData => false;
    public string Combination => ChannelCombination.Mean;

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        using var _ = no_grad();
        var sums = context.Groups.SelectMany(g => g.Givers()).Select(m => m.Layer).Distinct()
            .ToDictionary(layer => layer, layer => Distances(context.Weight(layer).flatten(1).to(ScalarType.Float64)), StringComparer.Ordinal);
        return [.. context.Groups.Select(g => stack([.. g.Givers().Select(m => ChannelScoring.SumOverUnits(m, sums[m.Layer]))]))];
    }

    // ‖F‖² + ‖F'‖² − 2 F·F', in fp64, in which nothing that matters is lost: one product of matrices instead of a pass over all filters for each.
    private static Tensor Distances(Tensor filters)
    {
        using var scope = NewDisposeScope();
        var products = filters.matmul(filters.t());
        var squares = products.diagonal();
        return squares.unsqueeze(1).add(squares, Scalars.One).sub(products.mul(Scalars.Of(2.0))).clamp_min(Scalars.Of(0.0)).sqrt().sum(1).MoveToOuterDisposeScope();
    }
}
