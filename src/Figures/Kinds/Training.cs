using Bench.Analysis;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures.Kinds;

/// <summary>How networks were trained: validation accuracy and loss by epoch, before and after they were pruned to one ratio.</summary>
internal static class Training
{
    private const int MostRows = 3;

    private static readonly Measure Accuracy = new("top1", "Validation top-1 accuracy (%)", (_, _) => null), Loss = new("loss", "Validation loss", (_, _) => null) { Factor = 1, LowerIsBetter = true };

    public static FigureKind Kind { get; } = new("training", "Validation accuracy and loss by epoch of pretraining and retraining, at a ratio.")
    {
        Question = "Is every network trained to its end, and as long as the others?",
        Needs = "finished cells; their epochs are always recorded",
        Refuses = new Dictionary<string, string> { ["overlay"] = "published points stand beside curves over compression or speedup",
            ["x"] = "epochs stand there", ["retrained"] = "it shows the retraining itself", ["share"] = "accuracy and loss have axes of their own, and so has every training", ["bands"] = "give the spread with --spread" },
        Example = "bench plot training --compressions 16 --strategies global-magnitude,random",
        Pages = Pages,
    };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        Measure[] measures = data.Choice.Y switch
        {
            null => [Accuracy, Loss],
            "top1" => [Accuracy],
            "loss" => [Loss],
            var other => throw new UserError($"--y: '{other}' is not recorded by epoch (those are: top1, loss)"),
        };
        var view = CurveView.Of(CostAxis.Compression, Measure.Top1, ValueScale.Linear, data.Choice with { X = null, Y = null, XLimits = null }, data.Styles);
        if (data.Choice.Spread is null) view = view with { Spread = Spread.None };
        var any = false;
        foreach (var ratio in AtRatio.Of(data))
        {
            var drawn = data.Panels.Select(p => (Panel: p, Curves: TrainingCurves.Of(p, ratio, data.Details.Epochs, data.Details.Pretrainings)))
                .Where(p => p.Curves.Strategies.Any(s => s.Curve is not null && s.Epochs.Count > 1)).Select(p => (Panel: AtRatio.Only(p.Panel, p.Curves.Strategies.Select(s => s.Curve).OfType<TradeoffCurve>(), ratio), p.Curves)).ToList();
            if (drawn.Count == 0) continue;
            any = true;
            var names = new FileNames();
            foreach (var one in drawn)
                foreach (var page in PanelParts.Of(one.Panel, data.Styles).Chunk(MostRows)) yield return Page(names.Of([one.Panel.Dataset, one.Panel.Model, one.Panel.Imported ? "imported" : "", one.Panel.Protocol == "bench" ? "" : one.Panel.Protocol, one.Panel.Variant, one.Panel.Facet, AtRatio.Ending("training", ratio)]), page, one.Panel);
            foreach (var same in PanelParts.Of([.. drawn.Select(d => d.Panel)], data.Styles).Where(s => s.Count > 1))
                foreach (var page in same.Chunk(MostRows)) yield return Page(names.Of(["grid", .. PanelParts.NameOf(page[0]), AtRatio.Ending("training", ratio)]), page);

            Page Page(string name, IReadOnlyList<Panel> panels, Panel? whole = null)
            {
                var some = panels.Select(p => (Panel: p, Curves: Of(p, drawn.First(d => ReferenceEquals(d.Panel, p.Whole ?? p)).Curves))).ToList();
                var places = new Places(panels);
                var spoken = panels.All(p => p.Whole is null) || whole is null ? places : new Places([whole], panels);
                var before = some.Any(s => s.Curves.Pretraining.Count > 0) ? [new LegendSection("", [new LegendEntry("pretraining", Pretraining)])] : Array.Empty<LegendSection>();
                var wide = data.Choice.Columns ?? measures.Length;
                return new()
                {
                    Name = name,
                    Subject = $"{string.Join(" and ", measures.Select(m => char.ToLowerInvariant(m.Label[0]) + m.Label.Split(" (")[0][1..]))} by epoch at {AskedRatios.At(panels.SelectMany(p => p.Curves), Numbers.Ratio(ratio))}",
                    Views = [.. some.SelectMany(s => measures.Select(m => new View(m == measures[0] ? places.Title(s.Panel) : "", "Epoch", m.Label, area => Draw(s.Panel, s.Curves, m, view, data.Choice, area)) { Letter = m == measures[0] ? places.Letter(s.Panel) : "" }))],
                    Legend = [.. Legend.Of(spoken != places ? [.. places.Panels.Select(p => (places.Letter(p), (IReadOnlyList<Panel>)[p]))] : [("", places.Panels)], data.Styles), .. before],
                    Notes = [.. new[] { Said(some, ratio, view, measures.Contains(Loss) && data.Choice.YScale is null), AtRatio.LeftOut(data.Panels, drawn.Select(d => d.Panel), $"nothing there is trained at {Numbers.Ratio(ratio)}") }.Where(n => n != ""), .. BudgetNotes.Of(spoken) is { } budgets ? new[] { budgets } : [], .. Notes.OfCells(spoken)],
                    PanelColumns = wide == 1 ? 1 : measures.Length,
                    Columns = wide,
                    DataHeight = 118,
                };
            }
        }

        static TrainingCurves Of(Panel part, TrainingCurves all) => part.Whole is null ? all
            : all with { Strategies = [.. all.Strategies.Where(s => s.Curve is null ? part.Controls.Any(c => c.Name == s.Name) : part.Curves.Any(c => c.Composition == s.Composition))] };

        if (!any) throw new UserError("nothing to draw: no cell of that compression ratio has been trained after its cut");
    }

    private static StrategyStyle Pretraining { get; } = new(StylePalette.Ink, LinePattern.Solid, MarkerForm.Circle) { HasMarker = false, LineWidth = 0.7f };

    private static Plot Draw(Panel panel, TrainingCurves curves, Measure measure, CurveView view, FigureChoice choice, PanelArea area)
    {
        // A loss falls by orders of magnitude.
        view = view with { Y = measure, Scale = measure == Loss && choice.YScale is null ? ValueScale.Log : view.Scale, YLimits = choice.Y is null && measure == Loss ? null : view.YLimits };
        var all = curves.Pretraining.Concat(curves.Strategies.SelectMany(s => s.Epochs)).ToList();
        var values = all.Select(Of).OfType<Sample>().SelectMany(s => view.Around(s) is var (low, high) && view.Spread != Spread.None ? new[] { low, high } : [s.Mean]).Select(v => measure.Factor * v)
            .Where(v => view.Scale != ValueScale.Log || v > 0).DefaultIfEmpty(1).ToList();
        var x = Scale.Linear([0, all.Max(e => e.Epoch)], area.DataWidth, choice.XLimits, upright: false);
        var y = view.Scale.Of(values, measure, area.DataHeight, view.YLimits);
        var plot = PlotFrame.Of(x, y, area);
        if (curves.Pretraining.Count > 0)
        {
            var cut = plot.Add.VerticalLine(curves.Pretraining[^1].Epoch, 0.6f, Color.FromHex("#9A9A9A"));
            cut.LinePattern = new([2, 2], 0, "cut");
            Add(curves.Pretraining, Pretraining);
        }
        var order = view.Styles.Ordered(curves.Strategies.Where(s => s.Curve is not null).Select(s => s.Composition)).ToList();
        foreach (var control in curves.Strategies.Where(s => s.Curve is null)) Add(control.Epochs, StrategyStyles.Dense);
        foreach (var strategy in order.AsEnumerable().Reverse().Select(s => curves.Strategies.First(c => c.Composition == s))) Add(strategy.Epochs, view.Styles[strategy.Composition]);
        return plot;

        Sample? Of(TrainedEpoch epoch) => measure == Loss ? epoch.Loss : epoch.Top1;

        double Place(double value) => view.Place(value) is var place && double.IsFinite(place) ? place : y.Minimum;

        // Broken where a loss was not a number.
        void Add(IReadOnlyList<TrainedEpoch> epochs, StrategyStyle style)
        {
            foreach (var run in epochs.Index().GroupBy(e => epochs.Take(e.Index).Count(b => Of(b) is null)).Select(g => g.Select(e => e.Item).Where(e => Of(e) is not null).ToList()).Where(r => r.Count > 0))
            {
                var (xs, ys) = (run.Select(e => e.Epoch).ToArray(), run.Select(e => Place(Of(e)!.Mean)).ToArray());
                if (view.Spread != Spread.None && run.TrueForAll(e => view.Around(Of(e)!) is not null))
                {
                    var band = plot.Add.FillY(xs, [.. run.Select(e => Place(view.Around(Of(e)!)!.Value.Low))], [.. run.Select(e => Place(view.Around(Of(e)!)!.Value.High))]);
                    (band.FillColor, band.LineWidth, band.MarkerSize) = (style.Colour.WithAlpha(0.15), 0, 0);
                }
                var line = plot.Add.ScatterLine(xs, ys, style.Colour);
                (line.LineWidth, line.LinePattern) = (style.LineWidth, style.Line);
                if (style.HasMarker && epochs.Count <= 40) plot.Add.ScatterPoints(xs, ys, style.Colour).MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize * 0.75f, hollow: false);
            }
        }
    }

    private static string Said(IReadOnlyList<(Panel Panel, TrainingCurves Curves)> drawn, double ratio, CurveView view, bool logarithmic)
    {
        var seeds = drawn.SelectMany(d => d.Curves.Strategies).SelectMany(s => s.Epochs).Select(e => (e.Top1 ?? e.Loss)?.Count ?? 0).Where(n => n > 0);
        return $"Networks of {AskedRatios.At(drawn.SelectMany(d => d.Panel.Curves), Numbers.Ratio(ratio))} and the dense control, on the validation set, which selects the epoch. {SpreadNotes.Of(seeds, view.Spread)}{(logarithmic ? " The loss has a logarithmic axis." : "")}"
            + (drawn.Any(d => d.Curves.Pretraining.Count > 0) ? " Dashed line: the end of the pretraining. What goes on from there begins at it with the network as it was pruned (of its epochs, the best on validation was pruned, not the last)." : "")
            + (drawn.Any(d => d.Curves.Strategies.Any(s => !TrainingCurves.GoesOn(s.Composition))) ? " What begins elsewhere, or with new weights, is counted from 0." : "")
            + (drawn.Any(d => d.Curves.Strategies.Any(s => s.Composition is { Schedule: "iterative", Untrained: false })) ? " Of strategies in rounds: the training after the last cut." : "");
    }
}
