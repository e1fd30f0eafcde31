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

    private readonly List<(Panel Panel, Plot Plot, PanelArea Area, IReadOnlyList<string> Title)> placed = [];
    private readonly CostAxis axis;
    private readonly Legend legend;
    private readonly float legendTop;

    private Figure(string name, float width, int columns, float dataHeight, IReadOnlyList<Panel> panels, CostAxis axis,
        IReadOnlyDictionary<Composition, StrategyStyle> styles, Panel? whole = null)
    {
        (Name, Width, this.axis) = (name, width, axis);
        var places = new Places(panels);
        Title = string.Join("; ", panels.Select(places.Title)) + $": top-1 accuracy against {axis.Label.ToLowerInvariant()}";
        var inner = width - 2 * Margin;
        var rows = panels.Chunk(columns).ToList();
        var around = PanelArea.LeftOf(labelled: true) + (columns - 1) * (PanelArea.LeftOf(labelled: false) + ColumnGap) + columns * PanelArea.Right;
        var dataWidth = (inner - around) / columns;
        var y = Margin;
        foreach (var (r, row) in rows.Index())
        {
            var titles = row.Select(p => TitleLines(places.Title(p), dataWidth + 2 * PanelArea.Right)).ToList();
            var x = Margin;
            y += titles.Max(t => t.Count) * TitleHeight;
            foreach (var (c, panel) in row.Index())
            {
                var below = (r + 1) * columns + c < panels.Count;
                var here = new PanelArea
                {
                    X = x, Y = y, DataWidth = dataWidth, DataHeight = dataHeight, LabelLeft = c == 0, LabelBottom = !below,
                };
                placed.Add((panel, PanelPlot.Of(panel, axis, styles, here), here, titles[c]));
                x += here.Width + ColumnGap;
            }
            y += placed[^row.Length..].Max(p => p.Area.Height) + RowGap;
        }
        legend = new Legend(whole is null ? [("", panels)] : [.. panels.Select(p => (places.Letter(p), (IReadOnlyList<Panel>)[p]))], styles, inner);
        legendTop = y;
        NoteLines = [.. Notes.Of(whole is null ? places : new Places([whole], panels), axis).SelectMany(n => Lettering.Wrap(n, inner / Lettering.WidestFallback, NoteSize))];
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
        new(name, 3.3f * 72, 1, 138, [panel], axis, styles);

    /// <summary>Several panels at a page's width.</summary>
    public static Figure Grid(string name, int columns, IReadOnlyList<Panel> panels, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles) =>
        new(name, 6.9f * 72, columns, columns > 2 ? 96 : 118, panels, axis, styles);

    /// <summary>One panel at a page's width, in parts by kind of strategy.</summary>
    public static Figure InParts(string name, Panel panel, CostAxis axis, IReadOnlyDictionary<Composition, StrategyStyle> styles) =>
        new(name, 6.9f * 72, 2, 118, [.. panel.Families.Select(panel.Of)], axis, styles, panel);

    /// <summary>Draws the page on white, one unit of the canvas a point.</summary>
    public void Draw(SKCanvas canvas)
    {
        using (var white = new SKPaint { Color = SKColors.White }) canvas.DrawRect(0, 0, Width, Height, white);
        foreach (var (panel, plot, area, title) in placed)
        {
            plot.Render(canvas, new PixelRect(area.X, area.X + area.Width, area.Y + area.Height, area.Y));
            foreach (var (i, line) in title.Index())
                Lettering.DrawCentred(canvas, line, area.DataCentre, area.Y - 2 - (title.Count - 1 - i) * TitleHeight, TitleSize, bold: true);
            if (panel.Finished == 0) Lettering.DrawCentred(canvas, "no finished cell", area.DataCentre, area.DataMiddle, LabelSize);
            if (area.LabelLeft) Lettering.DrawUpwards(canvas, "Top-1 accuracy (%)", area.X + LabelSize, area.DataMiddle, LabelSize);
            if (area.LabelBottom) Lettering.DrawCentred(canvas, axis.Label, area.DataCentre, area.Y + area.Height - 2, LabelSize);
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
