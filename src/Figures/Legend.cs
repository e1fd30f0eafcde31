using Bench.Analysis;
using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>Which line is which: in columns under the axes, one entry a strategy and one for the control.</summary>
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

    /// <summary>Lays the entries out within a width in points.</summary>
    public Legend(IReadOnlyList<Panel> panels, IReadOnlyDictionary<Composition, StrategyStyle> styles, float width)
    {
        var curves = panels.SelectMany(p => p.Curves).ToList();
        Entries =
        [
            .. StrategyStyles.Ordered(curves.Select(c => c.Composition))
                .Select(s => (Lettering.Fit(Label(s), width - SampleWidth - Gap, Size), styles[s])),
            .. panels.Any(p => p.Controls.Count > 0) ? new[] { (Control, StrategyStyles.Dense with { HasLine = panels.Any(p => p.Control is not null) }) } : [],
        ];
        columns = Columns(width);
        Rows = (Entries.Count + columns.Count - 1) / columns.Count;
        Width = columns.Sum() + (columns.Count - 1) * ColumnGap;

        string Label(Composition strategy) => string.Join(" / ", curves.Where(c => c.Composition == strategy).Select(c => c.Strategy).Distinct());
    }

    public IReadOnlyList<(string Text, StrategyStyle Style)> Entries { get; }

    public float Width { get; }

    public float Height => Rows * RowHeight;

    private int Rows { get; }

    /// <summary>Draws the entries row by row, with the legend's upper left corner at (x, y).</summary>
    public void Draw(SKCanvas canvas, float x, float y)
    {
        foreach (var (i, (text, style)) in Entries.Index())
        {
            var left = x + columns.Take(i % columns.Count).Sum(w => w + ColumnGap);
            var middle = y + (i / columns.Count + 0.5f) * RowHeight;
            DrawSample(canvas, left, middle, style);
            Lettering.Draw(canvas, text, left + SampleWidth + Gap, middle + 0.36f * Size, Size);
        }
    }

    // The widths of as many columns as there is room for, and no more than fill the rows that these make.
    private List<float> Columns(float width)
    {
        // Set in a wider font, a long name may use up the gap beside it but not what follows.
        var widths = Entries.Select(e => Lettering.Width(e.Text, Size)).Select(w => SampleWidth + Gap + Math.Max(w, Lettering.WidestFallback * w - ColumnGap + 3)).ToList();
        for (var count = Math.Max(widths.Count, 1); ; count--)
        {
            var rows = (widths.Count + count - 1) / count;
            if (count > 1 && (count - 1) * rows >= widths.Count) continue;
            var columns = Enumerable.Range(0, count).Select(c => widths.Where((_, i) => i % count == c).DefaultIfEmpty().Max()).ToList();
            if (count == 1 || columns.Sum() + (count - 1) * ColumnGap <= width) return columns;
        }
    }

    private static void DrawSample(SKCanvas canvas, float left, float middle, StrategyStyle style)
    {
        using var effect = style.Line.GetPathEffect();
        using var line = new SKPaint
        {
            Color = style.Colour.ToSKColor(),
            StrokeWidth = 0.9f,
            IsStroke = true,
            IsAntialias = true,
            PathEffect = effect,
        };
        if (style.HasLine) canvas.DrawLine(left, middle, left + SampleWidth, middle, line);
        style.Marker.Draw(canvas, new Pixel(left + SampleWidth / 2, middle), style.Marker.Style(style.Colour, PanelPlot.MarkerSize, hollow: false));
    }
}
