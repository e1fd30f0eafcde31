using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// 1 − the average percentage of zeros (APoZ) of a channel behind a rectification, over the scoring samples and all pixels: channels that are seldom active go first (Hu et al., "Network
/// trimming", 2016). Of each rectification that the channels pass a row.
/// </summary>
public sealed class ZerosCriterion : IChannelCriterion
{
    public string Name => "apoz";
    public string Title => "1 − the share of zeros of the channel behind its rectifications, over the scoring samples";
    public string Source => "Hu et al., Network trimming: a data-driven neuron pruning approach towards efficient deep architectures, 2016";
    public bool NeedsData => true;
    public string Combination => ChannelCombination.Mean;

    public (long Forward, long Backward) Passes(OptionValues options, long samples, long batches) => (batches, 0);

    public string? Refuses(NetworkGraph graph, ChannelMap map, ChannelGroup group) => Rectifications(graph, map, group).Any() ? null
        : $"criterion '{Name}' counts zeros behind rectifications, and the channels of layer '{group.Layer}' pass none: take another criterion, or except the layer";

    public IReadOnlyList<Tensor> Score(ChannelScoring context)
    {
        using var _ = no_grad();
        var (graph, map) = (context.Network.Graph, context.Map);
        var places = context.Groups.Select(g => Rectifications(graph, map, g).ToList()).ToList();
        var active = places.SelectMany(p => p).Select(n => n.Index).Distinct().ToDictionary(n => n, _ => (Tensor?)null); // values that are not 0, by channel
        foreach (var batch in context.Batches)
        {
            using var scope = NewDisposeScope();
            context.Network.Body.Forward(batch.Inputs, (node, value) =>
            {
                if (!active.TryGetValue(node.Index, out var sofar)) return;
                var count = value.gt(Scalars.Zero).to(ScalarType.Float64).sum(AllButChannels(node.Output));
                if (sofar is null) active[node.Index] = count.MoveToOuterDisposeScope();
                else sofar.add_(count, Scalars.One);
            });
        }
        return [.. context.Groups.Zip(places, (group, own) => stack([.. own.Select(node =>
            Means(map, group, node, active[node.Index]!.div(Scalars.Of((double)context.Samples * node.Output.Height * node.Output.Width))))]))];
    }

    private static long[] AllButChannels(ValueShape value) => [0, .. Enumerable.Range(0, value.Rank).Where(axis => axis != value.ChannelAxis).Select(axis => axis + 1L)];

    // Of each unit the mean over its channels (or features) there.
    private static Tensor Means(ChannelMap map, ChannelGroup group, Node node, Tensor shares)
    {
        var (values, sums, counts) = (shares.cpu().data<double>().ToArray(), new double[group.Units], new int[group.Units]);
        foreach (var (channel, unit) in map.UnitsAt(node).Index())
            if (group.Holds(unit))
            {
                sums[unit - group.First] += values[channel];
                counts[unit - group.First]++;
            }
        return tensor(sums.Zip(counts, (sum, count) => sum / count).ToArray());
    }

    private static IEnumerable<Node> Rectifications(NetworkGraph graph, ChannelMap map, ChannelGroup group) =>
        graph.Nodes.Where(n => n.Operation is Rectify && map.UnitsAt(n).Where(group.Holds).Distinct().Count() == group.Units);
}
