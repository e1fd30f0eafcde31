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

    private const int LeastOfCurve = 3, MostSingle = 3;

    // Of methods that are none of those drawn: with four lines twelve in each file.
    private static readonly Color[] Others = [Color.FromHex("#4D4D4D"), Color.FromHex("#8A5A1E"), Color.FromHex("#1F6B66")];

    private static readonly LinePattern[] Lines = [new([0.9f, 1.4f], 0, "dots"), new([2.2f, 1.2f, 0.9f, 1.2f], 0, "dashes and dots"), new([0.9f, 2.6f], 0, "wide dots"), new([2.2f, 1.4f], 0, "dashes")];

    /// <summary>The published curves of a panel; none where no file is asked for.</summary>
    /// <param name="data">What is drawn.</param>
    /// <param name="asked">Names of files, or all.</param>
    /// <param name="panel">A data set and model.</param>
    /// <param name="view">How its curves are drawn.</param>
    /// <exception cref="UserError">There is no such file, or published points have not what is drawn.</exception>
    public static IReadOnlyList<PublishedCurve> Of(FigureData data, IReadOnlyList<string> asked, Panel panel, CurveView view)
    {
        if (asked.Count == 0) return [];
        // Equal on all panels of the figures.
        var shown = FilesOf(data, asked).Where(f => data.Panels.Any(p => Has(data, [f], p))).ToList();
        var (x, y, deviates) = (PlaceOf(view.X), ValueOf(view.Y), view.Y.Name is "top1" or "error");
        var spots = data.Details.Published.Of(Original(data, panel.Dataset), Original(data, panel.Model)).Where(p => (asked.Contains(All) || asked.Contains(p.File)) && IsOfSameStage(p, panel, view))
            .Select(p => (Point: p, X: x(p), Y: y(p))).Where(p => p is { X: not null, Y: not null } && IsNear(p.X.Value, panel, view))
            .Select(p => new PublishedSpot(p.Point, p.X!.Value, p.Y!.Value, deviates ? p.Point.Deviation : null)).ToList();
        var strategies = panel.Curves.GroupBy(c => c.Points.Where(p => !p.IsControl).SelectMany(p => p.Cells).Select(PublishedPoints.MethodOf).FirstOrDefault() ?? "").Where(g => g.Key != "").ToDictionary(g => g.Key, g => view.Styles[g.First().Composition], StringComparer.Ordinal);
        return [.. spots.GroupBy(s => s.Point.File).SelectMany(g => CurvesOf([.. g], strategies, panel.Protocol, view, MarkerForm.Published[shown.IndexOf(g.Key) % MarkerForm.Published.Count]))];
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
            {
                var bars = new ErrorBar([.. spread.Select(s => xs[s.Index])], [.. spread.Select(s => ys[s.Index])], null, null,
                    [.. spread.Select(s => ys[s.Index] - Shown(s.Item.Y - s.Item.Deviation!.Value))], [.. spread.Select(s => Shown(s.Item.Y + s.Item.Deviation!.Value) - ys[s.Index])]);
                (bars.Color, bars.LineWidth, bars.CapSize) = (curve.Style.Colour, 0.4f, 1.2f);
                plot.Add.Plottable(bars);
            }
            plot.Add.ScatterPoints(xs, ys, curve.Style.Colour).MarkerStyle = curve.Style.Marker.Style(curve.Style.Colour, curve.Style.MarkerSize, hollow: true);
        }

        double Shown(double value) => view.Place(value) is var place && double.IsFinite(place) ? place : edge;
    }

    /// <summary>Where the axes must have room.</summary>
    public static IEnumerable<(double X, double Y)> Spanned(IEnumerable<PublishedCurve> curves, CurveView view) =>
        curves.SelectMany(c => c.Spots).SelectMany(s => new[] { (s.X, view.Y.Factor * (s.Y - (s.Deviation ?? 0))), (s.X, view.Y.Factor * (s.Y + (s.Deviation ?? 0))) });

    /// <summary>The entries of a legend, each once; none where nothing is published.</summary>
    public static IReadOnlyList<LegendSection> LegendOf(IEnumerable<PublishedCurve> curves) => curves.DistinctBy(c => (c.Entry, c.Style.Colour)).ToList() is { Count: > 0 } all
        ? [new("Published, not measured here (method [file]):", [.. all.Select(c => new LegendEntry(c.Entry, c.Style))]) { Apart = true }] : [];

    /// <summary>Where they are from, how their sizes are counted and what else is to be known; null where there are none.</summary>
    public static string? NoteOf(IReadOnlyList<PublishedCurve> curves)
    {
        if (curves.Count == 0) return null;
        var files = curves.GroupBy(c => c.File).Select(g =>
        {
            var points = g.SelectMany(c => c.Spots).Select(s => s.Point).ToList();
            var seeds = points.Select(p => p.Seeds).Distinct().ToList();
            return $"{g.Key}: {Listed(points.Select(p => p.Source.Split(':', 2)[0].Split(", ", 2)[0]))}, n {(seeds is [{ } n] ? $"= {n}" : "not stated for all")}, sizes{(g.Any(c => c.OtherSizes) ? "‡" : "")} {Listed(points.Select(p => p.SizeConvention))}"
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

    private static IEnumerable<PublishedCurve> CurvesOf(IReadOnlyList<PublishedSpot> spots, Dictionary<string, StrategyStyle> strategies, string protocol, CurveView view, MarkerForm marker)
    {
        var methods = spots.GroupBy(s => s.Point.Method).ToList();
        var own = methods.Where(m => m.Count() >= LeastOfCurve || strategies.ContainsKey(m.First().Point.OurMethod) || m.First().Point.OurMethod == "dense").ToList();
        var rest = methods.Except(own).ToList();
        if (rest.Count <= MostSingle) (own, rest) = (methods, []);
        var others = 0;
        foreach (var method in own) yield return Curve(method.Key, [.. method], joined: true);
        if (rest.Count > 0) yield return Curve($"{rest.Count} other methods", [.. rest.SelectMany(m => m)], joined: false);

        PublishedCurve Curve(string name, IReadOnlyList<PublishedSpot> some, bool joined)
        {
            var first = some[0].Point;
            var known = joined && first.OurMethod == "dense" ? StylePalette.Ink : joined && strategies.TryGetValue(first.OurMethod, out var style) ? style.Colour : (Color?)null;
            var place = known is null ? others++ : 0;
            // Two points at one ratio are two settings: no line leads from one to the other.
            var ordered = some.OrderBy(s => s.X).ToList();
            var isCurve = joined && ordered.Count > 1 && ordered.Select(s => s.X).Distinct().Count() == ordered.Count;
            return new(first.File, name, isCurve, view.X.Name == "compression" && some.Any(s => !s.Point.CountsAs(protocol)), ordered)
            {
                Style = new(known ?? Others[place % Others.Length], Lines[place / Others.Length % Lines.Length], marker) { HasLine = isCurve, Hollow = true, LineWidth = 0.7f, MarkerSize = PanelPlot.MarkerSize },
            };
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
