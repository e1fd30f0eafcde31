using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What a reader must know beside the curves, as sentences under the plot. Panels are named by their letters.</summary>
internal static class Notes
{
    /// <summary>The sentences that hold for these panels of curves, each a paragraph.</summary>
    /// <param name="places">The panels.</param>
    /// <param name="view">What is shown of them, and how.</param>
    public static IReadOnlyList<string> Of(Places places, CurveView view) =>
    [
        .. ((string?[])
        [
            string.Join(' ', new[] { SeedNotes.Of(places, view), Positions(places, view), Scales(places, view), Around(places, view) }.OfType<string>()),
            CurveNotes.Of(places, view), Controls(places), BudgetNotes.Of(places), .. OfCells(places),
        ]).OfType<string>().Where(n => n.Length > 0),
    ];

    /// <summary>The sentences on cells that are missing or flagged, on settings that need explaining and on what is mixed, which hold for any figure of these panels.</summary>
    public static IReadOnlyList<string> OfCells(Places places) =>
        [.. new[] { Missing(places), Skipped(places), Flagged(places), Uncontrolled(places), Variants(places), Imported(places), string.Join(' ', places.Panels.Select(p => p.Mixed).Distinct()) }.OfType<string>().Where(n => n.Length > 0)];

    private static string? Positions(Places places, CurveView view)
    {
        if (!places.Drawn.Any(PanelPlot.HasErrorBars)) return null;
        var axis = view.X;
        var shift = places.Drawn.Max(p => PanelPlot.Shift(p, view));
        return shift > 0
            ? $"Points are shifted sideways by up to {Math.Ceiling(100 * (Math.Pow(2, shift) - 1)):0} % of their {axis.Label.ToLowerInvariant()}, for legibility."
            : $"Points are at their exact {axis.Label.ToLowerInvariant()}.";
    }

    private static string? Scales(Places places, CurveView view) => places.Panels.Count(p => p.Finished > 0) > 1 && view.SharingY.Count == 0 && view.YLimits is null
        ? $"Each panel has an {(view.Y.Name is "top1" or "top5" ? "accuracy" : "upright")} axis of its own." : null;

    private static string? Around(Places places, CurveView view) =>
        view.IsJoined && places.Drawn.Any(p => p.Others.Count > 0) ? $"Thin grey lines: the other {(places.Drawn.Any(p => p.Piece != "") ? "" : "kinds of ")}strategies on the same data and model." : null;

    private static string? Controls(Places places)
    {
        var several = places.Panels.Where(p => PanelPlot.Starts(p).Count > 1).ToList();
        return several.Count == 0 ? null : $"Curves{places.In(several)} begin at the dense network of their own start and training.";
    }

    private static string? Missing(Places places)
    {
        var missing = places.Panels.Sum(p => p.Missing.Where(m => !m.Skipped).Sum(m => m.Cells));
        if (missing == 0) return null;
        var parts = places.Said(places.Panels.Where(p => p.Missing.Any(m => !m.Skipped)).Select(p => (p, Places.List(p.Missing
            .Where(m => !m.Skipped).GroupBy(m => m.Status).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => $"{g.Sum(m => m.Cells)} {g.Key} {Places.Points(g.Select(m => (Legend.NameOf(m), (double?)m.Compression)))}")))));
        var incomplete = places.Panels.SelectMany(p => p.Curves.SelectMany(c => c.Points).Concat(p.Controls.Select(c => c.Point)))
            .Where(p => p.Incomplete).Select(p => p.PlannedSeeds).Distinct().Order().ToList();
        return $"{missing} of {places.Panels.Sum(p => p.Planned)} cells missing: {string.Join("; ", parts)}."
            + (incomplete.Count > 0 ? $" Hollow markers: fewer seeds than the {Places.List(incomplete.Select(n => $"{n}"))} planned." : "")
            + (places.Panels.Any(p => p.Curves.Any(c => c.Runs.Count() > 1)) ? " Lines are broken where an operating point has no result." : "");
    }

    private static string? Skipped(Places places)
    {
        var skipped = places.Panels.Where(p => p.Missing.Any(m => m.Skipped)).Select(p => (Panel: p, Missing: p.Missing.Where(m => m.Skipped).ToList())).ToList();
        if (skipped.Count == 0) return null;
        var parts = places.Said(skipped.Select(s => (s.Panel, Places.Points(s.Missing.Select(m => (Legend.NameOf(m), (double?)m.Compression))))));
        return $"{Cells(skipped.Sum(s => s.Missing.Sum(m => m.Cells)))} skipped by the plan: {string.Join("; ", parts)}.";
    }

    // The control's flags too: what it says of itself, every curve is measured by.
    internal static string? Flagged(Places places)
    {
        var flags =
            from panel in places.Panels
            from point in panel.Curves.SelectMany(c => c.Points.Where(p => !p.IsControl).Select(p => (c.Strategy, Compression: (double?)p.Compression, p.Flags)))
                .Concat(panel.Controls.Select(c => (Strategy: Legend.NameOf(panel, c), Compression: (double?)null, c.Point.Flags)))
            from flag in point.Flags
            where flag.Key != "validation-seen"
            group (Panel: panel, point.Strategy, point.Compression, Cells: flag.Value) by flag.Key into flagged
            orderby flagged.Key
            select $"{flagged.Key.Replace('-', ' ')} in " + Places.List(flagged.GroupBy(f => places.Letter(f.Panel))
                .Select(g => (g.First().Panel, Cells: Cells(g.Sum(f => f.Cells)), Points: Places.Points(g.Select(f => (f.Strategy, f.Compression)))))
                .GroupBy(f => (f.Cells, f.Points))
                .Select(g => $"{g.Key.Cells}{(places.Panels.Count == 1 ? "" : $" of {places.Each(g.Select(f => f.Panel))}")} {g.Key.Points}"));
        return flags.ToList() is { Count: > 0 } all ? $"Flagged: {string.Join("; ", all)}." : null;
    }

    internal static string? Uncontrolled(Places places)
    {
        var without = places.Panels.Select(p => (Panel: p, Curves: p.Curves.Where(c => p.Controls.All(k => k.ControlPoint != c.ControlPoint)).Select(c => c.Strategy).ToList()))
            .Where(w => w.Curves.Count > 0).ToList();
        if (without.Count == 0) return null;
        return without.All(w => w.Panel.Controls.Count == 0) ? $"No dense control{places.In(without.Select(w => w.Panel))}."
            : $"No dense control: {string.Join("; ", places.Said(without.Select(w => (w.Panel, $"of {Places.List(w.Curves)}"))))}.";
    }

    internal static string? Variants(Places places)
    {
        var told = places.Panels.Where(p => p.VariantDetail != "").DistinctBy(p => (p.Variant, p.VariantDetail)).Select(p => $"{p.Variant}: {p.VariantDetail}").ToList();
        return told.Count == 0 ? null : $"{char.ToUpperInvariant(told[0][0])}{string.Join("; ", told)[1..]}.";
    }

    internal static string? Imported(Places places)
    {
        var imported = places.Panels.Where(p => p.Imported).ToList();
        return imported.Count == 0 ? null
            : $"† Starting weights imported{places.In(imported)}: their author may have selected them on our validation images (flag validation-seen), "
                + "so accuracy is that of the last epoch, and all seeds share one pretraining.";
    }

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";
}
