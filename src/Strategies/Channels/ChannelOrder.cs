using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// The one order in which units are removed. In scope <c>global</c> it is that of their scores, in scope <c>layer</c> that of the share of its group which is gone with
/// a unit; what the limits keep is not in it, and what a cap forbids to keep comes first. Equal scores, and equal shares of several groups, stand in an order that the seed draws.
/// </summary>
internal sealed class ChannelOrder
{
    private readonly ChannelMap map;
    private readonly IReadOnlyList<double> scores;
    private readonly ChannelCutRequest request;
    private readonly bool[] left; // before any removal
    private readonly List<int> order = [];

    private ChannelOrder(ChannelMap map, IReadOnlyList<double> scores, ChannelCutRequest request)
    {
        (this.map, this.scores, this.request) = (map, scores, request);
        if (request.Within is { } within && within.Count != map.Units) throw new ArgumentException($"the earlier cut is of {within.Count} units, not {map.Units}", nameof(request));
        left = request.Within is null ? [.. Enumerable.Repeat(true, map.Units)] : [.. request.Within];
    }

    /// <summary>Units that can be removed.</summary>
    public int Count => order.Count;

    /// <summary>Units that must be removed.</summary>
    public int Forced { get; private set; }

    public static ChannelOrder Of(NetworkGraph graph, ChannelMap map, IReadOnlyList<double> scores, ChannelCutRequest request)
    {
        Check(request);
        var made = new ChannelOrder(map, scores, request);
        made.Fill(ChannelGroups.Allowed(graph, map, request.Limits));
        return made;
    }

    /// <summary>What is kept after so many removals, rounded up in each group to the multiple.</summary>
    public bool[] KeptAfter(int removals)
    {
        bool[] kept = [.. left];
        foreach (var unit in order.Take(removals)) kept[unit] = false;
        if (request.Multiple == 1) return kept;
        foreach (var group in map.Groups)
        {
            var count = Units(group).Count(u => kept[u]);
            var missing = Rounded(group, count, Units(group).Count(u => left[u])) - count;
            foreach (var unit in order.Take(removals).Reverse().Where(u => u >= group.First && u < group.First + group.Units).Take(missing)) kept[unit] = true;
        }
        return kept;
    }

    /// <summary>Scores equal to one another at a cut, some kept and some not.</summary>
    public int Tied(bool[] kept)
    {
        var tied = new HashSet<int>();
        foreach (var group in map.Groups) AddTied([.. Units(group).Where(u => left[u])]);
        if (!request.IsByLayer) AddTied(order);
        return tied.Count;

        void AddTied(IReadOnlyList<int> competing)
        {
            if (!competing.Any(u => !kept[u])) return;
            var last = competing.Where(u => !kept[u]).Max(u => scores[u]);
            var equal = competing.Where(u => scores[u] == last).ToList();
            if (equal.Any(u => kept[u])) tied.UnionWith(equal);
        }
    }

    private static void Check(ChannelCutRequest request)
    {
        if (!ChannelCutRequest.Scopes.Contains(request.Scope)) throw new ArgumentException(Names.Unknown("scope of channels", request.Scope, ChannelCutRequest.Scopes), nameof(request));
        if (!(request.Floor is >= 0 and <= 1)) throw new ArgumentException($"floor {request.Floor} is not a density", nameof(request));
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Least, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Multiple, 1);
    }

    private void Fill(IReadOnlyList<ChannelGroup> groups)
    {
        var lots = SeededStream.For(request.Seed, "tied channels").Permutation(map.Units);
        var groupLots = SeededStream.For(request.Seed, "tied groups of channels").Permutation(map.Groups.Count);
        var removable = new List<(int Unit, bool Forced, double Share, long Lot)>();
        foreach (var (index, group) in map.Groups.Index())
        {
            if (!groups.Contains(group)) continue;
            int[] ascending = [.. Units(group).Where(u => left[u]).OrderBy(u => scores[u]).ThenBy(u => lots[u])];
            var (least, most) = Bounds(group, ascending.Length);
            var gone = group.Units - ascending.Length;
            for (var rank = 0; rank < ascending.Length - least; rank++)
                removable.Add((ascending[rank], rank < ascending.Length - most, (double)(gone + rank + 1) / group.Units, groupLots[index]));
        }
        Forced = removable.Count(r => r.Forced);
        var forcedFirst = removable.OrderByDescending(r => r.Forced);
        order.AddRange((request.IsByLayer
            ? forcedFirst.ThenBy(r => r.Share).ThenBy(r => r.Lot)
            : forcedFirst.ThenBy(r => scores[r.Unit]).ThenBy(r => lots[r.Unit])).Select(r => r.Unit));
    }

    // Units of a group, of which so many are left, that must and that may be kept.
    private (int Least, int Most) Bounds(ChannelGroup group, int now)
    {
        var floor = (int)decimal.Ceiling((decimal)Math.Max(request.Floor, request.Limits.Floor) * group.Units);
        var least = Rounded(group, Math.Min(now, Math.Max(floor, request.Least)), now);
        var cap = (int)decimal.Floor((decimal)request.Limits.Cap * group.Units);
        return (least, Math.Clamp(cap, least, Math.Max(least, now)));
    }

    // So many units at least, whose channels are a multiple; or all that are left.
    private int Rounded(ChannelGroup group, int units, int now)
    {
        var wide = group.Channels / group.Units; // channels of a unit
        while (units < now && units * wide % request.Multiple != 0) units++;
        return Math.Min(units, now);
    }

    private static IEnumerable<int> Units(ChannelGroup group) => Enumerable.Range(group.First, group.Units);
}
