namespace Bench.Analysis.Claims;

internal static class LayersDiffer
{
    public static Claim Claim { get; } = new()
    {
        Id = "5",
        Title = "Different pruning fractions for different kinds of layers help",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "Each criterion under a scope that gives layers different fractions (global, erk, uniform-plus) less the same under the scope layer, which gives all the same; all else equal, the mean over "
            + "criteria, such scopes and the ratios that both have; one difference for each seed and pair.",
        Needs = new(["layer-magnitude", "uniform-plus-magnitude", "erk-magnitude"], [1, 2, 4, 8, 16, 32]),
        Test = data => OnAverage.Judge([.. data.Blocks.Select(Evidence).OfType<PairedDifferences>()], "different − equal fractions", "a criterion under the scope layer and under global, erk or uniform-plus"),
    };

    private static PairedDifferences? Evidence(Block block) => Paired.Mean(block,
        from arena in block.Arenas
        from equal in arena.Weights.Where(m => m.Composition.Scope == "layer" && !m.Is("random"))
        from different in arena.Weights.Where(m => m.Composition.Scope is "global" or "erk" or "uniform-plus" && m.Composition.Criterion == equal.Composition.Criterion && m.DiffersOnlyIn(equal, "scope", "scope-options"))
        select Paired.AtRatios(different, equal));
}
