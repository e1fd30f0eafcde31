using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>What is cut alone: the weights of a layer, or the channels of a group.</summary>
/// <param name="Name">Of the layer (of a bias, its own name), or of the group.</param>
/// <param name="Elements">Weights, or units of channels.</param>
public sealed record ScanUnit(string Name, long Elements)
{
    /// <summary>Those of a network, in forward order, without looking at a tensor.</summary>
    /// <exception cref="Core.UserError">A pattern fits no layer, or nothing can be removed.</exception>
    public static IReadOnlyList<ScanUnit> Of(NetworkGraph graph, IProtocol protocol, CutRule rule) => rule.IsOfChannels
        ? [.. ChannelGroups.Allowed(graph, ChannelMap.Of(graph), rule.Limits).Select(g => new ScanUnit(g.Name, g.Units))]
        : [.. rule.Limits.Restrict(protocol.Prunable(graph.Model, graph.Layers)).Select(t => new ScanUnit(t.IsBias ? t.Name : t.Layer.Name, t.Elements))];
}
