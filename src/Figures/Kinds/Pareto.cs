using Bench.Analysis;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures.Kinds;

/// <summary>The operating points that no other one beats in both accuracy and cost, over all strategies.</summary>
internal static class Pareto
{
    public static FigureKind Kind { get; } = new("pareto", "The Pareto front over all strategies, and who is on it.")
    {
        Question = "Which strategies are the best choice at some ratio, and which never?",
        Needs = "finished cells of several strategies",
        Refuses = new Dictionary<string, string> { ["overlay"] = "published points stand beside curves over compression or speedup", ["bands"] = "its points are no curves", ["retrained"] = "a front is of one kind of networks", ["spread"] = "a front is of means" },
        Example = "bench plot pareto --x speedup",
        Pages = Pages,
    };

    private static StrategyStyle Dominated { get; } = new(StylePalette.Around, LinePattern.Solid, MarkerForm.Circle) { HasLine = false, MarkerSize = 0.6f * PanelPlot.MarkerSize };

    private sealed record Spot(Composition? Strategy, double X, double Y);

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var view = CurveView.Of(CostAxis.Compression, Measure.Top1, ValueScale.Linear, data.Choice, data.Styles);
        var panels = data.Panels.Select(view.Of).OfType<Panel>().Where(p => p.Curves.Count > 0).ToList();
        if (panels.Count == 0) throw new UserError($"nothing to draw: no cell has both '{view.Y.Name}' and '{view.X.Name}'");
        // Ratios are the better the greater; costs the smaller.
        var sign = view.X.Written is null ? 1 : -1;
        return PanelPages.Of(data, panels, $"pareto-{view.X.Name}", $"Pareto front of {Lower(view.Y.Label.Split(" (")[0])} and {Lower(view.X.Label)}", view.Styles,
            (panel, all) => new("", view.X.Label, view.Y.Label, area => Draw(panel, all, area)),
            places => ["Line: the front of means over seeds; whatever lies below it is beaten in both by a point on it, which a deviation of the seeds may reverse.", CurveNotes.Nothing(places, view) ?? ""], control: true,
            legend: some => [.. view.Styles.Ordered(some.SelectMany(p => FrontOf(p)).Select(s => s.Strategy).OfType<Composition>().Distinct()).Select(s => new LegendEntry(Name(some, s), view.Styles[s] with { HasLine = false })),
                new("not on the front", Dominated), .. some.Any(p => FrontOf(p).Any(s => s.Strategy is null)) ? [new LegendEntry(Legend.Control, StrategyStyles.Dense with { HasLine = false })] : Array.Empty<LegendEntry>()],
            inParts: false); // a front is one over all of them

        static string Lower(string label) => char.ToLowerInvariant(label[0]) + label[1..];
        static string Name(IReadOnlyList<Panel> some, Composition strategy) => some.SelectMany(p => p.Curves).First(c => c.Composition == strategy).Strategy;

        IReadOnlyList<Spot> SpotsOf(Panel panel) => [.. panel.Curves.SelectMany(c => c.Points.Where(p => !p.IsControl).Select(p => new Spot(c.Composition, view.X.Of(p), view.Over(c, p)!.Mean)))
            .Concat(PanelPlot.Starts(panel).Select(p => new Spot(null, view.X.Of(p), view.Over(null, p)!.Mean)))];

        // From the cheapest to the best: each is better than all that cost less or as much.
        IReadOnlyList<Spot> FrontOf(Panel panel)
        {
            var front = new List<Spot>();
            foreach (var spot in SpotsOf(panel).OrderByDescending(s => sign * s.X).ThenByDescending(s => view.Y.LowerIsBetter ? -s.Y : s.Y))
                if (front.Count == 0 || (view.Y.LowerIsBetter ? spot.Y < front[^1].Y : spot.Y > front[^1].Y)) front.Add(spot);
            return front;
        }

        Plot Draw(Panel panel, IReadOnlyList<Panel> all, PanelArea area)
        {
            var (besideX, besideY) = (data.Choice.ShareX ? all : [panel], data.Choice.ShareY ? all : [panel]);
            var xs = besideX.SelectMany(SpotsOf).Select(s => s.X).ToList();
            var (x, axis) = view.X.Over(xs, area.DataWidth, limits: view.XLimits);
            var y = view.Scale.Of([.. besideY.SelectMany(SpotsOf).Select(s => view.Y.Factor * s.Y)], view.Y, area.DataHeight, view.YLimits);
            var plot = PlotFrame.Of(x, y, area);
            var (spots, front) = (SpotsOf(panel), FrontOf(panel));
            Mark(spots.Except(front), Dominated);
            var line = plot.Add.ScatterLine(front.Select(s => axis.Place(s.X)).ToArray(), front.Select(s => Place(s, y)).ToArray(), StylePalette.Ink);
            line.LineWidth = 0.7f;
            foreach (var same in front.GroupBy(s => s.Strategy)) Mark(same, same.Key is { } strategy ? view.Styles[strategy] : StrategyStyles.Dense);
            return plot;

            void Mark(IEnumerable<Spot> some, StrategyStyle style) => plot.Add.ScatterPoints(some.Select(s => axis.Place(s.X)).ToArray(), some.Select(s => Place(s, y)).ToArray(), style.Colour)
                .MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize, hollow: false);
        }

        double Place(Spot spot, Scale y) => view.Place(spot.Y) is var place && double.IsFinite(place) ? place : y.Minimum;
    }
}
