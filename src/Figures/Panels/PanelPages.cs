using Bench.Analysis;

namespace Bench.Figures;

/// <summary>Pages of any panels: one for each, and grids of all.</summary>
internal static class PanelPages
{
    private const int MostRows = 4, MostParts = 8;

    /// <summary>A page for each panel, with its parts where it has too many strategies, and, where there are several, pages of all of them.</summary>
    /// <param name="data">What is drawn.</param>
    /// <param name="panels">Its panels, as the kind wants them.</param>
    /// <param name="ending">The end of the files' names.</param>
    /// <param name="subject">What the panels show.</param>
    /// <param name="styles">Of the strategies in the legend.</param>
    /// <param name="viewOf">A panel as it is drawn, whose title is filled in here; with all panels of its page. It may be a part of one of <paramref name="panels"/>.</param>
    /// <param name="notes">What is to be said of the panels of a page, beside what is said of cells.</param>
    /// <param name="control">Whether the dense control is in the legend.</param>
    /// <param name="legend">The entries of a page, where they are not all strategies of its panels.</param>
    /// <param name="inParts">Whether a panel of too many strategies is drawn in parts.</param>
    public static IEnumerable<Page> Of(FigureData data, IReadOnlyList<Panel> panels, string ending, string subject, StyleBook styles, Func<Panel, IReadOnlyList<Panel>, View> viewOf,
        Func<Places, IReadOnlyList<string>> notes, bool control = false, Func<IReadOnlyList<Panel>, IReadOnlyList<LegendEntry>>? legend = null, bool inParts = true)
    {
        var names = new FileNames();
        foreach (var panel in panels)
        {
            string[] name = [panel.Dataset, panel.Model, panel.Imported ? "imported" : "", panel.Protocol == "bench" ? "" : panel.Protocol, panel.Variant, panel.Facet, ending];
            if (!inParts || !PanelParts.IsCrowded(panel)) yield return Page(names.Of(name), [panel], 1, 1);
            else
                foreach (var parts in PanelParts.Of(panel, styles).Chunk(MostParts)) yield return Page(names.Of(name), parts, data.Choice.Columns == 1 ? 1 : 2, 2, panel);
        }
        foreach (var same in inParts ? PanelParts.Of(panels, styles) : [panels])
        {
            if (same.Count < 2) continue;
            var columns = data.Choice.Columns == 1 ? 1 : same.Count is 2 or 4 ? 2 : 3;
            foreach (var page in same.Chunk(columns * MostRows)) yield return Page(names.Of(["grid", .. PanelParts.NameOf(page[0]), ending]), page, columns, 2);
        }

        Page Page(string name, IReadOnlyList<Panel> some, int panelColumns, int wide, Panel? whole = null)
        {
            var places = new Places(some);
            var spoken = whole is null ? places : new Places([whole], some);
            var entries = legend is not null ? (IReadOnlyList<LegendSection>)[.. whole is null ? [new LegendSection("", legend(some))] : some.Select(p => new LegendSection(places.Letter(p), legend([p])))]
                : Legend.Of(whole is null ? [("", some)] : [.. some.Select(p => (places.Letter(p), (IReadOnlyList<Panel>)[p]))], styles);
            return new()
            {
                Name = name,
                Subject = char.ToLowerInvariant(subject[0]) + subject[1..],
                Views = [.. some.Select(p => viewOf(p, some) with { Title = places.Title(p), Letter = places.Letter(p) })],
                Legend = [.. entries.Select(s => s with { Entries = [.. s.Entries.Where(e => control || e.Text != Figures.Legend.Control).Select(e => e.Text == Figures.Legend.Control ? e with { Style = e.Style with { HasLine = false } } : e)] }).Where(s => s.Entries.Count > 0)],
                Notes = [.. notes(spoken).Append(BudgetNotes.Of(spoken) ?? "").Concat(Notes.OfCells(spoken)).Where(n => n != "")],
                PanelColumns = panelColumns,
                Columns = data.Choice.Columns ?? wide,
                DataHeight = panelColumns > 2 ? 96 : panelColumns == 2 ? 118 : 138,
            };
        }
    }
}
