namespace Bench.Analysis.Claims;

internal static class GlobalBeatsLayerwise
{
    private const string Source = "Blalock et al., MLSys 2020, as commonly drawn from it";
    private const string Lacking = "the same criterion under the scopes global and layer";

    private static readonly ClaimNeeds Needs = new(["global-magnitude", "layer-magnitude"], [1, 2, 4, 8, 16, 32]);

    /// <summary>At equal size.</summary>
    public static Claim AtSize { get; } = new()
    {
        Id = "4a",
        Title = "Global pruning beats layerwise pruning at equal size",
        Source = Source,
        Procedure = "Each criterion under the scope global less the same under the scope layer, all else equal, the mean over criteria and over the ratios that both have; one difference for each seed and pair.",
        Needs = Needs,
        Test = data => OnAverage.Judge(Evidence(data, (a, b) => Paired.AtRatios(a, b)), "global − layerwise at equal size", Lacking),
    };

    /// <summary>At equal theoretical speedup.</summary>
    public static Claim AtSpeedup { get; } = new()
    {
        Id = "4b",
        Title = "Global pruning beats layerwise pruning at equal theoretical speedup",
        Source = Source,
        Procedure = "As 4a, but at equal theoretical speedup: each seed's curve is read along lines in the logarithm of the speedup, and the difference is the mean over the range of speedups that both curves have.",
        Needs = Needs,
        Test = data => OnAverage.Judge(Evidence(data, (a, b) => Paired.AtCost(a, b, c => c.Speedup)), "global − layerwise at equal speedup", Lacking),
    };

    private static List<PairedDifferences> Evidence(ClaimData data, Func<Method, Method, IReadOnlyDictionary<int, double>> difference) =>
        [.. data.Blocks.Select(block => Paired.Mean(block,
            from arena in block.Arenas
            from whole in arena.Weights.Where(m => m.Composition.Scope == "global" && !m.Is("random"))
            from layer in arena.Weights.Where(m => m.Composition.Scope == "layer" && m.Composition.Criterion == whole.Composition.Criterion && m.DiffersOnlyIn(whole, "scope"))
            select difference(whole, layer))).OfType<PairedDifferences>()];
}
