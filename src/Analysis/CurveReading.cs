namespace Bench.Analysis;

/// <summary>How much smaller the network of a point is than the dense one, in what the ratios are of that were asked for.</summary>
/// <param name="Name">Such as <c>compression</c>.</param>
/// <param name="Of">Of a point; 1 for the control.</param>
public sealed record CurveCost(string Name, Func<TradeoffPoint, double> Of)
{
    /// <summary>Parameters of the dense network ÷ those that are left.</summary>
    public static CurveCost Compression { get; } = new("compression", p => p.AchievedCompression);

    /// <summary>Multiply-adds of the dense network ÷ those that are left.</summary>
    public static CurveCost Speedup { get; } = new("theoretical speedup", p => p.Speedup);

    /// <summary>
    /// Along what curves are compared: multiply-adds where ratios of some of them are of these. Which parameters such a strategy spares is its own affair, and over
    /// compression it would be judged by that.
    /// </summary>
    public static CurveCost Along(IEnumerable<TradeoffCurve> curves) => curves.Any(c => c.Composition.RatiosAreOfMacs) ? Speedup : Compression;
}

/// <summary>What an area is over.</summary>
public sealed record CostRange(CurveCost Cost, double From, double To);

/// <summary>
/// What lies between the measured points of a curve: linear in the logarithm of its cost, inside the measured range alone and never across an operating point that
/// has no result.
/// </summary>
public static class CurveReading
{
    // A ratio that was reached but for the rounding of a count of parameters is inside the range.
    private const double Slack = 1e-9;

    // By how much networks of one asked ratio differ where whole channels go, of which a few are many.
    private const double Granularity = 1.1;

    /// <summary>The range that a curve without a gap covers; null for a single point and for one with a gap.</summary>
    public static CostRange? Range(this TradeoffCurve curve, CurveCost cost)
    {
        var runs = curve.Runs.ToList();
        if (runs.Count != 1 || runs[0].Count < 2) return null;
        return new(cost, runs[0].Min(cost.Of), runs[0].Max(cost.Of));
    }

    /// <summary>The range that all of some curves cover; null where there is none, or where one of them has a gap.</summary>
    public static CostRange? CommonRange(IEnumerable<TradeoffCurve> curves, CurveCost cost)
    {
        var ranges = curves.Select(c => c.Range(cost)).ToList();
        if (ranges.Count == 0 || ranges.Any(r => r is null)) return null;
        var (from, to) = (ranges.Max(r => r!.From), ranges.Min(r => r!.To));
        return to > from * (1 + Slack) ? new(cost, from, to) : null;
    }

    /// <summary>Whether a pruned network lies in a range, or at its end but for the sizes of channels, so that not all of the curve there is drawn between its control and something beyond.</summary>
    public static bool HasPointIn(this TradeoffCurve curve, CostRange range) =>
        curve.Points.Any(p => !p.IsControl && range.Cost.Of(p) >= range.From * (1 - Slack) && range.Cost.Of(p) <= range.To * Granularity);

    /// <summary>
    /// Of some curves without a gap those that are compared by their areas, and over what: while some have no pruned network in the range that all cover, they are
    /// left out, or where they are more than half, those whose ends are that of the range.
    /// </summary>
    public static (IReadOnlyList<TradeoffCurve> Curves, CostRange? Range) Comparable(IEnumerable<TradeoffCurve> curves, CurveCost cost)
    {
        var left = curves.Where(c => c.Range(cost) is not null).ToList();
        while (CommonRange(left, cost) is { } range)
        {
            var without = left.Where(c => !c.HasPointIn(range)).ToList();
            if (without.Count == 0) return (left, range);
            left = 2 * without.Count > left.Count ? [.. left.Where(c => c.Range(cost)!.To > range.To * (1 + Slack))] : [.. left.Except(without)];
        }
        return (left, null);
    }

    /// <summary>
    /// The area under top-1 against log₂ of the cost, by trapezoids between the measured points, divided by the range: the mean accuracy over ratios, each
    /// doubling weighing the same; of each seed that all points have, by seed. Empty where the curve does not cover the range, or has no pruned network in it.
    /// </summary>
    public static IReadOnlyDictionary<int, double> AreaOfSeeds(this TradeoffCurve curve, CostRange range)
    {
        var areas = new SortedDictionary<int, double>();
        if (!curve.HasPointIn(range)) return areas;
        foreach (var seed in curve.Points.Select(p => p.Cells.Select(s => s.Seed)).Aggregate((a, b) => a.Intersect(b)))
            if (Area(curve, range, p => p.Cells.First(s => s.Seed == seed).Top1) is { } area) areas[seed] = area;
        return areas;
    }

    private static double? Area(TradeoffCurve curve, CostRange range, Func<TradeoffPoint, double> value)
    {
        var (cost, from, to) = range;
        if (curve.Range(cost) is null || ValueAt(curve, cost, from, value) is not { } first || ValueAt(curve, cost, to, value) is not { } last) return null;
        var points = curve.Points.Select(p => (X: cost.Of(p), Y: value(p))).Where(p => p.X > from && p.X < to).OrderBy(p => p.X).Prepend((X: from, Y: first)).Append((X: to, Y: last)).ToList();
        var area = points.Zip(points.Skip(1), (a, b) => (Math.Log2(b.X) - Math.Log2(a.X)) * (a.Y + b.Y) / 2).Sum();
        return area / (Math.Log2(to) - Math.Log2(from));
    }

    private static double? ValueAt(TradeoffCurve curve, CurveCost cost, double at, Func<TradeoffPoint, double> value)
    {
        foreach (var run in curve.Runs)
        {
            var points = run.OrderBy(cost.Of).ToList();
            if (at < cost.Of(points[0]) * (1 - Slack) || at > cost.Of(points[^1]) * (1 + Slack)) continue;
            var next = points.FindIndex(p => cost.Of(p) >= at);
            if (next <= 0) return value(next == 0 ? points[0] : points[^1]);
            var (low, high) = (points[next - 1], points[next]);
            var part = Math.Log(at / cost.Of(low)) / Math.Log(cost.Of(high) / cost.Of(low));
            return value(low) + part * (value(high) - value(low));
        }
        return null;
    }
}
