namespace Bench.Analysis;

/// <summary>
/// What lies between the measured points of a curve: linear in the logarithm of compression (or of another cost), inside the measured range alone and never
/// across an operating point that has no result.
/// </summary>
public static class CurveReading
{
    // A ratio that was reached but for the rounding of a count of parameters is inside the range.
    private const double Slack = 1e-9;

    /// <summary>The range of achieved compression of a curve without a gap; null for a single point and for one with a gap.</summary>
    public static (double From, double To)? Range(this TradeoffCurve curve)
    {
        var runs = curve.Runs.ToList();
        if (runs.Count != 1 || runs[0].Count < 2) return null;
        return (runs[0].Min(p => p.AchievedCompression), runs[0].Max(p => p.AchievedCompression));
    }

    /// <summary>The range that all of some curves cover; null where there is none, or where one of them has a gap.</summary>
    public static (double From, double To)? CommonRange(IEnumerable<TradeoffCurve> curves)
    {
        var ranges = curves.Select(c => c.Range()).ToList();
        if (ranges.Count == 0 || ranges.Any(r => r is null)) return null;
        var (from, to) = (ranges.Max(r => r!.Value.From), ranges.Min(r => r!.Value.To));
        return to > from * (1 + Slack) ? (from, to) : null;
    }

    /// <summary>
    /// The area under top-1 against log₂ compression, by trapezoids between the measured points, divided by the range: the mean accuracy over ratios, each
    /// doubling weighing the same; of each seed that all points have, by seed. Empty where the curve does not cover the range.
    /// </summary>
    public static IReadOnlyDictionary<int, double> AreaOfSeeds(this TradeoffCurve curve, double from, double to)
    {
        var areas = new SortedDictionary<int, double>();
        foreach (var seed in curve.Points.Select(p => p.Cells.Select(s => s.Seed)).Aggregate((a, b) => a.Intersect(b)))
            if (Area(curve, from, to, p => p.Cells.First(s => s.Seed == seed).Top1) is { } area) areas[seed] = area;
        return areas;
    }

    private static double? Area(TradeoffCurve curve, double from, double to, Func<TradeoffPoint, double> value)
    {
        if (curve.Range() is null || ValueAt(curve, from, value) is not { } first || ValueAt(curve, to, value) is not { } last) return null;
        var points = curve.Points.Select(p => (X: p.AchievedCompression, Y: value(p))).Where(p => p.X > from && p.X < to).OrderBy(p => p.X).Prepend((X: from, Y: first)).Append((X: to, Y: last)).ToList();
        var area = points.Zip(points.Skip(1), (a, b) => (Math.Log2(b.X) - Math.Log2(a.X)) * (a.Y + b.Y) / 2).Sum();
        return area / (Math.Log2(to) - Math.Log2(from));
    }

    private static double? ValueAt(TradeoffCurve curve, double compression, Func<TradeoffPoint, double> value)
    {
        foreach (var run in curve.Runs)
        {
            var points = run.OrderBy(p => p.AchievedCompression).ToList();
            if (compression < points[0].AchievedCompression * (1 - Slack) || compression > points[^1].AchievedCompression * (1 + Slack)) continue;
            var next = points.FindIndex(p => p.AchievedCompression >= compression);
            if (next <= 0) return value(next == 0 ? points[0] : points[^1]);
            var (low, high) = (points[next - 1], points[next]);
            var part = Math.Log(compression / low.AchievedCompression) / Math.Log(high.AchievedCompression / low.AchievedCompression);
            return value(low) + part * (value(high) - value(low));
        }
        return null;
    }
}
