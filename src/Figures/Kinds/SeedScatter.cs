using Bench.Analysis;
using Bench.Core;
using ScottPlot;

namespace Bench.Figures.Kinds;

/// <summary>Results of equal seeds against each other: whether a difference is there in every seed, or in the mean of some.</summary>
internal static class SeedScatter
{
    private static readonly MarkerForm[] Markers = [MarkerForm.Circle, MarkerForm.Square, MarkerForm.TriangleUp, MarkerForm.Diamond, MarkerForm.TriangleDown, MarkerForm.Pentagon, MarkerForm.Star];

    public static FigureKind Kind { get; } = new("seeds", "Paired seeds: strategies against one of them, or one against its control.")
    {
        Question = "Does a strategy win in every seed, or only on average?",
        Needs = "finished cells of the same seeds, controls, budgets and kind of ratio: of two strategies named with --strategies the first is drawn against the second, of more the others against the first, of one each cell against its control",
        Refuses = new Dictionary<string, string>
        {
            ["overlay"] = "published points stand beside curves over compression or speedup",
            ["x"] = "the other strategy, or the control, stands there", ["retrained"] = "pairs are of the same stage", ["bands"] = "its points are single cells", ["spread"] = "every seed is a point", ["facet"] = "pairs are within a data set and model",
        },
        Example = "bench plot seeds --strategies global-magnitude,layer-magnitude",
        Pages = Pages,
    };

    // Two cells of one seed, as shares or losses.
    private sealed record Pair(Composition Strategy, double Compression, double X, double Y);

    private static IEnumerable<Page> Pages(FigureData data)
    {
        var measure = data.Choice.Y is null ? Measure.Top1 : Measure.Find(data.Choice.Y);
        if (measure.IsDifference) throw new UserError($"--y: '{measure.Name}' is a difference already (others: {string.Join(", ", Measure.All.Where(m => !m.IsDifference).Select(m => m.Name))})");
        var named = data.Styles.Ordered(data.Panels.SelectMany(p => p.Curves).Select(c => c.Composition)).ToList();
        if (named.Count == 0) throw new UserError($"nothing to draw: no two cells of one seed, ratio and training have '{measure.Name}'");
        var (alone, two) = (named.Count == 1, data.Choice.Strategies.Count > 0 && named.Count == 2);
        // Of those that are not named the first that has pairs.
        var reference = two ? named[1] : data.Choice.Strategies.Count > 0 ? named[0]
            : named.FirstOrDefault(n => data.Panels.Any(p => named.Any(s => s != n && Between(p, s, n, measure).Any()))) ?? named[0];
        var pairs = data.Panels.ToDictionary(p => p, p => (IReadOnlyList<Pair>)[.. alone ? AgainstControls(p, measure) : two ? Between(p, named[0], reference, measure) : named.Where(s => s != reference).SelectMany(s => Between(p, s, reference, measure))],
            ReferenceEqualityComparer.Instance as IEqualityComparer<Panel>);
        var panels = data.Panels.Where(p => pairs[p].Count > 0).ToList();
        if (panels.Count == 0) throw new UserError($"nothing to draw: no two cells of one seed, ratio and training have '{measure.Name}'{(alone || NoPairs(data.Panels, reference) is not { Length: > 0 } no ? "" : $" ({char.ToLowerInvariant(no[0])}{no[1..^1]})")}");
        var scale = data.Choice.YScale is { } chosen ? ValueScale.Find(chosen) : ValueScale.Linear;
        var ratios = pairs.Values.SelectMany(p => p).Select(p => p.Compression).Distinct().Order().ToList();
        var (first, second) = (two || alone ? NameOf(named[0]) : "the others", alone ? "dense control" : NameOf(reference));
        var what = measure.Label.Split(" (")[0];
        var unit = measure.Label.Contains(" (", StringComparison.Ordinal) ? $" ({measure.Label.Split(" (")[1]}" : "";
        return PanelPages.Of(data, panels, two ? $"seeds-{first}-{second}" : alone ? $"seeds-{first}" : "seeds", $"{what} of {first} against {(alone ? "the " : "")}{second}, seed by seed", data.Styles,
            (panel, all) => new("", $"{what}{unit}, {second}", two || alone ? $"{what}{unit}, {first}" : measure.Label,
                area => Draw(Of(panel), data.Choice.ShareX || data.Choice.ShareY ? [.. all.SelectMany(Whole)] : Whole(panel), area)),
            places => [Said([.. places.Panels.SelectMany(Of)], two || alone ? first : "the other strategy", alone ? "the control" : second, measure, scale), alone ? "" : NoPairs(places.Panels.Select(p => p.Whole ?? p).Distinct(), reference), AtRatio.LeftOut(data.Panels, panels, $"{second} has no cell of the same seeds there")],
            legend: some => two || alone ? [.. ratios.Select((r, i) => new LegendEntry(Numbers.Ratio(r), StyleOf(i)))] : [.. named.Where(s => s != reference && some.Any(p => Of(p).Any(pair => pair.Strategy == s))).Select(s => new LegendEntry(NameOf(s), data.Styles[s] with { HasLine = false }))],
            inParts: !two && !alone);

        IReadOnlyList<Pair> Whole(Panel panel) => pairs[panel.Whole ?? panel];

        IReadOnlyList<Pair> Of(Panel panel) => panel.Whole is null ? Whole(panel) : [.. Whole(panel).Where(pair => panel.Curves.Any(c => c.Composition == pair.Strategy))];

        string NameOf(Composition strategy) => data.Panels.SelectMany(p => p.Curves).First(c => c.Composition == strategy).Strategy;

        // A ratio has a marker, and a shade of the strategy's colour that is darker the higher it is.
        StrategyStyle StyleOf(int ratio) => new(Shade(data.Styles[named[0]].Colour, ratios.Count == 1 ? 1 : 0.35 + 0.65 * ratio / (ratios.Count - 1)), LinePattern.Solid, Markers[ratio % Markers.Length]) { HasLine = false };

        // Both axes have one range, so that the line is the diagonal; the control's few values have one of their own.
        Plot Draw(IReadOnlyList<Pair> own, IReadOnlyList<Pair> beside, PanelArea area)
        {
            var values = beside.SelectMany(p => new[] { measure.Factor * p.X, measure.Factor * p.Y }).ToList();
            var x = Axis(alone ? [.. beside.Select(p => measure.Factor * p.X)] : values, area.DataWidth, data.Choice.XLimits, upright: false);
            var y = Axis(values, area.DataHeight, data.Choice.YLimits, upright: true);
            var plot = PlotFrame.Of(x, y, area);
            var (low, high) = (Math.Max(x.Minimum, y.Minimum), Math.Min(x.Maximum, y.Maximum));
            if (low < high) plot.Add.ScatterLine((double[])[low, high], [low, high], StylePalette.Ink).LineWidth = 0.5f;
            foreach (var group in own.GroupBy(p => (p.Strategy, Ratio: two || alone ? ratios.IndexOf(p.Compression) : 0)).OrderBy(g => g.Key.Ratio))
            {
                var style = two || alone ? StyleOf(group.Key.Ratio) : data.Styles[group.Key.Strategy];
                plot.Add.ScatterPoints(group.Select(p => Place(p.X, x.Minimum)).ToArray(), group.Select(p => Place(p.Y, y.Minimum)).ToArray(), style.Colour).MarkerStyle = style.Marker.Style(style.Colour, style.MarkerSize * 0.85f, hollow: false);
            }
            return plot;
        }

        // What has no place on a logarithmic axis stands on its edge.
        double Place(double value, double edge) => scale.To(measure.Factor * value) is var place && double.IsFinite(place) ? place : edge;

        Scale Axis(IReadOnlyList<double> values, float length, Limits? limits, bool upright) => scale != ValueScale.Linear
            ? Scale.Curved(values.Where(v => scale != ValueScale.Log || v > 0).DefaultIfEmpty(1).ToList(), length, scale.To, v => Numbers.Significant(v), limits, upright)
            : measure.IsShare && upright ? Scale.Percent(values, length, limits) : Scale.Linear(values, length, limits, upright);
    }

    private static IEnumerable<Pair> Between(Panel panel, Composition first, Composition second, Measure measure) =>
        panel.Curves.FirstOrDefault(c => c.Composition == first) is { } one && panel.Curves.FirstOrDefault(c => c.Composition == second) is { } other
            ? one.Points.Where(p => !p.IsControl).SelectMany(p => other.Points.Where(o => !o.IsControl && o.Compression == p.Compression && SeedPairs.WhyNone(one, p, other, o) is null).SelectMany(o => Pairs(first, p, o, measure))) : [];

    // What has cells of the same seeds and ratios, which are none all the same.
    private static string NoPairs(IEnumerable<Panel> panels, Composition reference)
    {
        var why = (
            from panel in panels
            let other = panel.Curves.FirstOrDefault(c => c.Composition == reference)
            where other is not null
            from curve in panel.Curves
            where curve != other
            from point in curve.Points.Where(p => !p.IsControl)
            from beside in other.Points.Where(o => !o.IsControl && o.Compression == point.Compression)
            let reason = SeedPairs.WhyNone(curve, point, other, beside)
            where reason is not null
            select (curve.Strategy, Reason: reason.Replace("not paired: ", "", StringComparison.Ordinal))).Distinct().GroupBy(w => w.Reason, w => w.Strategy).ToList();
        return why.Count == 0 ? "" : $"Not paired: {string.Join("; ", why.Select(w => $"{Places.List([.. w.Distinct()])} ({w.Key})"))}.";
    }

    private static IEnumerable<Pair> AgainstControls(Panel panel, Measure measure) => panel.Curves.Where(c => c.Control is not null)
        .SelectMany(c => c.Points.Where(p => !p.IsControl).SelectMany(p => Pairs(c.Composition, p, c.Control!, measure)));

    private static IEnumerable<Pair> Pairs(Composition strategy, TradeoffPoint first, TradeoffPoint second, Measure measure)
    {
        var partners = second.Cells.ToDictionary(c => c.Seed);
        foreach (var cell in first.Cells)
            if (partners.TryGetValue(cell.Seed, out var partner) && measure.Of(cell, null) is { } y && measure.Of(partner, null) is { } x && double.IsFinite(x) && double.IsFinite(y))
                yield return new(strategy, first.Compression, x, y);
    }

    private static Color Shade(Color colour, double strength) =>
        new((byte)(255 - strength * (255 - colour.R)), (byte)(255 - strength * (255 - colour.G)), (byte)(255 - strength * (255 - colour.B)));

    private static string Said(IReadOnlyList<Pair> pairs, string first, string second, Measure measure, ValueScale scale)
    {
        int above = pairs.Count(p => p.Y > p.X), below = pairs.Count(p => p.Y < p.X);
        return $"Each point is a seed at a ratio: two networks of one pretraining, split and order of data. On the line both are equal; {first} has the higher value in {above} of {pairs.Count} pairs, {second} in {below}"
            + (pairs.Count > above + below ? $", and {pairs.Count - above - below} {(pairs.Count - above - below == 1 ? "is" : "are")} equal" : "") + $"{(measure.LowerIsBetter ? " (lower is better)" : "")}.{(scale == ValueScale.Log ? " Both axes are logarithmic." : "")}";
    }
}
