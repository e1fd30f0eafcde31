using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Σw² over everything of a layer that is removed with a unit, of every layer of the coupled group a row: the filters that give its channels, what multiplies
/// them in the layers that take them, and their scales in norms (Fang et al., "DepGraph: towards any structural pruning", CVPR 2023). As its code has it (VainF/Torch-Pruning,
/// commit 01893e3), rows are averaged, and the scores of a group divided by their mean: how large a channel is beside the others of its group. The square of the L2 norm orders a group as
/// the norm does.
/// </summary>
public sealed class GroupNormCriterion : IChannelCriterion
{
    public string Name => "group-norm";
    public string Title => "Σw² over all weights and norm scales of the channel in its whole coupled group, relative to the group's mean";
    public string Source => "Fang et al., DepGraph: towards any structural pruning, CVPR 2023";
    public bool NeedsData => false;
    public string Combination => ChannelCombination.Mean;
    public string Normalization => ChannelNormalization.Mean;

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        using var _ = no_grad();
        return [.. context.Groups.Select(g => stack([.. g.Members.Where(m => m.Side is not (ChannelSide.Embedding or ChannelSide.Scale)).Select(m => Squares(context, m))]))];
    }

    private static Tensor Squares(ChannelScoring context, GroupMember member)
    {
        var weight = context.Weight(member.Layer);
        return member.Side == ChannelSide.Norm ? ChannelScoring.SumOverUnits(member, weight.Squared()) : context.OfUnits(member, weight).Squared().sum(1);
    }
}
