using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Over how many seeds the points are that are drawn.</summary>
internal static class SeedNotes
{
    private sealed record Point(string Strategy, double? Compression, int Seeds);

    /// <summary>Sentences on means, error bars and the control's band; null where nothing is drawn.</summary>
    /// <param name="places">The panels.</param>
    /// <param name="view">What is shown of the seeds.</param>
    /// <param name="banded">Whether the control has a band.</param>
    public static string? Of(Places places, CurveView view, bool banded = true)
    {
        var panels = places.Panels.Select(p => (Panel: p, Points: PointsOf(p).ToList())).Where(p => p.Points.Count > 0)
            .Select(p => (p.Panel, p.Points, Usual: Usual(p.Points))).ToList();
        var drawn = panels.SelectMany(p => p.Points).ToList();
        if (drawn.Count == 0) return null;
        if (drawn.All(d => d.Seeds == 1)) return "One seed, so no deviation is known.";
        var usual = panels.GroupBy(p => p.Usual).OrderByDescending(g => g.Key).ToList();
        var over = usual.Count == 1
            ? $"over {Seeds(usual[0].Key)}"
            : Places.List(usual.Select(g => $"over {Seeds(g.Key)}{places.In(g.Select(p => p.Panel))}"));
        var others = places.Said(panels.Where(p => p.Points.Any(d => d.Seeds != p.Usual)).Select(p => (p.Panel,
            Places.List(p.Points.Where(d => d.Seeds != p.Usual).GroupBy(d => d.Seeds)
                .OrderBy(g => g.Key).Select(g => $"over {g.Key} {Places.Points(g.Select(d => (d.Strategy, d.Compression)))}")))));
        return $"{Shown(view)} {string.Join("; ", others.Prepend(over))}."
            + (drawn.Any(d => d.Seeds == 1) && view.Spread != Spread.None ? $" A single seed has no {(view.Spread == Spread.Points ? "dots" : view.Bands ? "band" : "error bar")}." : "")
            + (banded && view.Spread != Spread.None && places.Drawn.Any(p => p.Control is { Top1.Deviation: not null } control && !view.Y.IsDifference && view.Over(null, control) is { } sample && view.Around(sample) is not null)
                ? $" Grey band: {(view.Spread is Spread.Deviation or Spread.Interval ? "that" : "the range")} of the dense control." : "");
    }

    private static string Shown(CurveView view) => view.Spread switch
    {
        Spread.Deviation => "Mean ± sample standard deviation",
        Spread.Interval => "Mean with its 95 % confidence interval (t)",
        Spread.Range => "Mean, least and greatest value",
        Spread.Points => "Dots: all seeds; markers: their mean",
        _ => "Mean",
    };

    private static IEnumerable<Point> PointsOf(Panel panel) => panel.Curves
        .SelectMany(c => c.Points.Where(p => !p.IsControl).Select(p => new Point(c.Strategy, p.Compression, p.Top1.Count)))
        .Concat(panel.Controls.Select(c => new Point(Legend.NameOf(panel, c), null, c.Point.Top1.Count)));

    // That of most points; of equally many the greater.
    private static int Usual(IEnumerable<Point> points) => points.GroupBy(d => d.Seeds).OrderByDescending(g => g.Count()).ThenByDescending(g => g.Key).First().Key;

    private static string Seeds(int count) => count == 1 ? "1 seed" : $"{count} seeds";
}
