using Bench.Analysis;
using Bench.Core;

namespace Bench.Figures;

/// <summary>Pages of curves: which there are of the panels of some data, and what they are called.</summary>
internal sealed class CurvePages
{
    private const int MostColumns = 4, MostRows = 4, MostParts = 8;

    private readonly FigureData data;
    private readonly string ending;
    private readonly Func<CostAxis, CurveView> viewOf;
    private readonly IReadOnlyList<Panel> all;
    private readonly IReadOnlyList<string> overlay;

    /// <param name="data">What is drawn.</param>
    /// <param name="ending">What names of files say beside the data and before the axis; may be empty.</param>
    /// <param name="viewOf">How it is drawn against a cost.</param>
    /// <param name="panels">The panels, where they are others than those of the data.</param>
    /// <param name="overlay">The files of published points beside it, where they are others than the user's.</param>
    public CurvePages(FigureData data, string ending, Func<CostAxis, CurveView> viewOf, IReadOnlyList<Panel>? panels = null, IReadOnlyList<string>? overlay = null) =>
        (this.data, this.ending, this.viewOf, all, this.overlay) = (data, ending, viewOf, panels ?? data.Panels, overlay ?? data.Choice.Overlay);

    /// <summary>
    /// For each axis a page of every panel, then the grids: one for the panels that share a protocol. Where a panel has too many curves to be
    /// read, its page has its parts, and the grids are one for each part.
    /// </summary>
    public IEnumerable<Page> Against(IReadOnlyList<CostAxis> axes)
    {
        PublishedOverlay.Check(data, overlay, all);
        var named = NamedPanels();
        var panels = named.Select(n => n.Panel).ToList();
        var names = new FileNames(named.Select(n => n.Name));
        var grids = panels.GroupBy(p => p.Protocol).SelectMany(g => PanelParts.Of([.. g], data.Styles)).Where(g => g.Count > 1)
            .SelectMany(Pages).Select(g => (Grid: g, Name: names.Of(["grid", .. Setting(g.Panels[0]), .. PanelParts.NameOf(g.Panels[0])]))).ToList();
        foreach (var axis in axes)
        {
            var view = WithPublished(viewOf(axis));
            var of = named.Select(n => (Panel: view.Of(n.Panel), Whole: n.Panel, n.Name)).ToList();
            if (of.All(n => n.Panel is null))
                throw new UserError($"nothing to draw: no cell has both '{view.Y.Name}' and '{axis.Name}'"
                    + (axis.Label.StartsWith("Measured", StringComparison.Ordinal) ? ", which a sweep has measured with 'measure: [latency]'" : ""));
            view = Sharing(view, [.. of.Select(n => n.Panel).OfType<Panel>()]);
            foreach (var (panel, whole, name) in of)
                if (panel is not null)
                    foreach (var page in PanelParts.IsCrowded(panel) ? InParts(name, whole, panel, view) : [Of(NameOf(name, axis), 1, 1, 138, [(panel, whole)], view)]) yield return page;
            var shown = of.Where(n => n.Panel is not null).ToDictionary<(Panel? Panel, Panel Whole, string Name), object, Panel>(n => n.Whole, n => n.Panel!, ReferenceEqualityComparer.Instance);
            foreach (var (grid, name) in grids)
                if (grid.Panels.Select(p => (Panel: p.Whole is null ? shown.GetValueOrDefault(p) : view.Of(p), Whole: p)).Where(p => p.Panel is not null).ToList() is { Count: > 0 } some)
                    yield return Of(NameOf(name, axis), grid.Columns, 2, grid.Columns > 2 ? 96 : 118, [.. some.Select(p => (p.Panel!, p.Whole))], view);
        }
    }

    /// <summary>
    /// Where speeds were measured: each panel twice, side by side, against theoretical and against measured speedup, to the same scales and in words over them,
    /// so that nobody takes one for the other.
    /// </summary>
    public IEnumerable<Page> Pairs()
    {
        var names = new FileNames();
        var view = viewOf(CostAxis.Speedup);
        var measured = NamedPanels().SelectMany(p => PanelParts.Of(p.Panel, data.Styles)
            .Select(part => (Panel: part.Measured() is { } timed ? view.Of(timed)! : null!, Name: names.Of([p.Name, .. PanelParts.NameOf(part)]))).Where(part => part.Panel is not null)).ToList();
        var pages = measured.GroupBy(p => p.Panel.Protocol).Where(g => g.Count() > 1)
            .SelectMany(g => g.Select(p => p.Panel).Chunk(MostRows).Select(page => (Panels: page, Name: names.Of(["grid", .. Setting(page[0])])))).ToList();
        foreach (var axis in CostAxis.Measured)
        {
            foreach (var (panel, name) in measured) yield return Pair(NameOf(name, axis), [panel], axis);
            foreach (var (page, name) in pages) yield return Pair(NameOf(name, axis), page, axis);
        }
    }

    private CurveView WithPublished(CurveView view) => overlay.Count == 0 ? view : view with { Published = PublishedOverlay.Of(data, overlay, view) };

    private IReadOnlyList<(Panel Panel, string Name)> NamedPanels()
    {
        var names = new FileNames();
        return [.. all.Select(p => (p, names.Of([p.Dataset, p.Model, p.Imported ? "imported" : "", .. Setting(p), p.Variant, p.Facet])))];
    }

    private string NameOf(string name, CostAxis axis) => string.Join('-', new[] { name, ending, axis.Name }.Where(part => part != ""));

    private CurveView Sharing(CurveView view, IReadOnlyList<Panel> panels) => view with { SharingX = data.Choice.ShareX ? panels : [], SharingY = data.Choice.ShareY ? panels : [] };

    private Page Of(string name, int panelColumns, int columns, float dataHeight, IReadOnlyList<(Panel Shown, Panel Whole)> panels, CurveView view)
    {
        IReadOnlyList<Panel> shown = [.. panels.Select(p => p.Shown)];
        var places = new Places(shown);
        return Of(name, panelColumns, columns, dataHeight, [.. shown.Select(p => ViewOf(places, p, view))], [("", shown)], view, [.. Notes.Of(places, view), .. Measured(places, view), .. UnplacedNotes.Of(places, panels, view)]);
    }

    // One panel at a page's width, in parts; those of very many strategies go on on further pages.
    private IEnumerable<Page> InParts(string name, Panel whole, Panel panel, CurveView view)
    {
        foreach (var (i, parts) in PanelParts.Of(panel, view.Styles).Chunk(MostParts).Index())
        {
            var (places, spoken) = (new Places(parts), new Places([panel], parts));
            yield return Of(NameOf(i == 0 ? name : $"{name}-page-{i + 1}", view.X), 2, 2, 118, [.. parts.Select(p => ViewOf(places, p, view))], [.. parts.Select(p => (places.Letter(p), (IReadOnlyList<Panel>)[p]))], view,
                [.. Notes.Of(spoken, view), .. Measured(spoken, view), .. UnplacedNotes.Of(spoken, [(panel, whole)], view)]);
        }
    }

    private static string[] Measured(Places places, CurveView view) => view.X.TimedBy is { } timing && MeasuredNotes.Doubts(places, timing) is { } doubts ? [doubts] : [];

    private Page Pair(string name, IReadOnlyList<Panel> panels, CostAxis measured)
    {
        var (places, view) = (new Places(panels), Sharing(viewOf(measured), panels));
        var theoretical = view with { X = measured.Beside! with { Beside = measured } };
        IReadOnlyList<View> views = [.. panels.SelectMany(p => new[] { ViewOf(places, p, theoretical, "in theory"), ViewOf(places, p, view, "measured") })];
        return Of(name, 2, 2, 118, views, [("", panels)], view, [.. Notes.Of(places, view with { X = measured with { Label = "speedups" } }), MeasuredNotes.Of(places, measured.TimedBy!)]);
    }

    private Page Of(string name, int panelColumns, int columns, float dataHeight, IReadOnlyList<View> views, IReadOnlyList<(string, IReadOnlyList<Panel>)> sections,
        CurveView view, IReadOnlyList<string> notes)
    {
        var wide = data.Choice.Columns ?? columns;
        var legend = Legend.Of(sections, view.Styles).Select(s => view.IsJoined ? s
            : s with { Entries = [.. s.Entries.Select(e => e.Text == Legend.Control ? e : e with { Style = e.Style with { HasLine = false } })] }).ToList();
        var published = sections.SelectMany(s => s.Item2).SelectMany(view.Published).ToList();
        legend.AddRange(PublishedOverlay.LegendOf(published));
        if (PublishedOverlay.NoteOf(published) is { } note) notes = [.. notes, note];
        else if (overlay.Count > 0) notes = [.. notes, $"Nothing that is published of {(sections.Sum(s => s.Item2.Count) == 1 ? "it" : "these")} has {string.Join(" and ", views.Select(v => v.XLabel.ToLowerInvariant()).Distinct())} and {Subject(view.Y)} in this range."];
        if (view.Retrained == Retrained.Both) legend.Add(new("", [new LegendEntry("before retraining", PanelPlot.Before)]));
        return new()
        {
            Name = name,
            Subject = $"{Subject(view.Y)} against {string.Join(" and ", views.Select(v => v.XLabel.ToLowerInvariant()).Distinct())}",
            Views = views,
            Legend = legend,
            Notes = notes,
            PanelColumns = wide < columns ? 1 : panelColumns,
            Columns = wide,
            DataHeight = dataHeight,
        };
    }

    private static string Subject(Measure measure) => measure.Label.Split(" (")[0] is var label ? $"{char.ToLowerInvariant(label[0])}{label[1..]}" : "";

    private static View ViewOf(Places places, Panel panel, CurveView view, string more = "") => new(
        $"{places.Title(panel)}{(more == "" ? "" : $" · {more}")}", view.X.Label, view.Y.Label, area => PanelPlot.Of(panel, view, area))
    {
        Letter = places.Letter(panel),
        Standing = panel.Finished == 0 ? "no finished cell" : "",
    };

    // What departs from the defaults.
    private static IEnumerable<string> Setting(Panel panel) =>
        [panel.Protocol == "bench" ? "" : panel.Protocol, panel.Retraining is "fine-tune" ? "" : panel.Retraining];

    // Data sets as rows and models as columns where every pair is there; else panel after panel. No page is taller than a paper's.
    private IEnumerable<(int Columns, Panel[] Panels)> Pages(IReadOnlyList<Panel> panels)
    {
        var models = panels.Select(p => (p.Model, p.Imported, p.Variant, p.Facet)).Distinct().ToList();
        var datasets = panels.Select(p => p.Dataset).Distinct().Count();
        var whole = models.Count is > 1 and <= MostColumns && datasets * models.Count == panels.Count;
        var columns = data.Choice.Columns == 1 ? 1 : whole ? models.Count : panels.Count is 2 or 4 ? 2 : 3;
        return panels.Chunk(columns * MostRows).Select(page => (columns, page));
    }
}
