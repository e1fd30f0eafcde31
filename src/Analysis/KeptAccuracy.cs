namespace Bench.Analysis;

/// <summary>How far a curve goes within a margin of its control.</summary>
public enum KeptBound
{
    /// <summary>Between the operating point that keeps the accuracy and the next, which does not.</summary>
    Between,

    /// <summary>The last measured point before the end or a gap still keeps it: the value is at least this.</summary>
    AtLeast,

    /// <summary>Not even the first measured point keeps it.</summary>
    Below,

    /// <summary>The control is not finished, or the cost was not measured.</summary>
    Unknown,
}

/// <summary>The largest compression, or speedup, at which accuracy is within a margin of the control's.</summary>
/// <param name="Bound">What <paramref name="Value"/> is.</param>
/// <param name="Value">The crossing, the last point, or the first one that does not keep it; null where unknown.</param>
/// <param name="Dips">A smaller measured point lies below the margin: the curve comes back.</param>
public sealed record KeptAccuracy(KeptBound Bound, double? Value, bool Dips = false)
{
    /// <summary>A point of accuracy.</summary>
    public const double StandardMargin = 0.01;

    /// <summary>Largest achieved compression.</summary>
    public static KeptAccuracy Compression(TradeoffCurve curve, double margin = StandardMargin) => Of(curve, p => p.AchievedCompression, margin);

    /// <summary>Largest theoretical speedup.</summary>
    public static KeptAccuracy Speedup(TradeoffCurve curve, double margin = StandardMargin) => Of(curve, p => p.Speedup, margin);

    /// <summary>Largest measured speedup, of passes of one sample or of 128.</summary>
    public static KeptAccuracy MeasuredSpeedup(TradeoffCurve curve, int batch, double margin = StandardMargin) =>
        Of(curve, batch == 1 ? p => p.MeasuredSpeedup1 : p => p.MeasuredSpeedup128, margin);

    /// <summary>
    /// The largest cost, above 0, at which the mean top-1 is at least the control's less the margin, along lines between neighbouring points that are linear in
    /// the logarithm of the cost.
    /// </summary>
    public static KeptAccuracy Of(TradeoffCurve curve, Func<TradeoffPoint, double?> cost, double margin)
    {
        if (curve.Control is not { } control || !double.IsFinite(control.Top1.Mean)) return new(KeptBound.Unknown, null);
        var least = control.Top1.Mean - margin - 1e-12; // a margin that is met but for rounding is met
        var runs = curve.Runs.Select(run => run.Select(p => (X: cost(p), Y: p.Top1.Mean)).OrderBy(p => p.X).ToList()).ToList();
        if (runs.Any(run => run.Any(p => !(p.X > 0)))) return new(KeptBound.Unknown, null);
        var points = runs.SelectMany((run, r) => run.Select(p => (X: p.X!.Value, p.Y, Run: r))).OrderBy(p => p.X).ToList();
        var last = points.FindLastIndex(p => p.Y >= least);
        if (last < 0) return new(KeptBound.Below, points[0].X);
        var (kept, dips) = (points[last], points.Take(last).Any(p => p.Y < least));
        if (last == points.Count - 1 || points[last + 1].Run != kept.Run || !double.IsFinite(points[last + 1].Y)) return new(KeptBound.AtLeast, kept.X, dips);
        var next = points[last + 1];
        var part = kept.Y == next.Y ? 0 : (kept.Y - least) / (kept.Y - next.Y);
        return new(KeptBound.Between, kept.X * Math.Pow(next.X / kept.X, Math.Clamp(part, 0, 1)), dips);
    }

    /// <summary>Such as <c>11.3×</c>, <c>at least 32×</c>, <c>below 2×</c> or <c>not known</c>.</summary>
    public string Text => (Bound, Value) switch
    {
        (KeptBound.Between, { } value) => $"{value:0.0#}×",
        (KeptBound.AtLeast, { } value) => $"at least {value:0.0#}×",
        (KeptBound.Below, { } value) => $"below {value:0.0#}×",
        _ => "not known",
    };
}
