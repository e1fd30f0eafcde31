using System.Text.Json;

namespace Bench.Analysis.Claims;

internal static class RetrainingMattersMore
{
    public static Claim Claim { get; } = new()
    {
        Id = "12",
        Title = "A good retraining schedule matters more than the criterion",
        Source = "Le and Hua, Network Pruning That Matters, ICLR 2021",
        Procedure = "Criteria crossed with ways of retraining of equal length (other recipes, rates or rewinding, the same number of training samples within 1 %), all else equal: how far the ways lie apart (the sample standard deviation of their means over criteria) less "
            + "how far the criteria do (of their means over ways), the mean over the ratios that all have. Random pruning is no criterion here. One difference for each seed and pair.",
        Needs = new(["global-magnitude", "lamp"], [1, 2, 4, 8, 16, 32]) { TwoRetrainings = true },
        Test = data => OnAverage.Judge([.. data.Blocks.Select(Evidence).OfType<PairedDifferences>()], "spread of retrainings − spread of criteria",
            "two criteria or more, each retrained in two ways or more of equal length (blocks of a sweep with other recipes)"),
    };

    private static PairedDifferences? Evidence(Block block) => Paired.Mean(block, block.Arenas.GroupBy(a => (a.Protocol, Pretraining(a.Setting))).SelectMany(Spreads));

    // A table of criteria × ways of retraining, as large as all its cells are there.
    private static IEnumerable<IReadOnlyDictionary<int, double>> Spreads(IEnumerable<Arena> arenas)
    {
        var methods = arenas.SelectMany(a => a.Weights.Where(m => !m.Is("random")).Select(m => (Way: $"{a.Setting} {m.Composition.Course}", Method: m))).ToList();
        foreach (var alike in methods.GroupBy(m => (m.Method.Composition.Scope, m.Method.Composition.Schedule, m.Method.Part("schedule-options"), m.Method.Composition.Start, m.Method.IsPlain)).SelectMany(g => OfEqualLength(g, m => Length(m.Method))))
        {
            var criteria = alike.GroupBy(m => m.Method.Composition.Criterion).ToDictionary(g => g.Key, g => g.GroupBy(m => m.Way).ToDictionary(w => w.Key, w => w.First().Method));
            var ways = criteria.Values.Select(w => w.Keys).Aggregate<IEnumerable<string>>((a, b) => a.Intersect(b)).ToList();
            if (criteria.Count < 2 || ways.Count < 2) continue;
            var cells = criteria.Values.SelectMany(c => ways.Select(w => c[w])).ToList();
            var ratios = cells.Select(m => m.Points.Keys).Aggregate<IEnumerable<double>>((a, b) => a.Intersect(b)).Where(r => r > 1).ToList();
            if (ratios.Count == 0) continue;
            var seeds = cells.SelectMany(m => ratios.Select(r => m.Points[r].Keys)).Aggregate<IEnumerable<int>>((a, b) => a.Intersect(b)).ToList();
            yield return seeds.ToDictionary(s => s, s => ratios.Average(r =>
                Spread(ways.Select(w => criteria.Values.Average(c => c[w].Points[r][s].Top1))) - Spread(criteria.Values.Select(c => ways.Average(w => c[w].Points[r][s].Top1)))));
        }
    }

    // By rising length: each group reaches as far as budgets equal its shortest.
    private static IEnumerable<List<T>> OfEqualLength<T>(IEnumerable<T> methods, Func<T, double?> length)
    {
        var sorted = methods.Where(m => length(m) > 0).OrderBy(length).ToList();
        for (var first = 0; first < sorted.Count;)
        {
            var equal = sorted.Skip(first).TakeWhile(m => Paired.IsEqualBudget(length(sorted[first]), length(m))).ToList();
            yield return equal;
            first += equal.Count;
        }
    }

    private static double? Length(Method method) => method.Points.Values.SelectMany(p => p.Values).Max(c => c.Facts.Samples);

    private static double Spread(IEnumerable<double> means) => 100 * (Sample.Of([.. means]).Deviation ?? 0);

    private static string Pretraining(string setting)
    {
        using var document = JsonDocument.Parse(setting);
        return string.Join('\n', document.RootElement.EnumerateObject().Where(p => !p.Name.StartsWith("retraining.", StringComparison.Ordinal)).Select(p => $"{p.Name}={p.Value}"));
    }
}
