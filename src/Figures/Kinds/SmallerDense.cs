using System.Globalization;
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
        var panels = data.Panels.Where(p => WidthOf(p) is null).Select(p => Among(p, data.Panels)).OfType<Panel>().ToList();
        if (panels.Count == 0) throw new UserError($"nothing to draw: there is no smaller dense network; it needs {Kind.Needs}");
        var dense = panels.SelectMany(p => p.Curves).Select(c => c.Composition).Where(IsSmaller).Distinct();
        var styles = data.Styles.With(dense.Select((c, i) => (c, Style with { Marker = i == 0 ? Style.Marker : MarkerForm.Diamond })));
        return new CurvePages(data, "smaller-dense", axis => CurveView.Of(axis, Measure.Top1, ValueScale.Linear, data.Choice, styles), panels)
            .Against([data.Choice.X is null ? CostAxis.Parameters : CostAxis.Find(data.Choice.X)]);
    }

    // A panel with the controls of narrower models as a curve; null where it has no smaller network.
    private static Panel? Among(Panel panel, IReadOnlyList<Panel> all)
    {
        var points = all.Where(p => (p.Protocol, p.Dataset, p.Synthetic) == (panel.Protocol, panel.Dataset, panel.Synthetic) && p.Model.StartsWith($"{panel.Model}@", StringComparison.Ordinal))
            .Select(p => (Width: WidthOf(p)!.Value, Control: p.Control ?? (p.Controls is [var first, ..] ? first.Point : null))).Where(p => p.Control is not null)
            .DistinctBy(p => p.Width).OrderByDescending(p => p.Width).Select(p => p.Control! with { Compression = 1 / p.Width, IsControl = false }).ToList();
        if (points.Count == 0) return panel.Curves.Any(c => IsSmaller(c.Composition)) ? panel : null;
        if (panel.Control is { } whole) points.Insert(0, whole);
        var curve = new TradeoffCurve("narrower models", Composition.Parse("""{"criterion":"width","scope":"","structure":"channel","schedule":"one-shot","models":"true"}"""), points, [])
        {
            ControlPoint = panel.Controls is [var first, ..] ? first.ControlPoint : "", Control = panel.Control,
        };
        return panel with { Curves = [.. panel.Curves, curve] };
    }

    private static bool IsSmaller(Composition strategy) => strategy.Criterion == "width";

    private static double? WidthOf(Panel panel) => panel.Model.Split("@width=") is [_, var width] && double.TryParse(width, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var w) && w > 0 ? w : null;
}
