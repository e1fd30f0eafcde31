namespace Bench.Models;

/// <summary>Channels that are alike: each of its units is removed from the same layers, as many channels of each.</summary>
/// <param name="Name">The first layer that gives them; of several groups that begin in one layer, those after the first with a number: <c>conv1 (2)</c>.</param>
/// <param name="Members">The layers that meet them, in the order of the graph.</param>
/// <param name="First">The number of its first unit, among those of all groups.</param>
/// <param name="Units">How many units.</param>
public sealed record ChannelGroup(string Name, IReadOnlyList<GroupMember> Members, int First, int Units)
{
    /// <summary>The layer by which <c>layers</c> of a strategy names it: the first that gives its channels.</summary>
    public string Layer => (Members.FirstOrDefault(m => m.Side == ChannelSide.Out) ?? Members[0]).Layer;

    /// <summary>Channels of the layer that gives them.</summary>
    public int Channels => (Members.FirstOrDefault(m => m.Side == ChannelSide.Out) ?? Members[0]).Channels;
}

/// <summary>A layer that meets the channels of a group.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Side">Where.</param>
/// <param name="Indices">Of each unit, the indexes of its channels (of a linear layer, features) in the layer.</param>
public sealed record GroupMember(string Layer, ChannelSide Side, IReadOnlyList<IReadOnlyList<int>> Indices)
{
    public int Channels => Indices.Sum(i => i.Count);
}
