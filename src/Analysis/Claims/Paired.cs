using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

/// <summary>What one place says: a difference for each seed, in points of accuracy, positive where it is as the claim says.</summary>
/// <param name="Block">Where.</param>
/// <param name="Detail">What else tells it apart, such as a ratio; or empty.</param>
/// <param name="BySeed">The differences.</param>
public sealed record PairedDifferences(Block Block, string Detail, IReadOnlyDictionary<int, double> BySeed)
{
    public string Name => Detail == "" ? Block.Name : $"{Block.Name}, {Detail}";

    /// <summary>Its values, by seed.</summary>
    public IReadOnlyList<double> Values => [.. BySeed.OrderBy(s => s.Key).Select(s => s.Value)];
}

/// <summary>Differences between methods, seed by seed: cells of one seed share initialization, pretraining, split and order of data.</summary>
public static class Paired
{
    /// <summary>Below this a corrected p-value is significant.</summary>
    public const double Significance = 0.05;

    /// <summary>Seeds without which nothing is decided.</summary>
    public const int LeastSeeds = 3;

    private const int MostSeeds = 50;

    /// <summary>First − second in points, the mean over the ratios above 1 that both have (and that are asked for), of the seeds that have all of them.</summary>
    public static IReadOnlyDictionary<int, double> AtRatios(Method first, Method second, Func<double, bool>? asked = null)
    {
        var ratios = first.Points.Keys.Where(r => r > 1 && second.Points.ContainsKey(r) && asked?.Invoke(r) != false).ToList();
        if (ratios.Count == 0) return new Dictionary<int, double>();
        var seeds = ratios.Select(r => first.Points[r].Keys.Intersect(second.Points[r].Keys)).Aggregate((a, b) => a.Intersect(b)).ToList();
        return seeds.ToDictionary(s => s, s => ratios.Average(r => 100 * (first.Points[r][s].Top1 - second.Points[r][s].Top1)));
    }

    /// <summary>First − second of two unpruned networks in points, by seed.</summary>
    public static IReadOnlyList<double> ControlsApart(Method first, Method second) => first.Points.GetValueOrDefault(1) is { } one && second.Points.GetValueOrDefault(1) is { } other
        ? [.. one.Keys.Where(other.ContainsKey).Order().Select(s => 100 * (one[s].Top1 - other[s].Top1))] : [];

    /// <summary>
    /// First − second in points at equal cost, the mean over the logarithm of the cost in the range that both have measured, of each seed by itself; along
    /// lines that are linear in that logarithm.
    /// </summary>
    public static IReadOnlyDictionary<int, double> AtCost(Method first, Method second, Func<CellValue, double> cost)
    {
        var differences = new Dictionary<int, double>();
        foreach (var seed in first.Points.Values.SelectMany(p => p.Keys).Distinct().Order())
        {
            List<(double X, double Y)> a = Line(first, seed, cost), b = Line(second, seed, cost);
            if (a.Count < 2 || b.Count < 2) continue;
            var (from, to) = (Math.Max(a[0].X, b[0].X), Math.Min(a[^1].X, b[^1].X));
            if (!(to > from)) continue;
            var places = a.Concat(b).Select(p => p.X).Where(x => x > from && x < to).Append(from).Append(to).Distinct().Order().ToList();
            var area = places.Zip(places.Skip(1), (x, next) => (next - x) * (Gap(x) + Gap(next)) / 2).Sum();
            differences[seed] = area / (to - from);

            double Gap(double x) => At(a, x) - At(b, x);
        }
        return differences;
    }

    /// <summary>Top-1 in points of a method's seed at a cost, along its curve; null outside the measured range.</summary>
    public static double? At(Method method, int seed, double cost, Func<CellValue, double> costOf)
    {
        var line = Line(method, seed, costOf);
        var x = Math.Log(cost);
        return line.Count == 0 || x < line[0].X - 1e-9 || x > line[^1].X + 1e-9 ? null : At(line, x);
    }

    /// <summary>The mean of several differences of a place, of the seeds that all of them have; null where there is none.</summary>
    public static PairedDifferences? Mean(Block block, IEnumerable<IReadOnlyDictionary<int, double>> several, string detail = "")
    {
        var all = several.Where(d => d.Count > 0).ToList();
        if (all.Count == 0) return null;
        var seeds = all.Select(d => d.Keys).Aggregate<IEnumerable<int>>((a, b) => a.Intersect(b)).ToList();
        return seeds.Count == 0 ? null : new(block, detail, seeds.ToDictionary(s => s, s => all.Average(d => d[s])));
    }

    /// <summary>Whether two numbers of training samples, or epochs, are equal within 1 %; false where one is not known.</summary>
    public static bool IsEqualBudget(double? first, double? second) => first is { } a && second is { } b && Math.Abs(a - b) <= 0.01 * Math.Max(a, b);

    /// <summary>Tests each place by itself: paired t over seeds, corrected by Holm over all places.</summary>
    public static IReadOnlyList<ClaimPlace> Places(IReadOnlyList<PairedDifferences> evidence)
    {
        var tests = evidence.Select(e => PairedTTest.Of(e.Values, new double[e.Values.Count])).ToList();
        var corrected = Holm.Adjust([.. tests.Select(t => t.P)]);
        return [.. evidence.Select((e, i) => Sample.Of([.. e.Values]) is var sample ? new ClaimPlace(e.Name, sample.Mean, IntervalOf(e), sample.Count, corrected[i]) : null!)];
    }

    /// <summary>Seeds that would make a place significant among so many, were mean and deviation to stay as they are; null beyond 50.</summary>
    public static int? SeedsFor(PairedDifferences evidence, int places)
    {
        var sample = Sample.Of([.. evidence.Values]);
        if (sample.Deviation is not { } deviation || sample.Mean == 0 || !HasSpread(sample)) return null;
        for (var n = LeastSeeds; n <= MostSeeds; n++)
            if (Tails.StudentBothSides(sample.Mean / (deviation / Math.Sqrt(n)), n - 1) < Significance / places) return n;
        return null;
    }

    /// <summary>
    /// 95 % of the mean over places, these places being all that is spoken of: from the deviations of seeds within them, with the degrees of freedom of Welch and
    /// Satterthwaite (Biometrics 1946); null where a place has a single seed, or seeds without a spread.
    /// </summary>
    public static Interval? IntervalOfThese(IReadOnlyList<PairedDifferences> evidence)
    {
        var samples = evidence.Select(e => Sample.Of([.. e.Values])).ToList();
        if (!samples.All(HasSpread)) return null;
        var (mean, variances) = (samples.Average(s => s.Mean), samples.Select(s => s.Deviation!.Value * s.Deviation.Value / s.Count).ToList());
        var sum = variances.Sum();
        var freedom = sum * sum / samples.Zip(variances, (s, v) => v * v / (s.Count - 1)).Sum();
        var half = Tails.StudentQuantile(Interval.StandardConfidence, freedom) * Math.Sqrt(sum) / samples.Count;
        return new(mean - half, mean + half, Interval.StandardConfidence, IntervalKind.StudentT);
    }

    /// <summary>Of the mean over seeds; null without a spread, as of one start that is pruned without chance and not trained: such seeds are one result.</summary>
    public static Interval? IntervalOf(PairedDifferences evidence, double confidence = Interval.StandardConfidence) =>
        Sample.Of([.. evidence.Values]) is var sample && HasSpread(sample) ? sample.Interval(confidence: confidence) : null;

    private static bool HasSpread(Sample sample) => sample.Deviation > 1e-9 * Math.Max(1, Math.Abs(sample.Mean));

    private static List<(double X, double Y)> Line(Method method, int seed, Func<CellValue, double> cost) =>
        [.. method.Points.Where(p => p.Value.ContainsKey(seed)).Select(p => p.Value[seed]).Where(c => cost(c) is > 0 and < double.PositiveInfinity)
            .GroupBy(c => Math.Log(cost(c))).Select(g => (g.Key, 100 * g.Average(c => c.Top1))).OrderBy(p => p.Key)];

    private static double At(List<(double X, double Y)> line, double x)
    {
        var next = line.FindIndex(p => p.X >= x);
        if (next < 0) return line[^1].Y;
        if (next == 0) return line[0].Y;
        var ((x0, y0), (x1, y1)) = (line[next - 1], line[next]);
        return y0 + (x - x0) / (x1 - x0) * (y1 - y0);
    }
}
