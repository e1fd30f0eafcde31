using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// |γ|, γ being the scale of a channel in a batch norm that it passes (Liu et al., "Learning efficient convolutional networks through network slimming", ICCV 2017), of each such norm a row.
/// It means something where training has drawn the scales to 0 (<c>scale-l1</c> of a recipe).
/// </summary>
public sealed class NormScaleCriterion : IChannelCriterion
{
    public string Name => "norm-scale";
    public string Title => "|γ|: the scale of the channel in the batch norms that it passes";
    public string Source => "Liu et al., Learning efficient convolutional networks through network slimming, ICCV 2017";
    public bool NeedsData => false;
    public string Combination => ChannelCombination.Mean;

    public string? Refuses(NetworkGraph graph, ChannelMap map, ChannelGroup group) => BatchNorms(graph, group).Any() ? null
        : $"criterion '{Name}' scores channels by the scales of their batch norms, and those of layer '{group.Layer}' pass none: take another criterion, or except the layer";

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        using var _ = no_grad();
        return [.. context.Groups.Select(g => stack([.. BatchNorms(context.Network.Graph, g).Select(m => ChannelScoring.SumOverUnits(m, context.Weight(m.Layer).to(ScalarType.Float64).abs()))]))];
    }

    // Layer and instance norms have scales too, but of each sample by itself.
    private static IEnumerable<GroupMember> BatchNorms(NetworkGraph graph, ChannelGroup group) => group.Norms().Where(m => graph.Find(m.Layer) is Norm);
}
