using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What must be known of axes, limits and marks that a user has chosen.</summary>
internal static class CurveNotes
{
    /// <summary>Sentences; null where all stands as usual.</summary>
    public static string? Of(Places places, CurveView view)
    {
        var notes = new[] { Axis(view), Zeros(places, view), Nothing(places, view), Outside(places, view), Before(view), Budget(places, view), Paired(view) }.OfType<string>().ToList();
        return notes.Count == 0 ? null : string.Join(' ', notes);
    }

    private static string? Axis(CurveView view) => view.Scale == ValueScale.Log ? "The upright axis is logarithmic."
        : view.Scale == ValueScale.AroundZero ? $"The upright axis is nearly linear within 1 {(view.Y.Factor == 100 ? "point " : "")}of 0 and logarithmic beyond." : null;

    private static string? Zeros(Places places, CurveView view) => view.Scale == ValueScale.Log && Shown(places, view).Any(s => view.Y.Factor * s.Mean <= 0)
        ? "Points at 0 or below stand on the lower edge." : null;

    /// <summary>That 0 has a place of its own; null where nothing stands there.</summary>
    public static string? Nothing(Places places, CurveView view) => view.X.IsBudget && view.XLimits is not { Least: > 0 } && places.Panels.Any(p => PanelPlot.PointsOf(p).Any(x => view.X.Of(x) == 0))
        ? "The level axis is logarithmic but for 0, which stands apart." : null;

    // What limits hide is counted and named.
    private static string? Outside(Places places, CurveView view)
    {
        var outside = places.Panels.Select(p => (Panel: p, Points: p.Curves.SelectMany(c => c.Points.Where(x => !x.IsControl
            && (IsOutside(view.X.Of(x), view.XLimits) || (view.Over(c, x) is { } s && IsOutside(view.Y.Factor * s.Mean, view.YLimits)))).Select(x => (c.Strategy, (double?)x.Compression))).ToList())).Where(p => p.Points.Count > 0).ToList();
        if (outside.Count == 0) return null;
        var count = outside.Sum(p => p.Points.Count);
        return $"{count} point{(count == 1 ? " lies" : "s lie")} outside of the axes: {string.Join("; ", places.Said(outside.Select(p => (p.Panel, Places.Points(p.Points)))))}.";
        static bool IsOutside(double value, Limits? limits) => limits is not null && (value < limits.Least || value > limits.Most);
    }

    private static string? Before(CurveView view) => view.Retrained == Retrained.Both ? "Thin and dotted, with small markers: the same networks before retraining." : null;

    private static string? Budget(Places places, CurveView view) => view.IsJoined ? null
        : AskedRatios.Word(places.Panels.SelectMany(p => p.Curves)) is var ratio ? $"Each marker is {(ratio[0] == 'a' ? "an" : "a")} {ratio}." : null;

    private static string? Paired(CurveView view) => view.Y.IsDifference ? "Differences to the dense control of the same start, training and seed." : null;

    private static IEnumerable<Sample> Shown(Places places, CurveView view) => places.Panels.SelectMany(p => p.Curves.SelectMany(c => c.Points.Select(x => view.Over(c, x)))).OfType<Sample>();
}
