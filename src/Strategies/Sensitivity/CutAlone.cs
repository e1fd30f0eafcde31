using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>Cuts one layer, or one group of channels, and nothing else: just as a cut that is limited to it.</summary>
public static class CutAlone
{
    /// <summary>How many of so many elements a density keeps: rounded, halves up, and one at least.</summary>
    public static long Kept(long elements, double density) => Math.Clamp((long)Math.Round(elements * (decimal)density, MidpointRounding.AwayFromZero), 1, elements);

    /// <summary>Cuts one tensor of those that are scored.</summary>
    /// <param name="scores">Of all.</param>
    /// <param name="tensor">Its place among them.</param>
    /// <param name="kept">Elements of it that are kept.</param>
    /// <param name="seed">The cell's, by which ties are broken.</param>
    public static PruningOutcome Of(Scores scores, int tensor, long kept, long seed)
    {
        var others = scores.Tensors.Where((_, i) => i != tensor).Sum(t => t.Elements);
        var masks = Pruner.Cut(scores, new CutRequest { Rules = new(new LoneScope(tensor, kept)), Seed = seed }, others + kept);
        return new(masks, scores.Update?.Weights(masks));
    }

    /// <summary>Of all units those that are kept when one group keeps so many, those of the highest scores.</summary>
    public static bool[] Of(ChannelMap map, IReadOnlyList<double> scores, ChannelGroup group, int kept, long seed)
    {
        var lots = SeededStream.For(seed, "tied channels").Permutation(map.Units); // as in the order of any cut
        bool[] keep = [.. Enumerable.Repeat(true, map.Units)];
        foreach (var unit in Enumerable.Range(group.First, group.Units).OrderBy(u => scores[u]).ThenBy(u => lots[u]).Take(group.Units - kept)) keep[unit] = false;
        return keep;
    }
}
