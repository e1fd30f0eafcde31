using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

internal static class RankingsChange
{
    private const int LeastMethods = 3;
    private const double Alike = 0.1;

    // Fewer draw from too little: their spread is short by √((n − 1) ÷ n), and no quantile of t makes up for it.
    private const int Many = 10;

    public static Claim Claim { get; } = new()
    {
        Id = "1",
        Title = "No single data set decides which method is better: rankings change between data sets and models",
        Source = "Blalock et al., MLSys 2020, as commonly drawn from it",
        Procedure = "Methods that all pairs have are ranked by each seed, by accuracy over the ratios that all have. How well rankings of two seeds agree on one pair (Spearman's ρ), less how well they agree on two pairs: both are of single seeds, so that noise of seeds "
            + "lowers both. The interval is a bootstrap over seeds, which is too narrow below ten of them. Supported where it lies above 0, on three pairs and two data sets or more; refuted where it lies wholly below 0.1.",
        Needs = new(["global-magnitude", "layer-magnitude", "lamp", "random"], [1, 2, 4, 8, 16, 32]) { Pairs = OnAverage.LeastPairs },
        Test = Judge,
    };

    private static ClaimEvidence Judge(ClaimData data)
    {
        var found = new ClaimEvidence { Verdict = ClaimVerdict.NotDecided, Reason = "", Contrast = "agreement of seeds − agreement of pairs", Unit = "ρ", Test = "bootstrap over seeds" };
        // Of the arenas of a pair the one with most methods; of these the methods that all pairs have.
        var arenas = data.Blocks.Select(b => (Block: b, Arena: b.Arenas.MaxBy(a => a.Weights.Count(m => m.IsPlain))!)).Where(a => a.Arena.Weights.Count() >= LeastMethods)
            .Where(a => a.Arena.Weights.Where(m => m.IsPlain).SelectMany(m => m.Points.Where(p => p.Key > 1)).Max(p => (int?)p.Value.Count) >= Paired.LeastSeeds).ToList();
        if (arenas.Count < OnAverage.LeastPairs || arenas.Select(a => a.Block.Dataset).Distinct().Count() < 2)
            return found with { Test = "", N = arenas.Count, Reason = $"{arenas.Count} data set × model pairs with {LeastMethods} methods and {Paired.LeastSeeds} seeds or more; {OnAverage.LeastPairs} are needed, on two data sets", Missing = [$"{OnAverage.LeastPairs} pairs on two data sets with the same {LeastMethods} methods and {Paired.LeastSeeds} seeds"] };
        var methods = arenas.Select(a => a.Arena.Weights.Where(m => m.IsPlain).Select(m => m.Composition.Text)).Aggregate((a, b) => a.Intersect(b)).ToList();
        if (methods.Count < LeastMethods)
            return found with { Test = "", N = arenas.Count, Reason = $"only {methods.Count} methods are the same on all {arenas.Count} pairs", Missing = [$"{LeastMethods} methods on all pairs"] };
        var tables = arenas.Select(a => methods.Select(text => a.Arena.Weights.First(m => m.Composition.Text == text)).ToList()).ToList();
        var ratios = tables.SelectMany(t => t.Select(m => m.Points.Keys)).Aggregate<IEnumerable<double>>((a, b) => a.Intersect(b)).Where(r => r > 1).ToList();
        if (ratios.Count == 0) return found with { Test = "", N = arenas.Count, Reason = "no ratio is the same everywhere", Missing = ["the same ratios on all pairs"] };
        var ranks = tables.Select(t => t.SelectMany(m => ratios.Select(r => m.Points[r].Keys)).Aggregate<IEnumerable<int>>((a, b) => a.Intersect(b)).Order()
            .Select(seed => Ranks.Of([.. t.Select(m => ratios.Average(r => m.Points[r][seed].Top1))])).ToList()).ToList();
        if (ranks.Any(r => r.Count < Paired.LeastSeeds))
            return found with { Test = "", N = arenas.Count, Reason = $"a pair has fewer than {Paired.LeastSeeds} seeds of all methods", Missing = [$"{Paired.LeastSeeds} seeds on all pairs"], SeedsNeeded = Paired.LeastSeeds };
        var agreement = new SeedAgreement(ranks);
        var whole = ranks.Select(r => Enumerable.Range(0, r.Count).ToArray()).ToArray();
        var estimate = agreement.Of(whole)!.Value;
        var drawn = Bootstrap.Of("agreement of rankings", stream =>
        {
            // Draws in which no pair has two different seeds tell nothing of how well these agree.
            while (true)
                if (agreement.Of([.. ranks.Select(r => Enumerable.Range(0, r.Count).Select(_ => stream.NextInt(r.Count)).ToArray())]) is { } value) return value;
        }, 2_000);
        var interval = new Interval(Bootstrap.Quantile(drawn, 0.025), Bootstrap.Quantile(drawn, 0.975), 0.95, IntervalKind.Bootstrap);
        var verdict = interval.Lower > 0 ? ClaimVerdict.Supported : interval.Upper < Alike ? ClaimVerdict.Refuted : ClaimVerdict.NotDecided;
        var (fewest, most) = (ranks.Min(r => r.Count), ranks.Max(r => r.Count));
        var seeds = fewest == most ? $"{most}" : $"{fewest} to {most}";
        var best = tables.Zip(arenas, (t, a) => (a.Block.Name, Best: t.MaxBy(m => ratios.Average(r => m.Points[r].Values.Average(c => c.Top1)))!.Composition)).GroupBy(b => $"{b.Best.Scope}-{b.Best.Criterion}");
        return found with
        {
            Verdict = verdict, Estimate = estimate, Interval = interval, N = arenas.Count, Test = $"bootstrap over {seeds} seeds of each pair",
            Reason = verdict switch
            {
                ClaimVerdict.Supported => $"rankings of {methods.Count} methods change between {arenas.Count} pairs by more than they do between seeds",
                ClaimVerdict.Refuted => $"rankings of {methods.Count} methods agree between {arenas.Count} pairs as well as between seeds",
                _ => $"rankings of {methods.Count} methods on {arenas.Count} pairs: the interval has both 0 and {Alike}",
            },
            Notes =
            [
                .. fewest < Many ? [$"a bootstrap over {seeds} seeds is too narrow (fewer than {Many}): a bound near 0 or {Alike} decides little"] : Array.Empty<string>(),
                $"best on average: {string.Join("; ", best.Select(g => $"{g.Key} on {string.Join(", ", g.Select(b => b.Name))}"))}",
            ],
            Missing = verdict == ClaimVerdict.NotDecided ? ["more seeds, pairs or methods"] : [],
            SeedsNeeded = 5,
        };
    }

    /// <summary>How well rankings agree, from the ranks of every pair (first) and seed.</summary>
    private sealed class SeedAgreement(IReadOnlyList<List<double[]>> ranks)
    {
        private readonly int[] first = [.. ranks.Select((_, i) => ranks.Take(i).Sum(r => r.Count))];
        private readonly double[][] rho = Table([.. ranks.SelectMany(r => r)]);

        /// <summary>Mean agreement of two different seeds of a pair, less that of any two seeds of two pairs; null where no pair has two different seeds.</summary>
        public double? Of(int[][] drawn)
        {
            var within = new List<double>();
            double between = 0;
            var count = 0;
            for (var a = 0; a < drawn.Length; a++)
            {
                var own = (from i in Enumerable.Range(0, drawn[a].Length) from j in Enumerable.Range(0, i) where drawn[a][i] != drawn[a][j] select rho[first[a] + drawn[a][i]][first[a] + drawn[a][j]]).ToList();
                if (own.Count > 0) within.Add(own.Average());
                for (var b = 0; b < a; b++)
                    foreach (var i in drawn[a])
                        foreach (var j in drawn[b]) (between, count) = (between + rho[first[a] + i][first[b] + j], count + 1);
            }
            return within.Count == 0 ? null : within.Average() - between / count;
        }

        private static double[][] Table(IReadOnlyList<double[]> all) => [.. all.Select(a => all.Select(b => Spearman(a, b)).ToArray())];

        // Pearson's correlation of the ranks; 0 where one ranks nothing.
        private static double Spearman(double[] a, double[] b)
        {
            var mean = (a.Length + 1) / 2.0;
            double cross = 0, squares = 0, others = 0;
            for (var i = 0; i < a.Length; i++) (cross, squares, others) = (cross + (a[i] - mean) * (b[i] - mean), squares + (a[i] - mean) * (a[i] - mean), others + (b[i] - mean) * (b[i] - mean));
            return squares == 0 || others == 0 ? 0 : cross / Math.Sqrt(squares * others);
        }
    }
}
