namespace Bench.Analysis.Claims;

internal static class ExceedsOriginal
{
    public static Claim Claim { get; } = new()
    {
        Id = "7",
        Title = "A pruned network can exceed its original accuracy",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "The declared method (one-shot magnitude pruning of the trained network) less the dense network that it was pruned from, as it was before any retraining, at each ratio; paired t over seeds, "
            + "Holm over all ratios and pairs. Retraining adds training that the original has not had: claim 2 compares with a control that has.",
        Needs = new(["global-magnitude"], [1, 1.5, 2, 4]) { Pairs = OnAverage.LeastPairs },
        Test = data => Somewhere.Judge([.. data.Blocks.SelectMany(Evidence)], "pruned − original", "one-shot magnitude pruning from trained weights whose accuracy is known"),
    };

    private static IEnumerable<PairedDifferences> Evidence(Block block) =>
        from method in block.Arenas.Select(a => a.Declared)
        where method is not null && method.Composition.Start == "pretrained"
        from point in method!.Points
        where point.Key > 1
        let differences = point.Value.Where(c => c.Value.Facts.StartTop1 is not null).ToDictionary(c => c.Key, c => 100 * (c.Value.Top1 - c.Value.Facts.StartTop1!.Value))
        where differences.Count > 0
        group differences by point.Key into ratio
        let evidence = Paired.Mean(block, ratio, $"{ratio.Key:0.##}×")
        where evidence is not null
        select evidence;
}
