namespace Bench.Analysis.Claims;

internal static class RandomIsWorse
{
    public static Claim Claim { get; } = new()
    {
        Id = "3",
        Title = "Random pruning is not the best choice",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "The declared method (one-shot magnitude pruning) less random pruning of the whole network with the same start and training, the mean over the ratios that both have; one difference for each seed and pair. "
            + "How often random pruning is beaten at all is counted over every other method, ratio and pair, by means over seeds.",
        Needs = new(["random", "global-magnitude"], [1, 2, 4, 8, 16, 32]),
        Test = data => OnAverage.Judge([.. data.Blocks.Select(Evidence).OfType<PairedDifferences>()], "magnitude − random", "random and magnitude pruning of single weights at the same ratios") is var found
            ? found with { Notes = [.. Counts(data), .. found.Notes] } : null!,
    };

    private static bool IsRandom(Method method) => method.Is("random") && method.Composition is { Scope: "global", Schedule: "one-shot" } && method.IsPlain;

    private static PairedDifferences? Evidence(Block block) => Paired.Mean(block,
        from arena in block.Arenas
        where arena.Declared is not null
        from random in arena.Weights.Where(IsRandom)
        select Paired.AtRatios(arena.Declared!, random));

    private static IEnumerable<string> Counts(ClaimData data)
    {
        var points = (
            from block in data.Blocks
            from arena in block.Arenas
            from random in arena.Weights.Where(IsRandom)
            from other in arena.Weights.Where(m => !m.Is("random") && m.IsPlain)
            from ratio in other.Points.Keys.Where(r => r > 1 && random.Points.ContainsKey(r))
            select other.Points[ratio].Values.Average(c => c.Top1) > random.Points[ratio].Values.Average(c => c.Top1)).ToList();
        if (points.Count > 0) yield return $"random pruning is beaten at {points.Count(beaten => beaten)} of {points.Count} operating points of other methods";
    }
}
