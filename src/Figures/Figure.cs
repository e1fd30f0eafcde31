using Bench.Analysis;
using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>
/// A page of panels with titles over them, one legend and the notes under them. Everything is measured in points, so that what is
/// drawn is what is printed: 3.3 inches wide for one panel (a paper's column), 6.9 for a grid (its text width).
/// </summary>
internal sealed class Figure
{
    private const float TitleSize = 8, TitleHeight = 10, LabelSize = 7.5f, NoteSize = 7, NoteHeight = 8.6f, Margin = 3, RowGap = 5, ColumnGap = 6;

    /// <summary>A panel as it is drawn.</summary>
    private sealed record View(Panel Panel, CostAxis Axis, string Title);

    private readonly List<(View View, Plot Plot, PanelArea Area, IReadOnlyList<string> Title)> placed = [];
    private readonly Legend legend;
    private readonly float legendTop;

    private Figure(string name, float width, int columns, float dataHeight, IReadOnlyList<View> views, IReadOnlyDictionary<Composition, StrategyStyle> styles,
        IReadOnlyList<(string Heading, IReadOnlyList<Panel> Panels)> sections, IEnumerable<string> notes)
    {
        (Name, Width) = (name, width);
        Title = string.Join("; ", views.Select(v => v.Title)) + $": top-1 accuracy against {string.Join(" and ", views.Select(v => v.Axis.Label.ToLowerInvariant()).Distinct())}";
        var inner = width - 2 * Margin;
        var rows = views.Chunk(columns).ToList();
        var around = PanelArea.LeftOf(labelled: true) + (columns - 1) * (PanelArea.LeftOf(labelled: false) + ColumnGap) + columns * PanelArea.Right;
        var dataWidth = (inner - around) / columns;
        var y = Margin;
        foreach (var (r, row) in rows.Index())
        {
            var titles = row.Select(v => TitleLines(v.Title, dataWidth + 2 * PanelArea.Right)).ToList();
            var x = Margin;
            y += titles.Max(t => t.Count) * TitleHeight;
            foreach (var (c, view) in row.Index())
            {
                var below = (r + 1) * columns + c < views.Count;
                var here = new PanelArea
                {
                    X = x, Y = y, DataWidth = dataWidth, DataHeight = dataHeight, LabelLeft = c == 0, LabelBottom = !below,
                };
                placed.Add((view, PanelPlot.Of(view.Panel, view.Axis, styles, here), here, titles[c]));
                x += here.Width + ColumnGap;
            }
            y += placed[^row.Length..].Max(p => p.Area.Height) + RowGap;
        }
        legend = new Legend(sections, styles, inner);
        legendTop = y;
        NoteLines = [.. notes.SelectMany(n => Lettering.Wrap(n, inner / Lettering.WidestFallback, NoteSize))];
        Height = legendTop + legend.Height + (NoteLines.Count > 0 ? RowGap + NoteLines.Count * NoteHeight : 0) + Margin;
    }

    /// <summary>The file's name without its ending.</summary>
    public string Name { get; }

    /// <summary>What the figure shows, in words.</summary>
    public string Title { get; }

    /// <summary>In points.</summary>
    public float Width { get; }

    /// <summary>In points.</summary>
    public float Height { get; }

    public IReadOnlyList<Plot> Plots => [.. placed.Select(p => p.Plot)];

    /// <summary>The lines over each panel.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Titles => [.. placed.Select(p => p.Title)];

    public IReadOnlyList<string> NoteLines { get; }

    public IReadOnlyList<string> LegendEntries => [.. legend.Entries.Select(e => e.Text)];

    /// <summary>One panel at a column's width.</summary>
    public static Figure Single(string name, Panel panel, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles) =>
        Of(name, 3.3f, 1, 138, [panel], axis, styles);

    /// <summary>Several panels at a page's width.</summary>
    public static Figure Grid(string name, int columns, IReadOnlyList<Panel> panels, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles) =>
        Of(name, 6.9f, columns, columns > 2 ? 96 : 118, panels, axis, styles);

    /// <summary>One panel at a page's width, in parts by kind of strategy.</summary>
    public static Figure InParts(string name, Panel panel, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles)
    {
        IReadOnlyList<Panel> parts = [.. panel.Families.Select(panel.Of)];
        var places = new Places(parts);
        return new(name, 6.9f * 72, 2, 118, Views(places, axis), styles, [.. parts.Select(p => (places.Letter(p), (IReadOnlyList<Panel>)[p]))], Notes.Of(new Places([panel], parts), axis));
    }

    /// <summary>
    /// Each panel twice, side by side: against theoretical and against measured speedup, to the same scales and in words over them, so that nobody takes one
    /// for the other.
    /// </summary>
    public static Figure Pairs(string name, IReadOnlyList<Panel> panels, CostAxis measured, IReadOnlyDictionary<Composition, StrategyStyle> styles)
    {
        var (places, theoretical) = (new Places(panels), measured.Beside! with { Beside = measured });
        IReadOnlyList<View> views = [.. panels.SelectMany(p => new View[] { new(p, theoretical, $"{places.Title(p)} · in theory"), new(p, measured, $"{places.Title(p)} · measured") })];
        return new(name, 6.9f * 72, 2, 118, views, styles, [("", panels)], [.. Notes.Of(places, measured with { Label = "speedups" }), MeasuredNotes.Of(places)]);
    }

    private static Figure Of(string name, float inches, int columns, float dataHeight, IReadOnlyList<Panel> panels, CostAxis axis,
        IReadOnlyDictionary<Composition, StrategyStyle> styles)
    {
        var places = new Places(panels);
        return new(name, inches * 72, columns, dataHeight, Views(places, axis), styles, [("", panels)], Notes.Of(places, axis));
    }

    private static IReadOnlyList<View> Views(Places places, CostAxis axis) => [.. places.Panels.Select(p => new View(p, axis, places.Title(p)))];

    /// <summary>Draws the page on white, one unit of the canvas a point.</summary>
    public void Draw(SKCanvas canvas)
    {
        using (var white = new SKPaint { Color = SKColors.White }) canvas.DrawRect(0, 0, Width, Height, white);
        foreach (var (view, plot, area, title) in placed)
        {
            plot.Render(canvas, new PixelRect(area.X, area.X + area.Width, area.Y + area.Height, area.Y));
            foreach (var (i, line) in title.Index())
                Lettering.DrawCentred(canvas, line, area.DataCentre, area.Y - 2 - (title.Count - 1 - i) * TitleHeight, TitleSize, bold: true);
            if (view.Panel.Finished == 0) Lettering.DrawCentred(canvas, "no finished cell", area.DataCentre, area.DataMiddle, LabelSize);
            if (area.LabelLeft) Lettering.DrawUpwards(canvas, "Top-1 accuracy (%)", area.X + LabelSize, area.DataMiddle, LabelSize);
            if (area.LabelBottom) Lettering.DrawCentred(canvas, view.Axis.Label, area.DataCentre, area.Y + area.Height - 2, LabelSize);
        }
        legend.Draw(canvas, (Width - legend.Width) / 2, legendTop);
        foreach (var (i, line) in NoteLines.Index())
            Lettering.Draw(canvas, line, Margin, legendTop + legend.Height + RowGap + (i + 1) * NoteHeight - 2, NoteSize);
    }

    // As many parts a line as there is room for; a part that is wider than a line is broken between words.
    private static List<string> TitleLines(string title, float width)
    {
        var lines = new List<string>();
        foreach (var part in title.Split(" · "))
            if (lines.Count > 0 && $"{lines[^1]} · {part}" is var longer && Lettering.Width(longer, TitleSize, bold: true) <= width) lines[^1] = longer;
            else lines.AddRange(Lettering.Wrap(part, width, TitleSize, bold: true).Select(line => Lettering.Fit(line, width, TitleSize, bold: true)));
        return lines;
    }
}
