using Bench.Analysis;
using Bench.Figures;
using Bench.Results;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

public sealed class PanelPlotTests
{
    private static readonly PanelArea Area = new() { X = 0, Y = 0, DataWidth = 190, DataHeight = 138, LabelLeft = true, LabelBottom = true };

    private static readonly ResultRow[] Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"])];

    private static Panel PanelOf(IEnumerable<ResultRow> rows, params MissingRow[] missing) => Assert.Single(TradeoffCurves.Of([.. rows], missing));

    private static Plot PlotOf(Panel panel, CostAxis axis) =>
        PanelPlot.Of(panel, Drawing.View(axis, panel), Area);

    private static List<Scatter> Lines(Plot plot) => [.. plot.PlottableList.OfType<Scatter>().Where(s => s.LineWidth > 0 && s.MarkerStyle.CustomRenderer is null)];

    private static List<Scatter> Markers(Plot plot) => [.. plot.PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is not null)];

    [Fact]
    public void Shows_speedups_in_octaves_and_mean_accuracies_in_percent()
    {
        var panel = PanelOf(Rows);
        var magnitude = panel.Curves[0];
        var line = Lines(PlotOf(panel, CostAxis.Speedup))[^1];

        var points = line.Data.GetScatterPoints();
        Assert.Equal(6, points.Count);
        Assert.Equal(magnitude.Points.Select(p => Math.Log2(p.Speedup)), points.Select(p => p.X));
        Assert.Equal(magnitude.Points.Select(p => 100 * p.Top1.Mean), points.Select(p => p.Y));
        Assert.Equal((0, 100 * Rows.Where(r => r.IsControl).Average(r => r.Top1)), (points[0].X, points[0].Y));
    }

    [Fact]
    public void Sets_strategies_side_by_side_only_where_they_share_ratios_and_have_error_bars()
    {
        var panel = PanelOf(Rows);
        var points = Lines(PlotOf(panel, CostAxis.Compression))[^1].Data.GetScatterPoints();

        Assert.Equal(0, points[0].X);
        Assert.Equal([1 - 0.02, 2 - 0.02, 3 - 0.02, 4 - 0.02, 5 - 0.02], points.Skip(1).Select(p => Math.Round(p.X, 9)));
        Assert.Equal(0, PanelPlot.Step(panel, Drawing.View(CostAxis.Speedup, panel)));
        Assert.Equal(0, PanelPlot.Step(PanelOf(Rows.Where(r => r.Seed == 1)), Drawing.View(CostAxis.Compression, panel)));
        var ofMacs = PanelOf(Rows.Select(r => r.IsControl ? r : r with { Composition = r.Composition.Replace("{", "{\"structure-options\":\"target=macs\",", StringComparison.Ordinal) }));
        Assert.Equal(0, PanelPlot.Step(ofMacs, Drawing.View(CostAxis.Compression, ofMacs))); // whose parameters differ, and so do their places
    }

    [Fact]
    public void Keeps_every_point_at_its_exact_speedup()
    {
        var panel = PanelOf(Rows);
        var drawn = Markers(PlotOf(panel, CostAxis.Speedup)).SelectMany(m => m.Data.GetScatterPoints()).Select(p => p.X).Order();

        Assert.Equal(panel.Curves.SelectMany(c => c.Points.Skip(1)).Append(panel.Control!).Select(p => Math.Log2(p.Speedup)).Order(), drawn);
    }

    [Fact]
    public void Breaks_the_line_where_a_point_is_missing()
    {
        var gone = Rows.Where(r => r is { Strategy: "random", Compression: 8 }).ToList();
        var plot = PlotOf(PanelOf(Rows.Except(gone), [.. gone.Select(r => MadeUp.Missing(r, "failed"))]), CostAxis.Speedup);

        Assert.Equal([2, 3, 6], Lines(plot).Select(l => l.Data.GetScatterPoints().Count).Order());
        Assert.DoesNotContain(Lines(plot).Select(l => l.Data.GetScatterPoints()), run => run.Count < 6 && run[0].X < Math.Log2(gone[0].TheoreticalSpeedup) && run[^1].X > Math.Log2(gone[0].TheoreticalSpeedup));
    }

    [Fact]
    public void Has_error_bars_of_one_sample_deviation_and_none_for_one_seed()
    {
        var panel = PanelOf(Rows);
        var bars = PlotOf(panel, CostAxis.Speedup).PlottableList.OfType<ErrorBar>().ToList();

        // Those of two strategies and of the control, the first strategy's after the second's.
        Assert.Equal(3, bars.Count);
        Assert.Equal(panel.Curves[0].Points.Skip(1).Select(p => 100 * p.Top1.Deviation!.Value), bars[1].YErrorPositive!);
        Assert.Empty(PlotOf(PanelOf(Rows.Where(r => r.Seed == 1)), CostAxis.Speedup).PlottableList.OfType<ErrorBar>());
    }

    [Fact]
    public void Draws_a_mean_over_fewer_seeds_than_planned_hollow()
    {
        var gone = Rows.First(r => r is { Strategy: "random", Compression: 8, Seed: 2 });
        var markers = Markers(PlotOf(PanelOf(Rows.Except([gone]), MadeUp.Missing(gone, "failed")), CostAxis.Speedup));

        var hollow = Assert.Single(markers, m => m.MarkerStyle.FillColor == Colors.White);
        Assert.Equal(StylePalette.Criteria["random"], hollow.MarkerStyle.OutlineColor);
        Assert.Equal(Math.Log2(gone.TheoreticalSpeedup), Assert.Single(hollow.Data.GetScatterPoints()).X, 9);
        Assert.DoesNotContain(Markers(PlotOf(PanelOf(Rows), CostAxis.Speedup)), m => m.MarkerStyle.FillColor == Colors.White);
    }

    [Fact]
    public void Draws_the_control_as_a_line_with_a_band_of_one_deviation()
    {
        var panel = PanelOf(Rows);
        var plot = PlotOf(panel, CostAxis.Compression);

        Assert.Equal(100 * panel.Control!.Top1.Mean, Assert.Single(plot.PlottableList.OfType<HorizontalLine>()).Y);
        var band = Assert.Single(plot.PlottableList.OfType<VerticalSpan>());
        Assert.Equal((100 * panel.Control.Top1.Lower, 100 * panel.Control.Top1.Upper), (band.Y1, band.Y2));
    }

    [Fact]
    public void Begins_each_curve_at_its_own_control_and_draws_no_line_for_all_where_there_are_several()
    {
        var rewound = MadeUp.Rows("mnist", "lenet5", dense: 0.8, strategies: ["lottery"]).Select(r => MadeUp.Course(r, "\"retraining\":\"weight-rewind\"", "own"));
        var panel = PanelOf([.. Rows, .. rewound]);
        var plot = PlotOf(panel, CostAxis.Compression);

        Assert.Empty(plot.PlottableList.OfType<HorizontalLine>());
        Assert.Empty(plot.PlottableList.OfType<VerticalSpan>());
        var starts = Markers(plot)[^1];
        Assert.Equal(StylePalette.Ink, starts.MarkerStyle.FillColor);
        Assert.Equal(panel.Controls.Select(c => (0.0, 100 * c.Point.Top1.Mean)), starts.Data.GetScatterPoints().Select(p => (p.X, p.Y)));
        var lottery = panel.Curves.Single(c => c.Strategy == "lottery");
        Assert.Equal(panel.Controls.Single(c => c.ControlPoint == "own").Point, lottery.Points[0]);
        Assert.Contains(Lines(plot), l => l.Data.GetScatterPoints()[0].Y == 100 * lottery.Points[0].Top1.Mean);
    }

    [Fact]
    public void Draws_the_one_ratio_of_a_fixed_pattern_as_a_marker_alone()
    {
        var fixedRatio = MadeUp.Rows("mnist", "lenet5", strategies: ["nm-2-4"], ratios: [1.95]).Where(r => !r.IsControl)
            .Select(r => r with { Composition = r.Composition.Replace("weight", "n-m", StringComparison.Ordinal) });
        var plot = PlotOf(PanelOf([.. Rows, .. fixedRatio]), CostAxis.Speedup);

        Assert.Equal(2, Lines(plot).Count);
        Assert.Contains(Markers(plot), m => m.Data.GetScatterPoints() is [var only] && Math.Abs(only.X - Math.Log2(fixedRatio.Average(r => r.TheoreticalSpeedup))) < 1e-9);
    }

    [Fact]
    public void Shows_every_point_and_error_bar_whole()
    {
        var panel = PanelOf(Rows);
        var limits = PlotOf(panel, CostAxis.Compression).Axes.GetLimits();

        Assert.All(panel.Curves.SelectMany(c => c.Points), p => Assert.InRange(100 * p.Top1.Lower, limits.Bottom, limits.Top));
        Assert.All(panel.Curves.SelectMany(c => c.Points), p => Assert.InRange(100 * p.Top1.Upper, limits.Bottom, limits.Top));
        Assert.InRange(5.02, limits.Left, limits.Right);
    }

    [Fact]
    public void Shows_points_whole_that_stand_beside_the_least_and_greatest_ratio()
    {
        var panel = PanelOf(MadeUp.Rows("mnist", "lenet5", ratios: [1.5]));
        var limits = PlotOf(panel, CostAxis.Compression).Axes.GetLimits();
        var radius = PanelPlot.MarkerSize / 2 / Area.DataWidth * limits.HorizontalSpan;

        Assert.True(Math.Log2(1.5) + PanelPlot.Shift(panel, Drawing.View(CostAxis.Compression, panel)) + radius <= limits.Right);
    }
}
