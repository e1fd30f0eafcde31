namespace Bench.Analysis.Claims;

internal static class SmallCompressionHelps
{
    private const double Small = 4;

    public static Claim Claim { get; } = new()
    {
        Id = "2",
        Title = "At small compression, pruning sometimes raises accuracy above the dense network's",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "The declared method (one-shot magnitude pruning, global where there is that, else by layer) less the control with the same start and as many training samples, at each ratio up to 4; "
            + "paired t over seeds, Holm over all ratios and pairs.",
        Needs = new(["global-magnitude"], [1, 1.5, 2, 4]) { Pairs = OnAverage.LeastPairs },
        Test = data => Somewhere.Judge([.. data.Blocks.SelectMany(Evidence)], "pruned − control of equal budget", "one-shot magnitude pruning at ratios up to 4 with its control (compression 1), trained as long"),
    };

    private static IEnumerable<PairedDifferences> Evidence(Block block) =>
        from pair in block.Arenas.Select(a => (a.Declared, a.Control))
        where pair.Declared is not null && pair.Control is not null && pair.Control.Points.ContainsKey(1)
        from point in pair.Declared!.Points
        where point.Key is > 1 and <= Small
        let control = pair.Control!.Points[1]
        let differences = point.Value.Where(c => control.TryGetValue(c.Key, out var k) && Paired.IsEqualBudget(c.Value.Facts.Samples, k.Facts.Samples))
            .ToDictionary(c => c.Key, c => 100 * (c.Value.Top1 - control[c.Key].Top1))
        where differences.Count > 0
        group differences by point.Key into ratio
        let evidence = Paired.Mean(block, ratio, $"{ratio.Key:0.##}×")
        where evidence is not null
        select evidence;
}
