namespace Bench.Analysis.Claims;

internal static class TradeoffImproves
{
    private const double Margin = 0.5;

    public static Claim Claim { get; } = new()
    {
        Id = "9",
        Title = "The trade-off of time or space against accuracy can improve",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "A Pareto improvement: a network that is at least twice as small or (in theory) twice as fast, and not worse than the control of equal budget by as much as half a point. The declared method less the control plus the margin of 0.5 points, at each ratio; "
            + "paired t over seeds, Holm over all ratios and pairs.",
        Needs = new(["global-magnitude"], [1, 2, 4, 8, 16, 32]) { Pairs = OnAverage.LeastPairs },
        Test = data => Somewhere.Judge([.. data.Blocks.SelectMany(Evidence)], "pruned − control + 0.5 points", "one-shot magnitude pruning with its control, trained as long"),
    };

    private static IEnumerable<PairedDifferences> Evidence(Block block) =>
        from pair in block.Arenas.Select(a => (a.Declared, a.Control))
        where pair.Declared is not null && pair.Control is not null && pair.Control.Points.ContainsKey(1)
        from point in pair.Declared!.Points
        where point.Key > 1 && point.Value.Values.All(c => c.Compression >= 2 * (1 - 1e-9) || c.Speedup >= 2)
        let control = pair.Control!.Points[1]
        let differences = point.Value.Where(c => control.TryGetValue(c.Key, out var k) && Paired.IsEqualBudget(c.Value.Facts.Samples, k.Facts.Samples))
            .ToDictionary(c => c.Key, c => 100 * (c.Value.Top1 - control[c.Key].Top1) + Margin)
        where differences.Count > 0
        group differences by point.Key into ratio
        let evidence = Paired.Mean(block, ratio, $"{ratio.Key:0.##}×")
        where evidence is not null
        select evidence;
}
