using Bench.Analysis.Comparing;

namespace Bench.Analysis;

/// <summary>Results of equal seeds: such cells share initialization, pretrained weights, split and order of data, so what differs is what was done.</summary>
public static class SeedPairs
{
    /// <summary>Why two operating points are no pairs, whose differences would be the strategies' alone; null where they are.</summary>
    public static string? WhyNone(TradeoffCurve first, TradeoffPoint one, TradeoffCurve second, TradeoffPoint other) => Caveats.WhyNoPair(first, one, second, other, ComparedValue.Top1);

    /// <summary>The accuracies of two operating points for the seeds that both have, by seed.</summary>
    public static (IReadOnlyList<double> First, IReadOnlyList<double> Second) Of(TradeoffPoint first, TradeoffPoint second)
    {
        var partners = second.Cells.ToDictionary(s => s.Seed, s => s.Top1);
        var shared = first.Cells.Where(s => partners.ContainsKey(s.Seed)).OrderBy(s => s.Seed).ToList();
        return ([.. shared.Select(s => s.Top1)], [.. shared.Select(s => partners[s.Seed])]);
    }
}
