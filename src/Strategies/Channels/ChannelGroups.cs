using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>What is asked of groups of channels.</summary>
public static class ChannelGroups
{
    /// <summary>The layers that give a group its channels.</summary>
    public static IEnumerable<GroupMember> Givers(this ChannelGroup group) => group.Members.Where(m => m.Side == ChannelSide.Out);

    /// <summary>The convolutions and linear layers that give or take a group's channels.</summary>
    public static IEnumerable<GroupMember> Weighted(this ChannelGroup group) => group.Members.Where(m => m.Side is ChannelSide.Out or ChannelSide.In);

    /// <summary>The norms that a group's channels pass.</summary>
    public static IEnumerable<GroupMember> Norms(this ChannelGroup group) => group.Members.Where(m => m.Side == ChannelSide.Norm);

    /// <summary>Whether a unit is one of a group.</summary>
    public static bool Holds(this ChannelGroup group, int unit) => unit >= group.First && unit < group.First + group.Units;

    /// <summary>The norm that alone takes what a layer gives, or else the layer itself.</summary>
    public static string NormBehind(this NetworkGraph graph, string layer)
    {
        var index = graph.Nodes.First(n => n.Operation.Name == layer).Index;
        return graph.Nodes.Where(n => n.Inputs.Contains(index)).ToList() is [{ Operation: Norm or InstanceNorm or GroupNorm or LayerNorm } norm] && norm.Operation.Name.Length > 0 ? norm.Operation.Name : layer;
    }

    /// <summary>The groups that may be pruned: those of which every layer that gives the channels may be; what no layer gives stays.</summary>
    /// <exception cref="UserError">A pattern fits no layer, or no group is left.</exception>
    public static IReadOnlyList<ChannelGroup> Allowed(NetworkGraph graph, ChannelMap map, LayerLimits limits)
    {
        TensorSize[] layers = [.. graph.Layers.Where(l => map.Groups.Any(g => g.Givers().Any(m => m.Layer == l.Name))).Select(l => new PrunableTensor(l).Size)];
        if (layers.Length == 0) throw new UserError("the network has no channels that can be removed");
        var allowed = limits.Restrict(layers).Select(t => t.Layer).ToHashSet(StringComparer.Ordinal);
        List<ChannelGroup> groups = [.. map.Groups.Where(g => g.Givers().Any() && g.Givers().All(m => allowed.Contains(m.Layer)))];
        return groups.Count > 0 ? groups : throw new UserError(
            "layers: no channels are left to prune, as channels go together with those of layers that stay ("
            + string.Join("; ", map.Groups.Select(g => string.Join(" + ", g.Givers().Select(m => m.Layer)))) + ")");
    }
}
