using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Pages of any panels: one for each, and grids of all.</summary>
internal static class PanelPages
{
    private const int MostRows = 4;

    /// <summary>A page for each panel and, where there are several, pages of all of them.</summary>
    /// <param name="data">What is drawn.</param>
    /// <param name="panels">Its panels, as the kind wants them.</param>
    /// <param name="ending">The end of the files' names.</param>
    /// <param name="subject">What the panels show.</param>
    /// <param name="styles">Of the strategies in the legend.</param>
    /// <param name="viewOf">A panel as it is drawn, whose title is filled in here; with all panels of its page.</param>
    /// <param name="notes">What is to be said of the panels of a page, beside what is said of cells.</param>
    /// <param name="control">Whether the dense control is in the legend.</param>
    /// <param name="legend">The entries of a page, where they are not all strategies of its panels.</param>
    public static IEnumerable<Page> Of(FigureData data, IReadOnlyList<Panel> panels, string ending, string subject, StyleBook styles, Func<Panel, IReadOnlyList<Panel>, View> viewOf,
        Func<Places, IReadOnlyList<string>> notes, bool control = false, Func<IReadOnlyList<Panel>, IReadOnlyList<LegendEntry>>? legend = null)
    {
        var names = new FileNames();
        foreach (var panel in panels)
            yield return Page(names.Of([panel.Dataset, panel.Model, panel.Imported ? "imported" : "", panel.Protocol == "bench" ? "" : panel.Protocol, panel.Variant, panel.Facet, ending]), [panel], 1, 1);
        if (panels.Count < 2) yield break;
        var columns = data.Choice.Columns == 1 ? 1 : panels.Count is 2 or 4 ? 2 : 3;
        foreach (var page in panels.Chunk(columns * MostRows)) yield return Page(names.Of(["grid", ending]), page, columns, 2);

        Page Page(string name, IReadOnlyList<Panel> some, int panelColumns, int wide)
        {
            var places = new Places(some);
            var entries = legend?.Invoke(some) is { } own ? [new LegendSection("", own)] : Legend.Of([("", some)], styles);
            return new()
            {
                Name = name,
                Subject = char.ToLowerInvariant(subject[0]) + subject[1..],
                Views = [.. some.Select(p => viewOf(p, some) with { Title = places.Title(p), Letter = places.Letter(p) })],
                Legend = [.. entries.Select(s => s with { Entries = [.. s.Entries.Where(e => control || e.Text != Figures.Legend.Control).Select(e => e.Text == Figures.Legend.Control ? e with { Style = e.Style with { HasLine = false } } : e)] })],
                Notes = [.. notes(places).Append(BudgetNotes.Of(places) ?? "").Concat(Notes.OfCells(places)).Where(n => n != "")],
                PanelColumns = panelColumns,
                Columns = data.Choice.Columns ?? wide,
                DataHeight = panelColumns > 2 ? 96 : panelColumns == 2 ? 118 : 138,
            };
        }
    }
}
