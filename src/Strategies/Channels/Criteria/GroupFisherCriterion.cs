using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Σ_s (Σ_x ∂L_s/∂m_x)² ÷ Δ, m_x = 1 being a mask that multiplies the channel where layer x of the coupled group takes it, and L_s the cross-entropy of scoring sample s: half of
/// it is the loss's second-order change by the empirical Fisher information when the channel is closed everywhere (Liu et al., "Group Fisher pruning for practical network compression", ICML 2021,
/// equations 4 and 7). Δ is what removing one channel saves: values of feature maps (its memory), multiply-adds, or nothing at all.
/// </summary>
public sealed class GroupFisherCriterion : IChannelCriterion
{
    private static readonly ChoiceOption Per = new("per", "memory", "what the score is divided by: the values of feature maps or the multiply-adds that go with a channel, or nothing", ["memory", "macs", "none"]);

    public string Name => "group-fisher";
    public string Title => "Σ(Σ∂L/∂m)²/Δ: per sample the gradients of masks on the channel, added up over the coupled layers that take it, squared; relative to the memory that it takes";
    public string Source => "Liu et al., Group Fisher pruning for practical network compression, ICML 2021";
    public bool NeedsData => true;
    public bool ScoresUnits => true;
    public IReadOnlyList<PartOption> Options => [Per];

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        var takers = context.Groups.Select(g => g.Members.Where(m => Takes(context, m)).ToList()).ToList();
        var sums = context.Groups.Select(g => zeros(1, g.Units, dtype: ScalarType.Float64)).ToList();
        using var gates = ChannelGates.BeforeLayers(context.Network, [.. takers.SelectMany(t => t).Select(m => m.Layer).Distinct()]);
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            var gradients = gates.Gradients(batch, nn.Reduction.Sum);
            using var _ = no_grad();
            foreach (var (own, sum) in takers.Zip(sums))
            {
                if (own.Count == 0) continue; // what no layer takes changes nothing
                var shared = own.Select(m => OfUnits(TakenBy(context, m), gradients[m.Layer])).Aggregate((one, other) => one.add(other, Scalars.One)); // (units, samples)
                sum.add_(shared.Squared().sum(1), Scalars.One);
            }
        }
        foreach (var (group, sum) in context.Groups.Zip(sums)) sum.div_(Scalars.Of(Saved(context, group)));
        return sums;
    }

    // A depthwise convolution is known as giving its channels, of which each is one that it takes.
    private static bool Takes(ChannelScoring context, GroupMember member) =>
        member.Side == ChannelSide.In || member.Side == ChannelSide.Out && context.Network.Graph.Find(member.Layer) is Convolution { IsDepthwise: true };

    // Of each unit the channels of the layer's input.
    private static IReadOnlyList<IEnumerable<int>> TakenBy(ChannelScoring context, GroupMember member) =>
        member.Side == ChannelSide.Out && context.Network.Graph.Find(member.Layer) is Convolution depthwise
            ? [.. member.Indices.Select(unit => unit.Select(c => c / (depthwise.Out / depthwise.In)).Distinct())]
            : member.Indices;

    private static Tensor OfUnits(IReadOnlyList<IEnumerable<int>> channels, Tensor gradients)
    {
        var indices = channels.SelectMany(c => c).Select(c => (long)c).ToArray();
        return gradients.t().index_select(0, tensor(indices)).view(channels.Count, -1, gradients.shape[0]).sum(1);
    }

    // By one unit.
    private static double Saved(ChannelScoring context, ChannelGroup group) => Per.Of(context.Options) switch
    {
        "memory" => group.Givers().Sum(m => Width(m) * context.Layer(m.Layer).Output.Height * context.Layer(m.Layer).Output.Width),
        "macs" => group.Weighted().Sum(m => Width(m) * context.Layer(m.Layer).Macs / ChannelsOf(context.Layer(m.Layer), m.Side)),
        _ => 1,
    };

    private static double Width(GroupMember member) => (double)member.Channels / member.Indices.Count;

    private static double ChannelsOf(LayerInfo layer, ChannelSide side) => side == ChannelSide.Out ? layer.WeightShape[0] : layer.WeightShape[1] * layer.Groups;
}
