using Bench.Analysis;
using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>Which line is which: in columns under the axes, one entry a strategy, by sections where panels show different ones, and one for the control.</summary>
internal sealed class Legend
{
    /// <summary>What the control is called.</summary>
    public const string Control = "dense control";

    /// <summary>What one of several controls is called: <c>dense control (weight-rewind)</c> for <c>dense (weight-rewind)</c>.</summary>
    public static string NameOf(Panel panel, DenseControl control) => panel.Controls.Count == 1 ? Control : NameOf(control.Name);

    /// <summary>The same for cells without a result.</summary>
    public static string NameOf(MissingCells cells) => cells.Composition.IsDense ? NameOf(cells.Strategy) : cells.Strategy;

    private static string NameOf(string dense) => dense.StartsWith("dense", StringComparison.Ordinal) ? $"{Control}{dense["dense".Length..]}" : dense;

    private const float Size = 7, RowHeight = 10, SampleWidth = 21, Gap = 4, ColumnGap = 12;
    private readonly List<float> columns;
    private readonly float indent;

    private readonly IReadOnlyList<LegendSection> sections;
    private readonly bool headed;
    private readonly Legend? below;
    private readonly float ownWidth;

    /// <summary>Lays the entries out within a width in points; those of each section follow its heading.</summary>
    public Legend(IReadOnlyList<LegendSection> sections, float width) : this([.. sections.Where(s => !s.Apart)], width, headed: false)
    {
        if (sections.Any(s => s.Apart)) below = new([.. sections.Where(s => s.Apart)], width, headed: true);
        Width = Math.Max(ownWidth, below?.Width ?? 0);
    }

    private Legend(IReadOnlyList<LegendSection> sections, float width, bool headed)
    {
        this.headed = headed;
        indent = headed ? 0 : sections.Any(s => s.Heading != "") ? sections.Max(s => Lettering.Width(s.Heading, Size)) + Gap : 0;
        this.sections = [.. sections.Select(s => s with { Heading = headed ? Lettering.FitBeginning(s.Heading, "", width / Lettering.WidestFallback, Size) : s.Heading, Entries = Fitted(s, Widest(width - indent)) })];
        columns = Columns(width - indent);
        // Headings of their own rows may be wider than all columns.
        Width = ownWidth = Math.Max(indent + columns.Sum() + (columns.Count - 1) * ColumnGap, headed ? this.sections.Max(s => Lettering.WidestFallback * Lettering.Width(s.Heading, Size)) : 0);
    }

    /// <summary>The strategies of some panels by section, and one entry for the control.</summary>
    /// <param name="panels">The panels by section: the strategies of each section follow its heading, such as <c>(a)</c>, which may be empty.</param>
    /// <param name="styles">A style for each strategy.</param>
    public static IReadOnlyList<LegendSection> Of(IReadOnlyList<(string Heading, IReadOnlyList<Panel> Panels)> panels, StyleBook styles)
    {
        var sections = new List<LegendSection>();
        foreach (var (heading, some) in panels)
        {
            var curves = some.SelectMany(p => p.Curves).GroupBy(c => c.Composition, c => c.Strategy).ToDictionary(g => g.Key, g => string.Join(" / ", g.Distinct()));
            sections.Add(new(heading, [.. styles.Ordered(curves.Keys).Select(s => new LegendEntry(curves[s], styles[s]))]));
        }
        var all = panels.SelectMany(s => s.Panels).ToList();
        if (all.Any(p => p.Controls.Count > 0))
        {
            var control = new LegendEntry(Control, StrategyStyles.Dense with { HasLine = all.Any(p => p.Control is not null) });
            if (sections is [{ Heading: "" }]) sections[0] = new("", [.. sections[0].Entries, control]);
            else sections.Add(new("", [control]));
        }
        return sections;
    }

    public IReadOnlyList<LegendEntry> Entries => [.. sections.SelectMany(s => s.Entries), .. below?.Entries ?? []];

    public float Width { get; }

    public float Height => sections.Sum(s => RowsOf(s.Entries.Count, columns.Count) + (headed ? 1 : 0)) * RowHeight + (below?.Height ?? 0);

    /// <summary>Draws the entries row by row, with the legend's upper left corner at (x, y).</summary>
    public void Draw(SKCanvas canvas, float x, float y)
    {
        var edge = x;
        x += (Width - ownWidth) / 2;
        foreach (var (heading, entries) in sections)
        {
            Lettering.Draw(canvas, heading, x, y + 0.5f * RowHeight + 0.36f * Size, Size);
            if (headed) y += RowHeight;
            foreach (var (i, (text, style, _)) in entries.Index())
            {
                var left = x + indent + columns.Take(i % columns.Count).Sum(w => w + ColumnGap);
                var middle = y + (i / columns.Count + 0.5f) * RowHeight;
                DrawSample(canvas, left, middle, style);
                Lettering.Draw(canvas, text, left + SampleWidth + Gap, middle + 0.36f * Size, Size);
            }
            y += RowsOf(entries.Count, columns.Count) * RowHeight;
        }
        below?.Draw(canvas, edge + (Width - below.Width) / 2, y);
    }

    // What is published is known by the beginning of its name; where that is not enough, and of strategies, which often begin alike, the end is kept too.
    private static IReadOnlyList<LegendEntry> Fitted(LegendSection section, float width)
    {
        var entries = section.Entries.Select(e => (Entry: e, Short: section.Apart ? Lettering.FitBeginning(e.Text, e.Mark, width, Size) : Lettering.Fit(e.Text + e.Mark, width, Size))).ToList();
        return [.. entries.Select(e => e.Entry with { Text = entries.Count(other => other.Short == e.Short) == 1 ? e.Short : Lettering.Fit(e.Entry.Text + e.Entry.Mark, width, Size), Mark = "" })];
    }

    private static int RowsOf(int entries, int columns) => (entries + columns - 1) / columns;

    // The widths of as many columns as there is room for, and no more than fill the rows that these make.
    private List<float> Columns(float width)
    {
        var most = sections.Select(s => s.Entries.Count).Append(1).Max();
        for (var count = most; ; count--)
        {
            if (count > 1 && (count - 1) * RowsOf(most, count) >= most) continue;
            var widths = Enumerable.Range(0, count)
                .Select(c => sections.SelectMany(s => s.Entries.Where((_, i) => i % count == c)).Select(e => WidthOf(e.Text)).DefaultIfEmpty().Max()).ToList();
            if (count == 1 || widths.Sum() + (count - 1) * ColumnGap <= width) return widths;
        }
    }

    // The longest text that leaves a column within the width, and all of it on the page.
    private static float Widest(float width) => Math.Min(width - SampleWidth - Gap, (width - SampleWidth - Gap + ColumnGap - 3) / Lettering.WidestFallback);

    // Set in a wider font, a long name may use up the gap beside it but not what follows.
    private static float WidthOf(string text) =>
        Lettering.Width(text, Size) is var w ? SampleWidth + Gap + Math.Max(w, Lettering.WidestFallback * w - ColumnGap + 3) : 0;

    private static void DrawSample(SKCanvas canvas, float left, float middle, StrategyStyle style)
    {
        using var effect = style.Line.GetPathEffect();
        using var line = new SKPaint
        {
            Color = style.Colour.ToSKColor(),
            StrokeWidth = style.LineWidth,
            IsStroke = true,
            IsAntialias = true,
            PathEffect = effect,
        };
        if (style.HasLine) canvas.DrawLine(left, middle, left + SampleWidth, middle, line);
        if (style.HasMarker) style.Marker.Draw(canvas, new Pixel(left + SampleWidth / 2, middle), style.Marker.Style(style.Colour, style.MarkerSize, style.Hollow));
    }
}
