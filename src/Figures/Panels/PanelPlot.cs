using Bench.Analysis;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Figures;

/// <summary>
/// The ticks and data of one panel of curves: a measure of each strategy against a cost, x in octaves, y in percent where it is a share,
/// lengths in points. Its title and axis labels are the page's.
/// </summary>
internal static class PanelPlot
{
    public const float TickSize = 7, MarkerSize = 4.6f;
    private const float DotSize = 1.8f;

    /// <summary>Builds the plot.</summary>
    /// <param name="panel">What is shown.</param>
    /// <param name="view">How it is shown.</param>
    /// <param name="area">Where axes and data stand on the page.</param>
    public static Plot Of(Panel panel, CurveView view, PanelArea area)
    {
        var (x, y, axis) = Scales(panel, view, area);
        view = view with { X = axis };
        var plot = PlotFrame.Of(x, y, area);
        foreach (var other in panel.Others) AddAround(plot, other, view);
        if (panel.Control is { } control && view.Over(null, control) is { } level) AddControl(plot, level, view);
        var curves = view.Styles.Ordered(panel.Curves.Select(c => c.Composition)).Select(s => panel.Curves.First(c => c.Composition == s)).ToList();
        // The strategies named last are drawn first, so that the first lie on top.
        for (var i = curves.Count - 1; i >= 0; i--)
            AddCurve(plot, curves[i], view, y.Minimum, (i - (curves.Count - 1) / 2.0) * Step(panel, view));
        var starts = Starts(panel);
        AddPoints(plot, view, [.. starts.Select(p => new Placed(p, view.Over(null, p)!, view.X.Place(view.X.Of(p))))], StrategyStyles.Dense, y.Minimum);
        PublishedOverlay.Draw(plot, view.Published(panel), view, y.Minimum);
        return plot;
    }

    /// <summary>The controls that are shown: one for all, or those at which curves begin.</summary>
    public static IReadOnlyList<TradeoffPoint> Starts(Panel panel) =>
        [.. panel.Controls.Where(c => panel.Controls.Count == 1 || panel.Curves.Any(curve => curve.ControlPoint == c.ControlPoint)).Select(c => c.Point)];

    /// <summary>
    /// How far to the right of the one before each strategy's points are drawn, in octaves: where all stand at the same ratios,
    /// error bars would hide each other. Points of ratios of multiply-adds stand apart by what parameters they have, and keep their order.
    /// </summary>
    public static double Step(Panel panel, CurveView view) =>
        view.X.Shared && view is { Bands: false, Spread: not Spread.None } && HasErrorBars(panel) && !panel.Curves.Any(c => c.Composition.RatiosAreOfMacs) ? Math.Min(0.04, 0.3 / panel.Curves.Count) : 0;

    /// <summary>Whether error bars of strategies may hide each other.</summary>
    public static bool HasErrorBars(Panel panel) =>
        panel.Curves.Count > 1 && panel.Curves.Any(c => c.Points.Any(p => p is { IsControl: false, Top1.Deviation: not null }));

    /// <summary>How far from its place a point is drawn at most, in octaves.</summary>
    public static double Shift(Panel panel, CurveView view) => (panel.Curves.Count - 1) / 2.0 * Step(panel, view);

    private static (Scale X, Scale Y, CostAxis Axis) Scales(Panel panel, CurveView view, PanelArea area)
    {
        IReadOnlyList<Panel> besideX = view.SharingX.Count == 0 ? [panel] : view.SharingX, besideY = view.SharingY.Count == 0 ? [panel] : view.SharingY;
        var positions = besideX.SelectMany(PointsOf).SelectMany(view.X.Spanned).Concat(besideX.SelectMany(p => PublishedOverlay.Spanned(view.Published(p), view)).Select(s => s.X)).ToList();
        var shift = besideX.SelectMany(p => p.Whole is null ? [p] : PanelParts.Of(p.Whole, view.Styles).Append(p)).Max(p => Shift(p, view)); // parts have the same ends
        var (x, axis) = view.X.Over(positions, area.DataWidth, shift, view.XLimits);
        var values = besideY.SelectMany(view.Spanned).Concat(besideY.SelectMany(p => PublishedOverlay.Spanned(view.Published(p), view)).Select(s => s.Y)).ToList();
        return (x, view.Scale.Of(values.Count == 0 ? [0, 100] : values, view.Y, area.DataHeight, view.YLimits), axis);
    }

    /// <summary>All that stands on a panel.</summary>
    public static IEnumerable<TradeoffPoint> PointsOf(Panel panel) => panel.Curves.Concat(panel.Others).SelectMany(c => c.Points).Concat(Starts(panel));

    private static void AddControl(Plot plot, Sample level, CurveView view)
    {
        if (!view.Y.IsDifference && view.Around(level) is var (low, high))
        {
            var band = plot.Add.VerticalSpan(view.Place(low), view.Place(high), StylePalette.Ink.WithAlpha(0.1));
            band.LineStyle.Width = 0;
        }
        plot.Add.HorizontalLine(view.Place(level.Mean), 0.7f, StylePalette.Ink);
    }

    // A thin line without markers, for comparison.
    private static void AddAround(Plot plot, TradeoffCurve curve, CurveView view)
    {
        foreach (var run in curve.Runs.Where(r => view.IsJoined && r.Count > 1))
        {
            var line = plot.Add.ScatterLine(run.Select(p => view.X.Place(view.X.Of(p))).ToArray(), run.Select(p => view.Place(view.Over(curve, p)!.Mean)).ToArray(), StylePalette.Around);
            line.LineWidth = 0.5f;
        }
    }

    private static void AddCurve(Plot plot, TradeoffCurve curve, CurveView view, double edge, double shift)
    {
        var style = view.Styles[curve.Composition];
        if (view.Retrained == Retrained.Both) AddBefore(plot, curve, view, style, X);
        foreach (var run in curve.Runs.Where(r => style.HasLine && view.IsJoined && r.Count > 1))
        {
            if (view.Bands) AddBand(plot, run, style);
            var line = plot.Add.ScatterLine(run.Select(X).ToArray(), run.Select(p => Shown(view.Place(view.Over(curve, p)!.Mean), edge)).ToArray(), style.Colour);
            line.LineWidth = style.LineWidth;
            line.LinePattern = style.Line;
        }
        AddPoints(plot, view, [.. curve.Points.Where(p => !p.IsControl)
            .Select(p => new Placed(p, view.Over(curve, p)!, X(p)))], style, edge, banded: p => style.HasLine && curve.Runs.Any(r => r.Count > 1 && r.Contains(p)));

        // The control is where every curve begins, so it stays in its place, and its one marker is drawn last.
        double X(TradeoffPoint p) => view.X.Place(view.X.Of(p)) + (p.IsControl ? 0 : shift);

        void AddBand(Plot plot, IReadOnlyList<TradeoffPoint> run, StrategyStyle style)
        {
            var around = run.Select(p => view.Over(curve, p)!).Select(s => view.Around(s) ?? (s.Mean, s.Mean)).ToList();
            var band = plot.Add.FillY([.. run.Select(X)], [.. around.Select(a => Shown(view.Place(a.Item1), edge))], [.. around.Select(a => Shown(view.Place(a.Item2), edge))]);
            band.FillColor = style.Colour.WithAlpha(0.18);
            band.LineWidth = 0;
            band.MarkerSize = 0;
        }
    }

    // Thin and dotted, with small markers.
    private static void AddBefore(Plot plot, TradeoffCurve curve, CurveView view, StrategyStyle style, Func<TradeoffPoint, double> x)
    {
        foreach (var run in curve.Runs)
        {
            var known = run.Select(p => (Point: p, Sample: view.Over(curve, p, before: true))).Where(p => p.Sample is not null).ToList();
            var line = plot.Add.Scatter(known.Select(p => x(p.Point)).ToArray(), known.Select(p => view.Place(p.Sample!.Mean)).ToArray(), style.Colour);
            line.LineWidth = style.HasLine && view.IsJoined ? Before.LineWidth : 0;
            line.LinePattern = Before.Line;
            line.MarkerStyle = style.Marker.Style(style.Colour, Before.MarkerSize, hollow: false);
        }
    }

    /// <summary>How networks before retraining are drawn beside those after it, each in the colour of its strategy.</summary>
    public static StrategyStyle Before { get; } = new(StylePalette.Ink, new([0.9f, 1.2f], 0, "dots"), MarkerForm.Circle) { LineWidth = 0.6f, MarkerSize = 0.6f * MarkerSize };

    // A point, its seeds together and one by one, and where it stands.
    private sealed record Placed(TradeoffPoint Point, Sample Sample, double X);

    // Error bars or dots, then complete and incomplete means.
    private static void AddPoints(Plot plot, CurveView view, IReadOnlyList<Placed> placed, StrategyStyle style, double edge, Func<TradeoffPoint, bool>? banded = null)
    {
        if (view.Spread == Spread.Points) AddDots(plot, view, placed, style, edge);
        else if (placed.Where(p => view.Around(p.Sample) is not null && !(view.Bands && banded?.Invoke(p.Point) != false)).ToList() is { Count: > 0 } spread) AddBars(plot, view, spread, style, edge);
        foreach (var group in placed.GroupBy(p => p.Point.Incomplete))
        {
            var markers = plot.Add.ScatterPoints(
                group.Select(p => p.X).ToArray(), group.Select(p => Shown(view.Place(p.Sample.Mean), edge)).ToArray(), style.Colour);
            markers.MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize, hollow: group.Key);
        }
    }

    private static void AddBars(Plot plot, CurveView view, IReadOnlyList<Placed> placed, StrategyStyle style, double edge)
    {
        var means = placed.Select(p => Shown(view.Place(p.Sample.Mean), edge)).ToList();
        List<Reach> reaches = view.Scale == ValueScale.Linear && view.Spread == Spread.Deviation
            ? [.. placed.Select(p => view.Y.Factor * p.Sample.Deviation!.Value).Select(half => new Reach(half, half))]
            : [.. placed.Zip(means, (p, mean) => new Reach(mean - Shown(view.Place(view.Around(p.Sample)!.Value.Low), edge), Shown(view.Place(view.Around(p.Sample)!.Value.High), edge) - mean))];
        ErrorBars.Add(plot, [.. placed.Select(p => p.X)], means, reaches, style.Colour, width: 0.6f, cap: 1.6f);
    }

    private static void AddDots(Plot plot, CurveView view, IReadOnlyList<Placed> placed, StrategyStyle style, double edge)
    {
        var dots = placed.Where(p => p.Sample.Count > 1).SelectMany(p => p.Sample.Values.Select(v => (p.X, Y: Shown(view.Place(v), edge)))).ToList();
        var markers = plot.Add.ScatterPoints(dots.Select(d => d.X).ToArray(), dots.Select(d => d.Y).ToArray(), style.Colour);
        markers.MarkerStyle = MarkerForm.Circle.Style(style.Colour, DotSize, hollow: false);
    }

    // What has no place on a logarithmic axis, an error of 0, stands on its edge.
    private static double Shown(double place, double edge) => double.IsFinite(place) ? place : edge;
}
