namespace Bench.Models;

/// <summary>
/// Which channels of a network can be removed, and which only together: read from its graph alone. Channels of the input and of the class scores stay.
/// </summary>
public sealed class ChannelMap
{
    private readonly NetworkGraph graph;
    private readonly IReadOnlyList<int[]?[]> places; // along each axis of each node's output: the number of the unit; -1 where it stays, null where all does

    private readonly IReadOnlyList<HashSet<int>> meetings; // of each group: where it meets layers, or parts of values

    private ChannelMap(NetworkGraph graph, IReadOnlyList<int[]?[]> places, IReadOnlyList<ChannelGroup> groups, IReadOnlyList<HashSet<int>> meetings) =>
        (this.graph, this.places, Groups, this.meetings) = (graph, places, groups, meetings);

    /// <summary>In the order in which the graph first gives them.</summary>
    public IReadOnlyList<ChannelGroup> Groups { get; }

    /// <summary>Units of all groups.</summary>
    public int Units => Groups.Count == 0 ? 0 : Groups[^1].First + Groups[^1].Units;

    /// <summary>The number of the unit that each channel of a node's output belongs to; -1 where it stays.</summary>
    public IReadOnlyList<int> UnitsAt(Node node) => places[node.Index][node.Output.ChannelAxis] ?? [.. Enumerable.Repeat(-1, node.Output.Channels)];

    public static ChannelMap Of(NetworkGraph graph)
    {
        var units = new ChannelUnits();
        var flows = new List<UnitFlow>();
        foreach (var node in graph.Nodes) flows.Add(node.Operation.Couple(units, [.. node.Inputs.Select(i => flows[i])], node.Output));
        units.Fix(flows[graph.Output].Strands.SelectMany(s => s.Units));
        List<(int Axis, int[] Units)[]> channels = [.. flows.Select(f => f.Strands.Select(s => StrandChoice.Of(s, f.Shape, units)).ToArray())];

        var stay = units.FixedUnits();
        // Of each unit, where each layer meets it.
        var met = new Dictionary<int, List<(int Meeting, List<int> Indices)>>();
        foreach (var (meeting, (_, _, told)) in units.Meetings.Index())
            foreach (var (index, channel) in told.Index())
            {
                var unit = units.UnitOf(channel);
                if (stay.Contains(unit)) continue;
                if (!met.TryGetValue(unit, out var own)) met[unit] = own = [];
                if (own.Count == 0 || own[^1].Meeting != meeting) own.Add((meeting, []));
                own[^1].Indices.Add(index);
            }
        var groups = new List<ChannelGroup>();
        var meetings = new List<HashSet<int>>();
        var numbers = new Dictionary<int, int>();
        // By where they meet layers, and not by their own places: so the order stays when channels go.
        foreach (var alike in met.Where(u => u.Value.Any(m => units.Meetings[m.Meeting].Layer.Length > 0)).GroupBy(u => string.Join(' ', u.Value.Select(m => $"{m.Meeting:D6}:{m.Indices.Count:D6}"))).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var members = alike.OrderBy(u => u.Key).ToList();
            var layers = members[0].Value.Select((m, i) =>
                new GroupMember(units.Meetings[m.Meeting].Layer, units.Meetings[m.Meeting].Side, [.. members.Select(u => u.Value[i].Indices)])).Where(m => m.Layer.Length > 0).ToList();
            var group = new ChannelGroup("", layers, numbers.Count, members.Count);
            var before = groups.Count(g => g.Layer == group.Layer); // a layer's channels may be of several
            groups.Add(group with { Name = before == 0 ? group.Layer : $"{group.Layer} ({before + 1})" });
            meetings.Add([.. members[0].Value.Select(m => m.Meeting)]);
            foreach (var (unit, _) in members) numbers[unit] = numbers.Count;
        }
        return new ChannelMap(graph, [.. graph.Nodes.Select(n => PlacesOf(n.Output.Rank, channels[n.Index]))], groups, meetings);

        int[]?[] PlacesOf(int rank, (int Axis, int[] Units)[] own) =>
            [.. Enumerable.Range(0, rank).Select(axis => own.FirstOrDefault(o => o.Axis == axis).Units?.Select(c => numbers.GetValueOrDefault(units.UnitOf(c), -1)).ToArray())];
    }

    /// <summary>The network without the units that are not kept.</summary>
    /// <param name="kept">Of all units, group after group.</param>
    /// <exception cref="ArgumentException">A layer would lose its last channel.</exception>
    public ShrunkGraph Shrink(IReadOnlyList<bool> kept)
    {
        if (kept.Count != Units) throw new ArgumentException($"the network has {Units} units, not {kept.Count}", nameof(kept));
        var left = Groups.Select(group => Enumerable.Range(group.First, group.Units).Any(u => kept[u])).ToList();
        foreach (var (place, group) in Groups.Index())
            if (!left[place] && !HasOthers(place))
                throw new ArgumentException($"layer '{group.Name}' would lose its last channel", nameof(kept));
        KeptElements[] keeps = [.. graph.Nodes.Select(n => new KeptElements(n.Output, [.. places[n.Index].Select(own => own?.Select(u => u < 0 || kept[u]).ToArray())]))];
        var nodes = new List<Node>();
        var slices = new Dictionary<string, IReadOnlyList<bool[]?>>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            KeptElements[] inputs = [.. node.Inputs.Select(i => keeps[i])];
            var operation = node.Operation.Narrow(inputs, keeps[node.Index]);
            nodes.Add(new(node.Index, operation, node.Inputs, operation.ShapeOf([.. node.Inputs.Select(i => nodes[i].Output)])));
            foreach (var tensor in node.Operation.Parameters.Concat(node.Operation.Buffers)) slices[tensor.Name] = node.Operation.KeptOf(tensor, inputs, keeps[node.Index]);
        }
        return new ShrunkGraph(new NetworkGraph(graph.Model, graph.Classes, nodes, graph.Output), slices);

        // Channels of a concatenation or of a wider sum may all go where others are left in every layer that gives or takes them.
        bool HasOthers(int group) => meetings[group].All(meeting => Enumerable.Range(0, Groups.Count).Any(other => left[other] && meetings[other].Contains(meeting)));
    }
}

/// <summary>A smaller network, and where its numbers come from.</summary>
/// <param name="Graph">With the same names.</param>
/// <param name="Kept">Of each dimension of each parameter and buffer of the larger network, which elements are kept; null: all.</param>
public sealed record ShrunkGraph(NetworkGraph Graph, IReadOnlyDictionary<string, IReadOnlyList<bool[]?>> Kept);
