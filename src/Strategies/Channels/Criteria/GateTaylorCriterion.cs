using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Σ_b (∂L_b/∂z)², z = 1 being a gate that multiplies the channel behind its layer, or behind the norm that follows that, and L_b the mean cross-entropy of scoring batch b: the
/// squared first-order change of the loss when the channel is closed (Molchanov et al., "Importance estimation for neural network pruning", CVPR 2019, the gates of
/// section 3.2). Of each layer that gives the channels a row; their mean, as its code divides shared gates by the number of their places.
/// </summary>
public sealed class GateTaylorCriterion : IChannelCriterion
{
    public string Name => "gate-taylor";
    public string Title => "Σ(∂L/∂z)²: the squared gradient of a gate z = 1 behind the channel's layer and norm, summed over the scoring batches";
    public string Source => "Molchanov et al., Importance estimation for neural network pruning, CVPR 2019";
    public bool NeedsData => true;
    public string Combination => ChannelCombination.Mean;

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        var sites = context.Groups.SelectMany(g => g.Givers()).Select(m => m.Layer).Distinct().ToDictionary(layer => layer, context.Network.Graph.NormBehind, StringComparer.Ordinal);
        var sums = context.Groups.Select(g => zeros(g.Givers().Count(), g.Units, dtype: ScalarType.Float64)).ToList();
        using var gates = ChannelGates.BehindOperations(context.Network, [.. sites.Values]);
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            var gradients = gates.Gradients(batch, nn.Reduction.Mean);
            using var _ = no_grad();
            foreach (var (group, sum) in context.Groups.Zip(sums))
                foreach (var (row, member) in group.Givers().Index())
                    sum[row].add_(ChannelScoring.SumOverUnits(member, gradients[sites[member.Layer]].sum(0L)).Squared(), Scalars.One);
        }
        return sums;
    }
}
