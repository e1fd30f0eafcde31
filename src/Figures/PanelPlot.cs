using Bench.Analysis;
using ScottPlot;

namespace Bench.Figures;

/// <summary>
/// The ticks and data of one panel: the accuracy of each strategy against compression or speedup, x in octaves, y in percent,
/// lengths in points. Its title and axis labels are the page's.
/// </summary>
internal static class PanelPlot
{
    public const float TickSize = 7, MarkerSize = 4.6f;
    private const float Hairline = 0.5f;

    /// <summary>Builds the plot.</summary>
    /// <param name="panel">What is shown.</param>
    /// <param name="axis">What it is shown against.</param>
    /// <param name="styles">A style for each strategy of the panel.</param>
    /// <param name="area">Where axes and data stand on the page.</param>
    public static Plot Of(Panel panel, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles, PanelArea area)
    {
        EmbeddedFont.Register();
        var plot = new Plot();
        plot.FigureBackground.Color = Colors.Transparent;
        plot.RenderManager.ClearCanvasBeforeEachRender = false;
        plot.DataBackground.Color = Colors.White;
        Dress(plot, panel, axis, area);
        foreach (var other in panel.Others) AddAround(plot, other, axis);
        if (panel.Control is { } control) AddControl(plot, control.Top1);
        var curves = StrategyStyles.Ordered(panel.Curves.Select(c => c.Composition)).Select(s => panel.Curves.First(c => c.Composition == s)).ToList();
        // The strategies named last are drawn first, so that the first lie on top.
        for (var i = curves.Count - 1; i >= 0; i--)
            AddCurve(plot, curves[i], axis, styles[curves[i].Composition], (i - (curves.Count - 1) / 2.0) * Step(panel, axis));
        var starts = Starts(panel);
        AddPoints(plot, starts, [.. starts.Select(_ => 0.0)], StrategyStyles.Dense);
        return plot;
    }

    /// <summary>The controls that are shown: one for all, or those at which curves begin.</summary>
    public static IReadOnlyList<TradeoffPoint> Starts(Panel panel) =>
        [.. panel.Controls.Where(c => panel.Controls.Count == 1 || panel.Curves.Any(curve => curve.ControlPoint == c.ControlPoint)).Select(c => c.Point)];

    /// <summary>
    /// How far to the right of the one before each strategy's points are drawn, in octaves: where all stand at the same ratios,
    /// error bars would hide each other.
    /// </summary>
    public static double Step(Panel panel, CostAxis axis) =>
        axis.Shared && HasErrorBars(panel) ? Math.Min(0.04, 0.3 / panel.Curves.Count) : 0;

    /// <summary>Whether error bars of strategies may hide each other.</summary>
    public static bool HasErrorBars(Panel panel) =>
        panel.Curves.Count > 1 && panel.Curves.Any(c => c.Points.Any(p => p is { IsControl: false, Top1.Deviation: not null }));

    /// <summary>How far from its place a point is drawn at most, in octaves.</summary>
    public static double Shift(Panel panel, CostAxis axis) => (panel.Curves.Count - 1) / 2.0 * Step(panel, axis);

    private static void Dress(Plot plot, Panel panel, CostAxis axis, PanelArea area)
    {
        var points = panel.Curves.Concat(panel.Others).SelectMany(c => c.Points).Concat(Starts(panel)).ToList();
        var x = Scale.Log2([1, .. points.SelectMany(axis.Spanned)], area.DataWidth, panel.WithSiblings.Max(p => Shift(p, axis)));
        var y = Scale.Percent(points.Count == 0 ? [0, 100] : [.. points.SelectMany(p => new[] { 100 * p.Top1.Lower, 100 * p.Top1.Upper })], area.DataHeight);
        plot.Axes.SetLimits(x.Minimum, x.Maximum, y.Minimum, y.Maximum);
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. x.Ticks]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([.. y.Ticks]);
        foreach (var side in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            side.TickLabelStyle.FontName = EmbeddedFont.Family;
            side.TickLabelStyle.FontSize = TickSize;
            side.TickLabelStyle.ForeColor = StylePalette.Ink;
            side.FrameLineStyle.Width = Hairline;
            side.FrameLineStyle.Color = StylePalette.Ink;
            side.MajorTickStyle.Length = 2.5f;
            side.MajorTickStyle.Width = Hairline;
            side.MinorTickStyle.Length = 1.5f;
            side.MinorTickStyle.Width = Hairline;
        }
        plot.Axes.Top.IsVisible = plot.Axes.Right.IsVisible = false;
        plot.Grid.MajorLineColor = Color.FromHex("#E4E4E4");
        plot.Grid.MajorLineWidth = 0.4f;
        plot.Layout.Fixed(new PixelPadding(area.Left, PanelArea.Right, area.Bottom, PanelArea.Top));
    }

    private static void AddControl(Plot plot, Sample top1)
    {
        if (top1.Deviation is not null)
        {
            var band = plot.Add.VerticalSpan(100 * top1.Lower, 100 * top1.Upper, StylePalette.Ink.WithAlpha(0.1));
            band.LineStyle.Width = 0;
        }
        plot.Add.HorizontalLine(100 * top1.Mean, 0.7f, StylePalette.Ink);
    }

    // A thin line without markers, for comparison.
    private static void AddAround(Plot plot, TradeoffCurve curve, CostAxis axis)
    {
        foreach (var run in curve.Runs.Where(r => r.Count > 1))
        {
            var line = plot.Add.ScatterLine(run.Select(p => Math.Log2(axis.Of(p))).ToArray(), run.Select(p => 100 * p.Top1.Mean).ToArray(), StylePalette.Around);
            line.LineWidth = 0.5f;
        }
    }

    private static void AddCurve(Plot plot, TradeoffCurve curve, CostAxis axis, StrategyStyle style, double shift)
    {
        // The control is where every curve begins, so it stays in its place, and its one marker is drawn last.
        double X(TradeoffPoint p) => p.IsControl ? Math.Log2(axis.Of(p)) : Math.Log2(axis.Of(p)) + shift;
        foreach (var run in curve.Runs.Where(r => style.HasLine && r.Count > 1))
        {
            var line = plot.Add.ScatterLine(run.Select(X).ToArray(), run.Select(p => 100 * p.Top1.Mean).ToArray(), style.Colour);
            line.LineWidth = 0.9f;
            line.LinePattern = style.Line;
        }
        var own = curve.Points.Where(p => !p.IsControl).ToList();
        AddPoints(plot, own, [.. own.Select(X)], style);
    }

    // Error bars, then complete and incomplete means.
    private static void AddPoints(Plot plot, IReadOnlyList<TradeoffPoint> points, IReadOnlyList<double> xs, StrategyStyle style)
    {
        var placed = points.Zip(xs).ToList();
        if (placed.Where(p => p.First.Top1.Deviation is not null).ToList() is { Count: > 0 } spread)
        {
            var bars = plot.Add.ErrorBar(
                [.. spread.Select(p => p.Second)],
                [.. spread.Select(p => 100 * p.First.Top1.Mean)],
                [.. spread.Select(p => 100 * p.First.Top1.Deviation!.Value)]);
            bars.Color = style.Colour;
            bars.LineWidth = 0.6f;
            bars.CapSize = 1.6f;
        }
        foreach (var group in placed.GroupBy(p => p.First.Incomplete))
        {
            var markers = plot.Add.ScatterPoints(
                group.Select(p => p.Second).ToArray(), group.Select(p => 100 * p.First.Top1.Mean).ToArray(), style.Colour);
            markers.MarkerStyle = style.Marker.Style(style.Colour, MarkerSize, hollow: group.Key);
        }
    }
}
