namespace Bench.Models;

/// <summary>Where a layer meets channels.</summary>
public enum ChannelSide
{
    /// <summary>It takes them.</summary>
    In,

    /// <summary>It gives them.</summary>
    Out,

    /// <summary>It scales and shifts them.</summary>
    Norm,

    /// <summary>It adds numbers of its own to them.</summary>
    Embedding,

    /// <summary>It multiplies them, or a part of them, by numbers of its own.</summary>
    Scale,
}

/// <summary>While a graph is gone through: channels, tied into units that can only be removed together, and which layers meet them.</summary>
internal sealed class ChannelUnits
{
    private readonly List<int> parents = [];
    private const long MostOverAxes = 1 << 20; // of one value; of all values as many as 16 such
    private readonly List<int> fixedOnes = [];
    private long overAxes;

    /// <summary>What layers have told, in the order of the graph: the channel at each of their indexes. A part of a value has no name.</summary>
    public List<(string Layer, ChannelSide Side, int[] Channels)> Meetings { get; } = [];

    /// <summary>As many channels that belong to nothing yet.</summary>
    public int[] New(int count)
    {
        var first = parents.Count;
        parents.AddRange(Enumerable.Range(first, count));
        return [.. Enumerable.Range(first, count)];
    }

    /// <summary>As many that cannot be removed.</summary>
    public int[] Fixed(int count)
    {
        var channels = New(count);
        fixedOnes.AddRange(channels);
        return channels;
    }

    /// <summary>These cannot be removed.</summary>
    public void Fix(IEnumerable<int> channels) => fixedOnes.AddRange(channels);

    /// <summary>Whether so many elements over several axes of a value, one unit for each, are kept yet.</summary>
    public bool HasRoomFor(long elements) => elements <= MostOverAxes && (overAxes += elements) <= 16 * MostOverAxes;

    /// <summary>The two go together.</summary>
    public void Tie(int one, int other)
    {
        var (a, b) = (UnitOf(one), UnitOf(other));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <summary>All elements of a strand with the same index along an axis go together.</summary>
    public void TieAcross(Strand strand, ValueShape shape, int axis)
    {
        var (_, size, behind) = strand.Around(axis, shape.Sizes);
        foreach (var (place, channel) in strand.Units.Index()) Tie(strand.Units[place / behind % size * behind], channel);
    }

    /// <summary>The channels along one axis, where all else that goes along it is tied; such as cannot be removed where nothing can.</summary>
    public int[] Along(UnitFlow flow, int axis)
    {
        if (flow.At(axis) is not { } strand) return Fixed(flow.Shape[axis]);
        if (strand.Axes.Count == 1) return strand.Units;
        TieAcross(strand, flow.Shape, axis);
        var (_, size, behind) = strand.Around(axis, flow.Shape.Sizes);
        return [.. Enumerable.Range(0, size).Select(i => strand.Units[i * behind])];
    }

    /// <summary>The channels along one axis, of a value of which nothing can be removed along any other.</summary>
    public int[] AlongAlone(UnitFlow flow, int axis)
    {
        foreach (var strand in flow.Strands)
            if (!strand.Axes.Contains(axis)) Fix(strand.Units);
        return Along(flow, axis);
    }

    /// <summary>The channels of maps, or the features of tokens.</summary>
    public int[] ChannelsOf(UnitFlow flow) => AlongAlone(flow, flow.Shape.ChannelAxis);

    /// <summary>What goes along an axis, where what the axis holds is mixed by other means than weights of its own: it cannot be removed.</summary>
    public UnitFlow FixedAlong(UnitFlow flow, int axis)
    {
        if (flow.At(axis) is not { } strand) return flow;
        Fix(strand.Units);
        return flow with { Strands = [.. flow.Strands.Where(s => s != strand)] };
    }

    public void Tell(string layer, ChannelSide side, int[] channels) => Meetings.Add((layer, side, channels));

    /// <summary>A part of a value takes these by themselves, of which some must stay: so they are a group of their own.</summary>
    public void TellPart(int[] channels) => Meetings.Add(("", ChannelSide.In, channels));

    /// <summary>The unit of a channel: the first channel of all that are tied.</summary>
    public int UnitOf(int channel)
    {
        while (parents[channel] != channel) channel = parents[channel] = parents[parents[channel]];
        return channel;
    }

    /// <summary>Units that cannot be removed.</summary>
    public IReadOnlySet<int> FixedUnits() => fixedOnes.Select(UnitOf).ToHashSet();
}
