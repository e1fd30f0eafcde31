using Bench.Core;
using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>
/// A page of panels with titles over them, one legend and the notes under them. Everything is measured in points, so that what is
/// drawn is what is printed: 3.3 inches wide for one panel (a paper's column), 6.9 for a grid (its text width).
/// </summary>
internal sealed class Figure
{
    private const float TitleSize = 8, TitleHeight = 10, LabelSize = 7.5f, NoteSize = 7, NoteHeight = 8.6f, Margin = 3, RowGap = 5, ColumnGap = 6, LeastWidth = 40;

    private readonly List<(View View, Plot Plot, PanelArea Area, IReadOnlyList<string> Title)> placed = [];
    private readonly Page page;
    private readonly FigureLook look;
    private readonly Legend legend;
    private readonly float legendTop, width, height;

    /// <summary>Lays a page out.</summary>
    /// <exception cref="UserError">The size that a user gives is too small for it.</exception>
    public Figure(Page page, FigureLook look)
    {
        (this.page, this.look) = (page, look);
        width = look.WidthOf(page);
        Title = string.Join("; ", page.Views.Select(v => v.Title).Where(t => t != "")) + $": {page.Subject}";
        var inner = width - 2 * Margin;
        var columns = page.PanelColumns;
        var rows = page.Views.Chunk(columns).ToList();
        var labelled = Enumerable.Range(0, columns).Select(c => c == 0 ? rows.Any(r => r[0].YLabel != "") : rows.Any(r => c < r.Length && r[c].YLabel != r[c - 1].YLabel)).ToList();
        var around = labelled.Sum(l => page.TicksLeft + (l ? PanelArea.Label : 0)) + (columns - 1) * ColumnGap + columns * PanelArea.Right;
        var dataWidth = (inner - around) / columns;
        if (dataWidth < LeastWidth)
            throw new UserError(FormattableString.Invariant($"--size: {width * look.Scale / 72:0.##} inches is too narrow for {page.Name}, which has {columns} panels in a row"));
        legend = new Legend(page.Legend, inner);
        var noteWidth = inner / Lettering.WidestFallback;
        NoteLines = look.Bare ? [] : [.. page.Notes.SelectMany(n => Lettering.Wrap(n, noteWidth, NoteSize)).Select(line => Lettering.Fit(line, noteWidth, NoteSize))];
        var titles = page.Views.Select(v => TitleLines(look.Bare ? v.Letter : v.Title, dataWidth + 2 * PanelArea.Right)).ToList();
        var below = page.Views.Select((v, i) => v.XLabel != "" && (i + columns >= page.Views.Count || page.Views[i + columns].XLabel != v.XLabel)).ToList();
        var rest = Margin + rows.Index().Sum(r => titles.Skip(r.Index * columns).Take(r.Item.Length).Max(t => t.Count) * TitleHeight
            + PanelArea.Top + page.TicksBelow + (below.Skip(r.Index * columns).Take(r.Item.Length).Any(b => b) ? PanelArea.Label : 0) + RowGap) + Under();
        var dataHeight = look.DataHeightOf(page, rows.Count, rest);
        var y = Margin;
        foreach (var (r, row) in rows.Index())
        {
            var x = Margin;
            y += titles.Skip(r * columns).Take(row.Length).Max(t => t.Count) * TitleHeight;
            foreach (var (c, view) in row.Index())
            {
                var here = new PanelArea
                {
                    X = x, Y = y, DataWidth = dataWidth, DataHeight = dataHeight, LabelLeft = labelled[c], LabelBottom = below[r * columns + c],
                    TicksLeft = page.TicksLeft, TicksBelow = page.TicksBelow,
                };
                placed.Add((view, view.Draw(here), here, titles[r * columns + c]));
                x += here.Width + ColumnGap;
            }
            y += placed[^row.Length..].Max(p => p.Area.Height) + RowGap;
        }
        legendTop = y;
        height = legendTop + legend.Height + (NoteLines.Count > 0 ? RowGap + NoteLines.Count * NoteHeight : 0) + Margin;
    }

    /// <summary>The file's name without its ending.</summary>
    public string Name => page.Name;

    /// <summary>What the figure shows, in words.</summary>
    public string Title { get; }

    /// <summary>What is drawn and what must be known of it, for who cannot see it.</summary>
    public string Description => string.Join(' ', page.Legend.SelectMany(s => s.Entries).Select(e => e.Text + e.Mark).Distinct().ToList() is { Count: > 0 } shown ? page.Notes.Prepend($"Shown: {string.Join(", ", shown)}.") : page.Notes);

    /// <summary>In points, as is the next.</summary>
    public float Width => width * look.Scale;

    /// <summary>From the upper to the lower edge of the page.</summary>
    public float Height => look.Size is { } size ? (float)size.Height * 72 : height * look.Scale;

    public int Dpi => look.Dpi;

    public IReadOnlyList<Plot> Plots => [.. placed.Select(p => p.Plot)];

    /// <summary>The lines over each panel.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Titles => [.. placed.Select(p => p.Title)];

    public IReadOnlyList<string> NoteLines { get; }

    public IReadOnlyList<string> LegendEntries => [.. legend.Entries.Select(e => e.Text)];

    /// <summary>What stands beside it where it is drawn without title and notes; null else.</summary>
    public Caption? Caption => look.Bare ? Caption.Of(page) : null;

    /// <summary>Draws the page on white, one unit of the canvas a point.</summary>
    public void Draw(SKCanvas canvas)
    {
        using (var white = new SKPaint { Color = SKColors.White }) canvas.DrawRect(0, 0, Width, Height, white);
        if (look.Scale != 1) canvas.Scale(look.Scale);
        foreach (var (view, plot, area, title) in placed)
        {
            plot.Render(canvas, new PixelRect(area.X, area.X + area.Width, area.Y + area.Height, area.Y));
            foreach (var (i, line) in title.Index())
                Lettering.DrawCentred(canvas, line, area.DataCentre, area.Y - 2 - (title.Count - 1 - i) * TitleHeight, TitleSize, bold: true);
            if (view.Standing != "") Lettering.DrawCentred(canvas, view.Standing, area.DataCentre, area.DataMiddle, LabelSize);
            if (area.LabelLeft) Lettering.DrawUpwards(canvas, view.YLabel, area.X + LabelSize, area.DataMiddle, LabelSize);
            if (area.LabelBottom) Lettering.DrawCentred(canvas, view.XLabel, area.DataCentre, area.Y + area.Height - 2, LabelSize);
        }
        legend.Draw(canvas, (width - legend.Width) / 2, legendTop);
        foreach (var (i, line) in NoteLines.Index())
            Lettering.Draw(canvas, line, Margin, legendTop + legend.Height + RowGap + (i + 1) * NoteHeight - 2, NoteSize);
    }

    private float Under() => legend.Height + (NoteLines.Count > 0 ? RowGap + NoteLines.Count * NoteHeight : 0) + Margin;

    // As many parts a line as there is room for; a part that is wider than a line is broken between words.
    private static List<string> TitleLines(string title, float width)
    {
        var lines = new List<string>();
        foreach (var part in title.Split(" · ", StringSplitOptions.RemoveEmptyEntries))
            if (lines.Count > 0 && $"{lines[^1]} · {part}" is var longer && Lettering.Width(longer, TitleSize, bold: true) <= width) lines[^1] = longer;
            else lines.AddRange(Lettering.Wrap(part, width, TitleSize, bold: true).Select(line => Lettering.Fit(line, width, TitleSize, bold: true)));
        return lines;
    }
}
