using Bench.Models;

namespace Bench.Strategies;

/// <summary>Which channels a cut keeps: of all networks in the one order of removal the largest that is small enough.</summary>
/// <param name="Kept">Of all units, group after group.</param>
/// <param name="Shrunk">The network without the others.</param>
/// <param name="Size">Of the shrunk network.</param>
/// <param name="TiedScores">Scores equal to one another at the cut, some kept and some not.</param>
public sealed record ChannelCut(IReadOnlyList<bool> Kept, ShrunkGraph Shrunk, long Size, int TiedScores)
{
    /// <summary>Cuts scores.</summary>
    /// <param name="graph">The whole network.</param>
    /// <param name="map">Its channels.</param>
    /// <param name="scores">Of each unit; the higher, the rather it is kept.</param>
    /// <param name="request">How.</param>
    /// <exception cref="PruningException">No network that the request allows is small enough, or a score is not a number.</exception>
    /// <exception cref="Core.UserError">A pattern fits no layer.</exception>
    public static ChannelCut Of(NetworkGraph graph, ChannelMap map, IReadOnlyList<double> scores, ChannelCutRequest request)
    {
        if (scores.Count != map.Units) throw new ArgumentException($"{scores.Count} scores are given for {map.Units} units", nameof(scores));
        if (map.Groups.FirstOrDefault(g => Enumerable.Range(g.First, g.Units).Any(u => double.IsNaN(scores[u]))) is { } group)
            throw new PruningException($"scores of channels in layer '{group.Name}' are not a number");
        var order = ChannelOrder.Of(graph, map, scores, request);
        var (low, high) = (order.Forced, order.Count); // removals: at least so many, and so many are enough
        if (SizeAfter(high) is var smallest && smallest > request.Most) throw new PruningException(
            $"no network has at most {request.Most:N0} {request.Counted}: the smallest that may be left has {smallest:N0}");
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (SizeAfter(middle) <= request.Most) high = middle;
            else low = middle + 1;
        }
        var kept = order.KeptAfter(high);
        var shrunk = map.Shrink(kept);
        return new(kept, shrunk, request.Size(shrunk.Graph), order.Tied(kept));

        long SizeAfter(int removals) => request.Size(map.Shrink(order.KeptAfter(removals)).Graph);
    }

    /// <summary>The size of the smallest network that a request allows: by counts alone, whatever the scores are.</summary>
    /// <exception cref="Core.UserError">A pattern fits no layer.</exception>
    public static long Smallest(NetworkGraph graph, ChannelMap map, ChannelCutRequest request)
    {
        var order = ChannelOrder.Of(graph, map, new double[map.Units], request);
        return request.Size(map.Shrink(order.KeptAfter(order.Count)).Graph);
    }
}
