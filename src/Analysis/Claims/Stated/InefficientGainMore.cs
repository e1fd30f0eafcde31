namespace Bench.Analysis.Claims;

internal static class InefficientGainMore
{
    private const double AsGood = 1;

    public static Claim Claim { get; } = new()
    {
        Id = "8",
        Title = "Pruning helps more where the architecture is inefficient to begin with",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "On each data set, two architectures of which one is more efficient: fewer parameters, and dense an accuracy at most 1 point below the other's. What the declared method costs the efficient one against its control, less what it "
            + "costs the other, the mean over the ratios that both have and over such pairs of architectures; one difference for each seed and data set, which is what n counts.",
        Needs = new(["global-magnitude"], [1, 2, 4, 8, 16, 32]) { TwoModels = true },
        Test = data => OnAverage.Judge([.. Evidence(data)], "loss of the efficient − loss of the inefficient", "two architectures on one data set, one with fewer parameters and about the same accuracy", "data set"),
    };

    // Pairs of one data set share networks and images, so that they are one difference; those with seeds enough, where there are any.
    private static IEnumerable<PairedDifferences> Evidence(ClaimData data) => Pairs(data).GroupBy(p => p.Block.Dataset).Select(g =>
    {
        var pairs = g.Any(IsEnough) ? g.Where(IsEnough).ToList() : [.. g];
        var models = pairs.Count > 3 ? $"{pairs.Count} pairs of architectures" : string.Join(", ", pairs.Select(p => $"{p.Block.Model} {p.Detail}"));
        return Paired.Mean(new Block(g.Key, models, []), pairs.Select(p => p.BySeed));

        static bool IsEnough(PairedDifferences pair) => pair.BySeed.Count >= Paired.LeastSeeds;
    }).OfType<PairedDifferences>();

    private static IEnumerable<PairedDifferences> Pairs(ClaimData data) =>
        from efficient in data.Blocks
        from other in data.Blocks
        where other.Dataset == efficient.Dataset && FamilyOf(other) != FamilyOf(efficient)
        from mine in efficient.Arenas.Where(IsWhole)
        from its in other.Arenas.Where(a => IsWhole(a) && a.Protocol == mine.Protocol && a.Declared!.Composition.Text == mine.Declared!.Composition.Text)
        where Parameters(mine) < Parameters(its) && Dense(mine) >= Dense(its) - AsGood
        let differences = Losses(its, mine)
        where differences.Count > 0
        group differences by (efficient, other) into pair
        let evidence = Paired.Mean(pair.Key.efficient, pair, $"against {pair.Key.other.Model}")
        where evidence is not null
        select evidence;

    private static string FamilyOf(Block block) => block.Model.Split('@')[0];

    private static bool IsWhole(Arena arena) => arena.Declared is not null && arena.Control?.Points.ContainsKey(1) == true;

    private static double? Parameters(Arena arena) => arena.Control!.Points[1].Values.Max(c => c.Facts.Parameters);

    private static double Dense(Arena arena) => 100 * arena.Control!.Points[1].Values.Average(c => c.Top1);

    // Drop of the efficient − drop of the other = (other − its control) − (efficient − its control).
    private static Dictionary<int, double> Losses(Arena other, Arena efficient)
    {
        var (a, b) = (Drops(other, efficient.Declared!), Drops(efficient, other.Declared!));
        return a.Keys.Intersect(b.Keys).ToDictionary(s => s, s => b[s] - a[s]);
    }

    private static Dictionary<int, double> Drops(Arena arena, Method partner)
    {
        var ratios = arena.Declared!.Points.Where(p => p.Key > 1 && partner.Points.ContainsKey(p.Key)).Select(p => p.Value).ToList();
        return ratios.Count == 0 ? [] : arena.Control!.Points[1].Where(k => ratios.All(p => p.ContainsKey(k.Key))).ToDictionary(k => k.Key, k => ratios.Average(p => 100 * (k.Value.Top1 - p[k.Key].Top1)));
    }
}
