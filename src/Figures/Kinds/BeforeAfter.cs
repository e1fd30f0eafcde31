using Bench.Analysis;
using Bench.Core;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Figures.Kinds;

/// <summary>What retraining gives back: every operating point at its accuracy before and after, the line of equal accuracies between.</summary>
internal static class BeforeAfter
{
    public static FigureKind Kind { get; } = new("before-after", "Accuracy after retraining against accuracy before it.")
    {
        Question = "How much of an accuracy is the criterion's, and how much the retraining's?",
        Needs = "finished cells of strategies that retrain",
        Refuses = new Dictionary<string, string>
        {
            ["overlay"] = "published points stand beside curves over compression or speedup", ["x"] = "it stands for the accuracy before retraining", ["retrained"] = "it shows both", ["bands"] = "its points are no curve over a cost", ["y-scale"] = "both axes have one scale",
        },
        Example = "bench plot before-after --spread none",
        Pages = Pages,
    };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var choice = data.Choice;
        var measure = choice.Y is null ? Measure.Top1 : Measure.Find(choice.Y);
        if (measure.Before is not { } before) throw new UserError($"--y: '{measure.Name}' is not recorded before retraining (those are: {string.Join(", ", Measure.All.Where(m => m.Before is not null).Select(m => m.Name))})");
        var view = CurveView.Of(CostAxis.Compression, measure, ValueScale.Linear, choice with { X = null }, data.Styles);
        var panels = data.Panels.Select(p => p.Only((curve, x) => curve?.Composition.Retraining != "none" && Pair(curve, x) is not null)).OfType<Panel>().ToList();
        if (panels.Count == 0) throw new UserError("nothing to draw: no cell is retrained and has an accuracy before it");
        return PanelPages.Of(data, panels, "before-after", $"{measure.Label.Split(" (")[0]} after retraining against before it", view.Styles, (panel, _) => new("", Label("before"), Label("after"), area => Draw(panel, area)),
            places => [SeedNotes.Of(places, view, banded: false) ?? "", "Lines follow rising compression; on the thin line retraining changes nothing."], control: true);

        string Label(string when) => measure.Label.Replace(" (", $" {when} retraining (", StringComparison.Ordinal);

        (Sample Before, Sample After)? Pair(TradeoffCurve? curve, TradeoffPoint point) =>
            before.Over(point, point.IsControl ? point : curve?.Control) is { } x && measure.Over(point, point.IsControl ? point : curve?.Control) is { } y ? (x, y) : null;

        Plot Draw(Panel panel, PanelArea area)
        {
            var shown = choice.ShareX || choice.ShareY ? panels : [panel.Whole ?? panel];
            var pairs = shown.SelectMany(p => p.Curves).SelectMany(c => c.Points.Select(x => Pair(c, x)!.Value)).ToList();
            var x = ValueScale.Linear.Of([.. pairs.SelectMany(p => Ends(p.Before))], measure, area.DataWidth, choice.XLimits);
            var y = ValueScale.Linear.Of([.. pairs.SelectMany(p => Ends(p.After))], measure, area.DataHeight, choice.YLimits);
            var plot = PlotFrame.Of(x, y, area);
            var (low, high) = (Math.Max(x.Minimum, y.Minimum), Math.Min(x.Maximum, y.Maximum));
            if (low < high)
            {
                var equal = plot.Add.Line(low, low, high, high);
                (equal.LineColor, equal.LineWidth, equal.MarkerSize) = (StylePalette.Ink, 0.4f, 0);
            }
            foreach (var curve in view.Styles.Ordered(panel.Curves.Select(c => c.Composition)).Reverse().Select(s => panel.Curves.First(c => c.Composition == s)))
            {
                var style = view.Styles[curve.Composition];
                var all = curve.Points.Select(p => Pair(curve, p)!.Value).ToList();
                var own = curve.Points.Where(p => !p.IsControl).Select(p => Pair(curve, p)!.Value).ToList();
                var (xs, ys) = (own.Select(p => measure.Factor * p.Before.Mean).ToArray(), own.Select(p => measure.Factor * p.After.Mean).ToArray());
                var bars = own.Where(p => view.Around(p.Before) is not null && view.Around(p.After) is not null).ToList();
                if (bars.Count > 0)
                    ErrorBars.Add(plot, [.. bars.Select(p => measure.Factor * p.Before.Mean)], [.. bars.Select(p => measure.Factor * p.After.Mean)],
                        [.. bars.Select(p => Around(p.After))], style.Colour, width: 0.5f, cap: 1.2f, level: [.. bars.Select(p => Around(p.Before))]);
                if (style.HasLine)
                {
                    var line = plot.Add.ScatterLine(all.Select(p => measure.Factor * p.Before.Mean).ToArray(), all.Select(p => measure.Factor * p.After.Mean).ToArray(), style.Colour);
                    (line.LineWidth, line.LinePattern) = (style.LineWidth * 0.8f, style.Line);
                }
                plot.Add.ScatterPoints(xs, ys, style.Colour).MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize, hollow: false);
            }
            var starts = PanelPlot.Starts(panel).Select(p => Pair(null, p)).OfType<(Sample Before, Sample After)>().ToList();
            plot.Add.ScatterPoints(starts.Select(p => measure.Factor * p.Before.Mean).ToArray(), starts.Select(p => measure.Factor * p.After.Mean).ToArray(), StylePalette.Ink)
                .MarkerStyle = MarkerForm.Circle.Style(StylePalette.Ink, PanelPlot.MarkerSize, hollow: false);
            return plot;
        }

        Reach Around(Sample sample) => view.Around(sample) is var (low, high) ? new(measure.Factor * (sample.Mean - low), measure.Factor * (high - sample.Mean)) : default;

        IEnumerable<double> Ends(Sample sample) => view.Around(sample) is var (low, high) ? [measure.Factor * low, measure.Factor * high] : [measure.Factor * sample.Mean];
    }
}
