using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What a reader must know beside the curves, as sentences under the plot.</summary>
internal static class Notes
{
    /// <summary>The sentences that hold for these panels, each a paragraph.</summary>
    /// <param name="panels">The figure's panels.</param>
    /// <param name="sideBySide">Whether points are drawn beside their ratio, so that error bars do not hide each other.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<Panel> panels, bool sideBySide)
    {
        var points = panels.SelectMany(p => p.Curves.SelectMany(c => c.Points.Where(x => !x.IsControl)).Concat(p.Control is { } c ? [c] : [])).ToList();
        return [.. new[]
        {
            Seeds(points, sideBySide), Missing(panels, points), Skipped(panels), Flagged(panels), Uncontrolled(panels), Imported(panels),
        }.OfType<string>()];
    }

    private static string? Seeds(List<TradeoffPoint> points, bool sideBySide)
    {
        if (points.Count == 0) return null;
        var (fewest, most) = (points.Min(p => p.PlannedSeeds), points.Max(p => p.PlannedSeeds));
        return most == 1 ? "One seed, so no deviation is known."
            : $"Mean ± sample standard deviation over {(fewest == most ? $"{most}" : $"{fewest} to {most}")} seeds"
                + (sideBySide ? "; strategies side by side." : ".");
    }

    private static string? Missing(IReadOnlyList<Panel> panels, List<TradeoffPoint> points)
    {
        var missing = panels.SelectMany(p => p.Missing).Where(m => !m.Skipped).ToList();
        if (missing.Count == 0) return null;
        var planned = panels.Sum(p => p.Planned);
        var parts = missing.GroupBy(m => m.Status).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g =>
            $"{g.Sum(m => m.Cells)} {g.Key}{(g.Key == "failed" ? $" ({Places(g.Select(m => (m.Strategy, m.Compression)))})" : "")}");
        return $"{missing.Sum(m => m.Cells)} of {planned} cells missing: {string.Join(", ", parts)}."
            + (points.Any(p => p.Incomplete) ? " Hollow markers: means over fewer seeds than planned." : "");
    }

    private static string? Skipped(IReadOnlyList<Panel> panels)
    {
        var skipped = panels.SelectMany(p => p.Missing).Where(m => m.Skipped).ToList();
        return skipped.Count == 0 ? null
            : $"{Cells(skipped.Sum(m => m.Cells))} skipped by the plan: {Places(skipped.Select(m => (m.Strategy, m.Compression)))}.";
    }

    private static string? Flagged(IReadOnlyList<Panel> panels)
    {
        var flags =
            from panel in panels
            from curve in panel.Curves
            from point in curve.Points
            where !point.IsControl
            from flag in point.Flags
            where flag.Key != "validation-seen"
            group (curve.Strategy, point.Compression, Cells: flag.Value) by flag.Key into places
            orderby places.Key
            select $"{places.Key.Replace('-', ' ')} in {Cells(places.Sum(p => p.Cells))} ({Places(places.Select(p => (p.Strategy, p.Compression)))})";
        return flags.ToList() is { Count: > 0 } all ? $"Flagged: {string.Join("; ", all)}." : null;
    }

    private static string? Uncontrolled(IReadOnlyList<Panel> panels)
    {
        var without = panels.Where(p => p.Control is null && p.Curves.Count > 0).ToList();
        return without.Count == 0 ? null
            : $"No dense control{(panels.Count == 1 ? "" : $" for {string.Join(", ", without.Select(DisplayNames.Title))}")}.";
    }

    private static string? Imported(IReadOnlyList<Panel> panels) => panels.Any(p => p.Imported)
        ? "† Starting weights imported: their author may have selected them on our validation images, so accuracy is that of the last epoch, "
            + "and all seeds share one pretraining."
        : null;

    // random 16×, 32×; layer-gradient 32×
    private static string Places(IEnumerable<(string Strategy, double Compression)> places) => string.Join("; ", places
        .GroupBy(p => p.Strategy).OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => $"{g.Key} {string.Join(", ", g.Select(p => p.Compression).Distinct().Order().Select(c => $"{c:0.##}×"))}"));

    private static string Cells(int count) => count == 1 ? "1 cell" : $"{count} cells";
}
