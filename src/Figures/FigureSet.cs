using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Which figures are made of panels, and what they are called.</summary>
internal static class FigureSet
{
    private const int MostColumns = 4, MostRows = 4, MostCurves = 12;

    /// <summary>
    /// For each axis a figure of every panel, then the grids: one for the panels that share a protocol. Where a panel has too many curves to be
    /// read, its figure has a part for each kind of strategy, and the grids are one for each kind. Where speeds were measured, figures that have each panel
    /// twice, against theoretical and measured speedup.
    /// </summary>
    public static IEnumerable<Figure> Of(IReadOnlyList<Panel> panels)
    {
        var styles = StrategyStyles.For(panels.SelectMany(p => p.Curves).Select(c => c.Composition));
        var names = new FileNames();
        var named = panels.Select(p => (Panel: p, Name: names.Of([p.Dataset, p.Model, p.Imported ? "imported" : "", .. Setting(p), p.Variant]))).ToList();
        var grids = panels.GroupBy(p => p.Protocol).SelectMany(g => g.Any(IsCrowded) ? ByKind([.. g]) : [[.. g]]).Where(g => g.Count > 1)
            .SelectMany(Pages).Select(g => (Grid: g, Name: names.Of(["grid", .. Setting(g.Panels[0]), KindOf(g.Panels[0])]))).ToList();
        foreach (var axis in CostAxis.All)
        {
            foreach (var (panel, name) in named)
                yield return IsCrowded(panel) ? Figure.InParts($"{name}-{axis.Name}", panel, axis, styles) : Figure.Single($"{name}-{axis.Name}", panel, axis, styles);
            foreach (var (grid, name) in grids) yield return Figure.Grid($"{name}-{axis.Name}", grid.Columns, grid.Panels, axis, styles);
        }
        var again = new FileNames();
        var measured = named.SelectMany(p => Readable(p.Panel).Select(part => (Panel: part.Measured()!, Name: again.Of([p.Name, KindOf(part)]))).Where(part => part.Panel is not null)).ToList();
        var pages = measured.GroupBy(p => p.Panel.Protocol).Where(g => g.Count() > 1)
            .SelectMany(g => g.Select(p => p.Panel).Chunk(MostRows).Select(page => (Panels: page, Name: again.Of(["grid", .. Setting(page[0])])))).ToList();
        foreach (var axis in CostAxis.Measured)
        {
            foreach (var (panel, name) in measured) yield return Figure.Pairs($"{name}-{axis.Name}", [panel], axis, styles);
            foreach (var (page, name) in pages) yield return Figure.Pairs($"{name}-{axis.Name}", page, axis, styles);
        }
    }

    private static IEnumerable<Panel> Readable(Panel panel) => IsCrowded(panel) ? panel.Families.Select(panel.Of) : [panel];

    private static bool IsCrowded(Panel panel) => panel.Curves.Count > MostCurves && panel.Families.Count() > 1;

    private static IEnumerable<IReadOnlyList<Panel>> ByKind(IReadOnlyList<Panel> panels) => panels.SelectMany(p => p.Families).Distinct().Order()
        .Select(family => (IReadOnlyList<Panel>)[.. panels.Select(p => p.Of(family)).Where(p => p.Curves.Count > 0)]);

    private static string KindOf(Panel panel) => panel.Part is { } part ? DisplayNames.Of(part) : "";

    // What departs from the defaults.
    private static IEnumerable<string> Setting(Panel panel) =>
        [panel.Protocol == "bench" ? "" : panel.Protocol, panel.Retraining is "fine-tune" ? "" : panel.Retraining];

    // Data sets as rows and models as columns where every pair is there; else panel after panel. No page is taller than a paper's.
    private static IEnumerable<(int Columns, Panel[] Panels)> Pages(IReadOnlyList<Panel> panels)
    {
        var models = panels.Select(p => (p.Model, p.Imported, p.Variant)).Distinct().ToList();
        var datasets = panels.Select(p => p.Dataset).Distinct().Count();
        var whole = models.Count is > 1 and <= MostColumns && datasets * models.Count == panels.Count;
        var columns = whole ? models.Count : panels.Count is 2 or 4 ? 2 : 3;
        return panels.Chunk(columns * MostRows).Select(page => (columns, page));
    }
}
