using Bench.Analysis;
using Bench.Analysis.Published;
using Bench.Core;
using ScottPlot;
using ScottPlot.Plottables;

namespace Bench.Figures;

/// <summary>
/// Published points beside measured curves, always apart from them: hollow markers that no measured curve has, dotted lines, a section of the legend and a note for
/// themselves.
/// </summary>
internal static class PublishedOverlay
{
    /// <summary>What stands for all files.</summary>
    public const string All = "all";

    private const int LeastOfCurve = 3, MostSingle = 24;

    // Of methods that are none of those drawn; and of those that share an entry.
    private static readonly Color Unnamed = Color.FromHex("#9A9A9A");
    private static readonly Color[] Others = [Color.FromHex("#4D4D4D"), Color.FromHex("#8C8C8C"), Color.FromHex("#8A5A1E"), Color.FromHex("#1F6B66")];

    private static readonly LinePattern[] Lines = [new([0.9f, 1.4f], 0, "dots"), new([2.2f, 1.2f, 0.9f, 1.2f], 0, "dashes and dots"), new([0.9f, 2.6f], 0, "wide dots"), new([2.2f, 1.4f], 0, "dashes")];

    /// <summary>The published curves of any panel: a method has one style on all of them.</summary>
    /// <param name="data">What is drawn.</param>
    /// <param name="asked">Names of files, or all.</param>
    /// <param name="view">How its curves are drawn.</param>
    /// <exception cref="UserError">There is no such file, or published points have not what is drawn.</exception>
    public static Func<Panel, IReadOnlyList<PublishedCurve>> Of(FigureData data, IReadOnlyList<string> asked, CurveView view)
    {
        FilesOf(data, asked);
        var (x, y, deviates) = (PlaceOf(view.X), ValueOf(view.Y), view.Y.Name is "top1" or "error");
        var strategies = data.Panels.SelectMany(p => p.Curves).Select(c => (c.Composition, Method: c.Points.Where(p => !p.IsControl).SelectMany(p => p.Cells).Select(PublishedPoints.MethodOf).FirstOrDefault()))
            .Where(c => c.Method is not null).GroupBy(c => c.Method!).ToDictionary(g => g.Key, g => view.Styles[g.First().Composition].Colour, StringComparer.Ordinal);
        var styles = StylesOf(data.Panels.Select(p => (Original(data, p.Dataset), Original(data, p.Model))).Distinct().SelectMany(d => data.Details.Published.Of(d.Item1, d.Item2))
            .Where(p => asked.Contains(All) || asked.Contains(p.File)).OrderBy(p => p.File, StringComparer.Ordinal).ThenBy(p => p.Line), strategies);
        var known = new Dictionary<Panel, IReadOnlyList<PublishedCurve>>(ReferenceEqualityComparer.Instance as IEqualityComparer<Panel>);
        return panel =>
        {
            if (known.TryGetValue(panel, out var curves)) return curves;
            var spots = data.Details.Published.Of(Original(data, panel.Dataset), Original(data, panel.Model)).Where(p => (asked.Contains(All) || asked.Contains(p.File)) && IsOfSameStage(p, panel, view))
                .Select(p => (Point: p, X: x(p), Y: y(p))).Where(p => p is { X: not null, Y: not null } && IsNear(p.X.Value, panel, view))
                .Select(p => new PublishedSpot(p.Point, p.X!.Value, p.Y!.Value, deviates ? p.Point.Deviation : null));
            return known[panel] = [.. spots.GroupBy(s => s.Point.File).SelectMany(g => CurvesOf([.. g], p => styles[(p.File, p.Method)], panel.Protocol, view))];
        };
    }

    // A mark for each method: first forms differ, then shades, so that as many are told apart as there are pairs of both.
    private static Dictionary<(string File, string Method), StrategyStyle> StylesOf(IEnumerable<PublishedPoint> points, Dictionary<string, Color> strategies)
    {
        var styles = new Dictionary<(string, string), StrategyStyle>();
        foreach (var point in points)
        {
            if (styles.ContainsKey((point.File, point.Method))) continue;
            Color[] colours = point.OurMethod == "dense" ? [StylePalette.Ink] : strategies.TryGetValue(point.OurMethod, out var strategy) ? [strategy] : Others;
            var (form, colour) = MarkerForm.Published.SelectMany(f => colours.Select(c => (Form: f, Colour: c))).MinBy(m => 1000 * styles.Values.Count(s => s.Marker == m.Form && s.Colour == m.Colour)
                + 10 * styles.Values.Count(s => s.Marker == m.Form) + styles.Values.Count(s => s.Colour == m.Colour));
            styles[(point.File, point.Method)] = new(colour, Lines[styles.Values.Count(s => s.Colour == colour) % Lines.Length], form) { Hollow = true, LineWidth = 0.7f };
        }
        return styles;
    }

    /// <summary>Whether there is anything published of some panels, where files are asked for.</summary>
    /// <exception cref="UserError">There is no such file, or nothing in it is of these data sets and models.</exception>
    public static void Check(FigureData data, IReadOnlyList<string> asked, IReadOnlyList<Panel> panels)
    {
        if (asked.Count == 0) return;
        FilesOf(data, asked);
        if (panels.Any(p => Has(data, asked, p))) return;
        var shown = panels.Select(p => (Dataset: Original(data, p.Dataset), Model: Original(data, p.Model))).Distinct().ToList();
        var known = data.Details.Published.All.Where(p => p is { OurDataset: not "", OurModel: not "" } && (asked.Contains(All) || asked.Contains(p.File))).Select(p => $"{p.OurDataset} × {p.OurModel}").Distinct().Order(StringComparer.Ordinal);
        throw new UserError($"--overlay: nothing published is of {Places.List(shown.Select(s => $"{Names.Quoted(s.Dataset)} × {Names.Quoted(s.Model)}"))} (there is: {string.Join(", ", known.DefaultIfEmpty("nothing of any data set and model of ours"))})");
    }

    /// <summary>Whether some files have anything of a panel.</summary>
    public static bool Has(FigureData data, IReadOnlyList<string> asked, Panel panel) =>
        data.Details.Published.Of(Original(data, panel.Dataset), Original(data, panel.Model)).Any(p => asked.Contains(All) || asked.Contains(p.File));

    /// <summary>Draws them over the measured ones.</summary>
    public static void Draw(Plot plot, IReadOnlyList<PublishedCurve> curves, CurveView view, double edge)
    {
        foreach (var curve in curves)
        {
            double[] xs = [.. curve.Spots.Select(s => view.X.Written is null ? Math.Log2(s.X) : s.X)], ys = [.. curve.Spots.Select(s => Shown(s.Y))];
            if (curve is { Joined: true, Spots.Count: > 1 })
            {
                var line = plot.Add.ScatterLine(xs, ys, curve.Style.Colour);
                (line.LineWidth, line.LinePattern) = (curve.Style.LineWidth, curve.Style.Line);
            }
            var spread = curve.Spots.Index().Where(s => s.Item.Deviation is not null && view.Spread != Spread.None).ToList();
            if (spread.Count > 0)
                ErrorBars.Add(plot, [.. spread.Select(s => xs[s.Index])], [.. spread.Select(s => ys[s.Index])],
                    [.. spread.Select(s => new Reach(ys[s.Index] - Shown(s.Item.Y - s.Item.Deviation!.Value), Shown(s.Item.Y + s.Item.Deviation!.Value) - ys[s.Index]))], curve.Style.Colour, width: 0.4f, cap: 1.2f);
            plot.Add.ScatterPoints(xs, ys, curve.Style.Colour).MarkerStyle = curve.Style.Marker.Style(curve.Style.Colour, curve.Style.MarkerSize, hollow: true);
        }

        double Shown(double value) => view.Place(value) is var place && double.IsFinite(place) ? place : edge;
    }

    /// <summary>Where the axes must have room.</summary>
    public static IEnumerable<(double X, double Y)> Spanned(IEnumerable<PublishedCurve> curves, CurveView view) =>
        curves.SelectMany(c => c.Spots).SelectMany(s => new[] { (s.X, view.Y.Factor * (s.Y - (s.Deviation ?? 0))), (s.X, view.Y.Factor * (s.Y + (s.Deviation ?? 0))) });

    /// <summary>The entries of a legend, each once, by file; none where nothing is published.</summary>
    public static IReadOnlyList<LegendSection> LegendOf(IEnumerable<PublishedCurve> curves) =>
        [.. curves.GroupBy(c => c.File).OrderBy(g => g.Key, StringComparer.Ordinal).Index().Select(file => new LegendSection(file.Index == 0 ? $"Published, not measured here, in {file.Item.Key}:" : $"Published in {file.Item.Key}:",
            [.. file.Item.GroupBy(c => c.Name).Select(g => new LegendEntry(g.Key, g.First().Style with { HasLine = g.Any(c => c.Joined) }, g.Any(c => c.OtherSizes) ? "‡" : ""))]) { Apart = true })];

    /// <summary>Where they are from, how their sizes are counted and what else is to be known; null where there are none.</summary>
    public static string? NoteOf(IReadOnlyList<PublishedCurve> curves)
    {
        if (curves.Count == 0) return null;
        var files = curves.GroupBy(c => c.File).Select(g =>
        {
            var points = g.SelectMany(c => c.Spots).Select(s => s.Point).ToList();
            var seeds = points.Select(p => p.Seeds).Distinct().ToList();
            return $"{g.Key}: {Listed(points.Select(p => p.Source.Split(':', 2)[0].Split(", ", 2)[0]))}, n {(seeds is [{ } n] ? $"= {n}" : seeds is [null] ? "not stated" : "not stated for all")}, sizes{(g.Any(c => c.OtherSizes) ? "‡" : "")} {Listed(points.Select(p => p.SizeConvention))}"
                + $"{(points.SelectMany(p => p.Caveat.Split("; ")).Where(c => c != "").Distinct().ToList() is { Count: > 0 } caveats ? $" ({Listed(caveats)})" : "")}";
        });
        return $"Published, with hollow markers and broken thin lines: measured elsewhere, with other programs, training and controls. {string.Join(". ", files)}."
            + (curves.Any(c => c.OtherSizes) ? " ‡ The ratio counts other parameters than here, or does not say which." : "");

        static string Listed(IEnumerable<string> texts) => texts.Distinct().ToList() is { Count: > 2 } many ? $"{many[0]}; {many[1]}; and {many.Count - 2} more" : string.Join("; ", texts.Distinct());
    }

    private static List<string> FilesOf(FigureData data, IReadOnlyList<string> asked)
    {
        var there = data.Details.Published.All.Select(p => p.File).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var name in asked)
            if (name != All && !there.Contains(name)) throw new UserError($"--overlay: {Names.Unknown("file of published points", name, there.Prepend(All))}");
        return there;
    }

    private static IEnumerable<PublishedCurve> CurvesOf(IReadOnlyList<PublishedSpot> spots, Func<PublishedPoint, StrategyStyle> styleOf, string protocol, CurveView view)
    {
        var methods = spots.GroupBy(s => s.Point.Method).ToList();
        var own = methods.Where(m => m.Count() >= LeastOfCurve || m.First().Point.OurMethod != "").ToList();
        var rest = methods.Except(own).ToList();
        if (rest.Count <= MostSingle) (own, rest) = (methods, []);
        foreach (var method in own) yield return Curve(method.Key, [.. method], styleOf(method.First().Point));
        if (rest.Count > 0) yield return Curve("other methods", [.. rest.SelectMany(m => m)], styleOf(rest[0].First().Point) with { Colour = Unnamed, HasLine = false });

        PublishedCurve Curve(string name, IReadOnlyList<PublishedSpot> some, StrategyStyle style)
        {
            // Two points at one ratio are two settings: no line leads from one to the other.
            var ordered = some.OrderBy(s => s.X).ToList();
            var isCurve = style.HasLine && ordered.Count > 1 && ordered.Select(s => s.X).Distinct().Count() == ordered.Count;
            return new(some[0].Point.File, name, isCurve, view.X.Name == "compression" && some.Any(s => !s.Point.CountsAs(protocol)), ordered) { Style = style with { HasLine = isCurve } };
        }
    }

    // Networks that are retrained are compared with such, others with others.
    private static bool IsOfSameStage(PublishedPoint point, Panel panel, CurveView view) => view.Retrained == Retrained.Both
        || point.OurMethod == "dense" || point.Retrained == (view.Retrained == Retrained.Yes && panel.Retraining != "none");

    // Not beyond a doubling of what is measured, unless the user says how far the axis goes.
    private static bool IsNear(double x, Panel panel, CurveView view) => view.XLimits is { } limits ? x >= limits.Least && x <= limits.Most
        : x <= 2.001 * panel.Curves.SelectMany(c => c.Points).Select(view.X.Of).DefaultIfEmpty(1).Max();

    private static Func<PublishedPoint, double?> PlaceOf(CostAxis axis) => axis.Name switch
    {
        "compression" => p => p.Compression,
        "speedup" => p => p.Speedup,
        _ => throw new UserError($"--overlay: published points have the axes compression and speedup, not '{axis.Name}'"),
    };

    private static Func<PublishedPoint, double?> ValueOf(Measure measure) => measure.Name switch
    {
        "top1" => p => p.Top1,
        "error" => p => 1 - p.Top1,
        "top5" => p => p.Top5,
        "drop" => p => measure.LowerIsBetter ? p.DenseTop1 - p.Top1 : p.Top1 - p.DenseTop1,
        _ => throw new UserError($"--overlay: published points have the measures top1, error, top5 and drop, not '{measure.Name}'"),
    };

    // What a user calls otherwise.
    private static string Original(FigureData data, string shown) => data.Choice.Labels.FirstOrDefault(l => l.Value == shown).Key ?? shown;
}
