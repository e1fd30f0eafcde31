using System.Globalization;
using System.Text.Json.Nodes;
using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures.Kinds;

/// <summary>
/// Pruned networks among dense ones that were made smaller by their width: the comparison that Blalock et al. (2020, section 3.3) ask for, since a better architecture
/// may be the better choice. Smaller ones are the cells of strategies that draw a narrower network, and the controls of models with a width.
/// </summary>
internal static class SmallerDense
{
    public static FigureKind Kind { get; } = new("smaller-dense", "Pruned networks among smaller dense ones, against parameters or another cost.")
    {
        Question = "Is pruning better than having trained a smaller network?",
        Needs = "a strategy such as narrow-dense, or models with a width (resnet20@width=0.5) in the sweep",
        Refuses = new Dictionary<string, string>
        {
            ["overlay"] = "published points stand beside curves over compression or speedup", ["facet"] = "smaller networks are models of their own, which it puts into the panel of the whole one",
            ["retrained"] = "smaller networks are trained, and not retrained",
        },
        Example = "bench plot smaller-dense --x macs",
        Pages = Pages,
    };

    private static readonly StrategyStyle Style = StrategyStyles.Dense with { Marker = MarkerForm.Square, LineWidth = 1.4f };

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var panels = data.Panels.Where(p => WidthOf(p, data.Choice) is null).Select(p => Among(p, data)).OfType<Panel>().ToList();
        if (panels.Count == 0) throw new UserError($"nothing to draw: there is no smaller dense network; it needs {Kind.Needs}");
        var dense = panels.SelectMany(p => p.Curves).Select(c => c.Composition).Where(IsSmaller).Distinct();
        var styles = data.Styles.With(dense.Select((c, i) => (c, Style with { Marker = i == 0 ? Style.Marker : MarkerForm.Diamond })));
        return new CurvePages(data, "smaller-dense", axis => CurveView.Of(axis, Measure.Top1, ValueScale.Linear, data.Choice, styles), panels)
            .Against([data.Choice.X is null ? CostAxis.Parameters : CostAxis.Find(data.Choice.X)]);
    }

    // A panel with the controls of narrower models as a curve; null where it has no smaller network. Those that were trained or measured otherwise are no part of it.
    private static Panel? Among(Panel panel, FigureData data)
    {
        var settings = SettingsOf(panel);
        var points = data.Panels.Where(p => (p.Protocol, p.Dataset, p.Synthetic, p.Imported) == (panel.Protocol, panel.Dataset, panel.Synthetic, panel.Imported) && IsNarrower(p, panel, data.Choice))
            .SelectMany(p => p.Controls.Select(c => (Width: WidthOf(p, data.Choice)!.Value, Control: c.Point))).Where(p => settings.Contains(SettingOf(p.Control)))
            .OrderBy(p => settings.IndexOf(SettingOf(p.Control))).DistinctBy(p => p.Width).OrderByDescending(p => p.Width).Select(p => p.Control with { Compression = 1 / p.Width, IsControl = false }).ToList();
        if (points.Count == 0) return panel.Curves.Any(c => IsSmaller(c.Composition)) ? panel : null;
        if (panel.Control is { } whole) points.Insert(0, whole);
        var curve = new TradeoffCurve("narrower models", Composition.Parse("""{"criterion":"width","scope":"","structure":"channel","schedule":"one-shot","models":"true"}"""), points, [])
        {
            ControlPoint = panel.Controls is [var first, ..] ? first.ControlPoint : "", Control = panel.Control,
        };
        return panel with { Curves = [.. panel.Curves, curve] };
    }

    private static bool IsSmaller(Composition strategy) => strategy.Criterion == "width";

    private static bool IsNarrower(Panel panel, Panel whole, FigureChoice choice) => WidthOf(panel, choice) is not null
        && NamesOf(panel, choice).Any(name => NamesOf(whole, choice).Any(of => name.StartsWith($"{of}@", StringComparison.Ordinal)));

    private static double? WidthOf(Panel panel, FigureChoice choice) => NamesOf(panel, choice).Select(name => WidthOf(name)).FirstOrDefault(w => w is not null);

    private static double? WidthOf(string model) => model.Split("@width=") is [_, var width] && double.TryParse(width, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var w) && w > 0 ? w : null;

    // As it is called, and what the user calls so.
    private static IEnumerable<string> NamesOf(Panel panel, FigureChoice choice) => choice.Labels.Where(l => l.Value == panel.Model).Select(l => l.Key).Prepend(panel.Model);

    // Those of its controls, else of its strategies.
    private static List<string> SettingsOf(Panel panel) =>
        [.. (panel.Controls.Count > 0 ? panel.Controls.Select(c => c.Point) : panel.Curves.SelectMany(c => c.Points)).Select(SettingOf).Distinct()];

    // Imported weights of one model are none of another.
    private static string SettingOf(TradeoffPoint point)
    {
        var setting = JsonNode.Parse(point.Cells[0].Setting)!.AsObject();
        setting.Remove("start");
        return setting.ToJsonString();
    }
}
