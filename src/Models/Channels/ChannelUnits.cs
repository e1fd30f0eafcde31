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
}

/// <summary>While a graph is gone through: channels, tied into units that can only be removed together, and which layers meet them.</summary>
internal sealed class ChannelUnits
{
    private readonly List<int> parents = [];
    private readonly List<int> fixedOnes = [];

    /// <summary>What layers have told, in the order of the graph: the channel at each of their indexes.</summary>
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

    /// <summary>The two go together.</summary>
    public void Tie(int one, int other)
    {
        var (a, b) = (UnitOf(one), UnitOf(other));
        parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    public void Tell(string layer, ChannelSide side, int[] channels) => Meetings.Add((layer, side, channels));

    /// <summary>The unit of a channel: the first channel of all that are tied.</summary>
    public int UnitOf(int channel)
    {
        while (parents[channel] != channel) channel = parents[channel] = parents[parents[channel]];
        return channel;
    }

    /// <summary>Units that cannot be removed.</summary>
    public IReadOnlySet<int> FixedUnits() => fixedOnes.Select(UnitOf).ToHashSet();
}
