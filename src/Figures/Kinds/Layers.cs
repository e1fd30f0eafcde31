using Bench.Analysis;
using Bench.Core;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Figures.Kinds;

/// <summary>Where strategies prune: the share of each layer that is kept at one ratio.</summary>
internal static class Layers
{
    private const float Tallest = 70;

    /// <summary>Of weights.</summary>
    public static FigureKind Weights { get; } = Of("layers", "Share of each layer's weights that strategies keep at a ratio.", "Weights kept (%)", ofChannels: false, "bench plot layers --compressions 16");

    /// <summary>Of whole channels.</summary>
    public static FigureKind Channels { get; } = Of("layer-channels", "Share of each layer's channels that strategies keep at a ratio.", "Channels kept (%)", ofChannels: true, "bench plot layer-channels --compressions 2");

    private static FigureKind Of(string name, string title, string label, bool ofChannels, string example) => new(name, title)
    {
        Question = "Which layers does a strategy spend its budget on, and which does it starve?",
        Needs = ofChannels ? "finished cells of strategies that remove channels" : "finished cells",
        Refuses = new Dictionary<string, string>
        {
            ["overlay"] = "published points stand beside curves over compression or speedup",
            ["x"] = "the layers stand there", ["y"] = "it shows what is kept", ["xlim"] = "the layers stand there", ["retrained"] = "retraining changes no mask", ["bands"] = "layers are no scale between which there is anything",
        },
        Example = example,
        Pages = data => Pages(data, name, new Measure(name, label, (_, _) => null), ofChannels),
    };

    private static IEnumerable<Page> Pages(FigureData data, string name, Measure measure, bool ofChannels)
    {
        var view = CurveView.Of(CostAxis.Compression, measure, ValueScale.Log, data.Choice with { X = null, Y = null }, data.Styles) with { Y = measure };
        var drawn = AtRatio.Of(data).Select(r => (Ratio: r, Panels: data.Panels
            .Select(p => (Panel: p, Profiles: LayerProfiles.Of(p, r, data.Details.Layers, ofChannels))).Where(p => p.Profiles.Profiles.Count > 0).ToList())).Where(d => d.Panels.Count > 0).ToList();
        if (drawn.Count == 0) throw new UserError($"nothing to draw: no cell of {(ofChannels ? "a strategy that removes channels" : "any strategy")} has that compression ratio and recorded layers");
        foreach (var (ratio, panels) in drawn)
        {
            var profiles = panels.ToDictionary(p => AtRatio.Only(p.Panel, p.Profiles.Profiles.Select(s => s.Curve), ratio), p => p.Profiles, ReferenceEqualityComparer.Instance as IEqualityComparer<Panel>);
            foreach (var page in PanelPages.Of(data, [.. profiles.Keys], AtRatio.Ending(name, ratio), $"{measure.Label.Split(" (")[0]} by layer at {AskedRatios.At(profiles.Keys.SelectMany(p => p.Curves), Numbers.Ratio(ratio))}", data.Styles,
                (panel, all) => new("", "Layer, in forward order", measure.Label, area => Draw(Of(panel), data.Choice.ShareY ? [.. all.Select(Whole)] : [Whole(panel)], view, area)),
                places => [.. Notes([.. places.Panels.Select(Of)], view, ratio), AtRatio.LeftOut(data.Panels, profiles.Keys, $"no cell there has the ratio {Numbers.Ratio(ratio)}")]))
                yield return page with { TicksBelow = Math.Min(Tallest, 6 + profiles.Values.SelectMany(p => p.Layers).Max(l => Lettering.Width(l.Name, PanelPlot.TickSize))) };

            LayerProfiles Whole(Panel panel) => profiles[panel.Whole ?? panel];

            LayerProfiles Of(Panel panel) => Whole(panel) is var all && panel.Whole is null ? all : all with { Profiles = [.. all.Profiles.Where(p => panel.Curves.Any(c => c.Composition == p.Curve.Composition))] };
        }
    }

    private static Plot Draw(LayerProfiles profiles, IReadOnlyList<LayerProfiles> beside, CurveView view, PanelArea area)
    {
        var count = profiles.Layers.Count;
        var every = Math.Max(1, (int)Math.Ceiling(count * (PanelPlot.TickSize + 1.5) / area.DataWidth));
        var x = new Scale(-0.6, count - 0.4, [.. profiles.Layers.Select((l, i) => i % every == 0 ? Tick.Major(i, Lettering.Fit(l.Name, Tallest - 6, PanelPlot.TickSize)) : Tick.Minor(i))]);
        var spanned = beside.SelectMany(p => p.Profiles).SelectMany(p => p.Densities).SelectMany(d => view.Around(d) is var (low, high) ? new[] { low, high, d.Mean } : [d.Mean])
            .Select(v => view.Y.Factor * v).Where(v => view.Scale != ValueScale.Log || v > 0).Append(100).ToList();
        var y = view.Scale.Of(spanned, view.Y, area.DataHeight, view.YLimits);
        var plot = PlotFrame.Of(x, y, area);
        plot.Grid.XAxisStyle.IsVisible = false;
        (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) = (-90, Alignment.MiddleRight);
        foreach (var (i, layer) in profiles.Layers.Index().Where(l => !l.Item.Prunable))
        {
            var band = plot.Add.HorizontalSpan(i - 0.5, i + 0.5, StylePalette.Ink.WithAlpha(0.08));
            band.LineStyle.Width = 0;
        }
        var ordered = view.Styles.Ordered(profiles.Profiles.Select(p => p.Curve.Composition)).Select(s => profiles.Profiles.First(p => p.Curve.Composition == s)).ToList();
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            var style = view.Styles[ordered[i].Curve.Composition];
            var shift = (i - (ordered.Count - 1) / 2.0) * Math.Min(0.06, 0.42 / ordered.Count);
            var (xs, ys) = (Enumerable.Range(0, count).Select(l => l + shift).ToArray(), ordered[i].Densities.Select(d => Place(d.Mean)).ToArray());
            var line = plot.Add.ScatterLine(xs, ys, style.Colour);
            (line.LineWidth, line.LinePattern) = (0.6f * style.LineWidth, style.Line);
            var spread = ordered[i].Densities.Index().Where(d => view.Spread != Spread.None && view.Around(d.Item) is not null).ToList();
            if (spread.Count > 0)
                ErrorBars.Add(plot, [.. spread.Select(d => xs[d.Index])], [.. spread.Select(d => ys[d.Index])],
                    [.. spread.Select(d => new Reach(ys[d.Index] - Place(view.Around(d.Item)!.Value.Low), Place(view.Around(d.Item)!.Value.High) - ys[d.Index]))], style.Colour, width: 0.5f, cap: 1.2f);
            plot.Add.ScatterPoints(xs, ys, style.Colour).MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize * (count > 30 ? 0.7f : 0.9f), hollow: false);
        }
        return plot;

        // A layer of which nothing is left has no place on a logarithmic axis: it stands on the edge.
        double Place(double share) => view.Place(share) is var place && double.IsFinite(place) ? place : y.Minimum;
    }

    private static IReadOnlyList<string> Notes(IReadOnlyList<LayerProfiles> shown, CurveView view, double ratio)
    {
        var seeds = shown.SelectMany(p => p.Profiles).SelectMany(p => p.Densities).Select(d => d.Count).Distinct().Order().ToList();
        var at = AskedRatios.At(shown.SelectMany(p => p.Profiles).Select(p => p.Curve), Numbers.Ratio(ratio));
        var dead = shown.Sum(p => p.Profiles.Sum(s => s.Densities.Count(d => d.Mean == 0)));
        return
        [
            $"{char.ToUpperInvariant(at[0])}{at[1..]}. {SpreadNotes.Of(seeds, view.Spread)}" + (view.Scale == ValueScale.Log ? " The upright axis is logarithmic." : "")
            + (dead > 0 && view.Scale == ValueScale.Log ? $" {dead} layer{(dead == 1 ? "" : "s")} of which nothing is left stand{(dead == 1 ? "s" : "")} on the lower edge." : "")
            + (shown.Any(p => p.Layers.Any(l => !l.Prunable)) ? " Grey: layers that are not pruned." : "")
            + " Lines only lead the eye from layer to layer.",
        ];
    }
}
