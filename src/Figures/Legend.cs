using Bench.Analysis;
using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>Which line is which: in columns under the axes, one entry a strategy and one for the control.</summary>
internal sealed class Legend
{
    /// <summary>What the control is called.</summary>
    public const string Control = "dense control";

    private const float Size = 7, RowHeight = 10, SampleWidth = 21, Gap = 4, ColumnGap = 12;
    private readonly int columns;
    private readonly float columnWidth;

    /// <summary>Lays the entries out within a width in points.</summary>
    public Legend(IReadOnlyList<Panel> panels, IReadOnlyDictionary<Composition, StrategyStyle> styles, float width)
    {
        var curves = panels.SelectMany(p => p.Curves).ToList();
        Entries =
        [
            .. StrategyStyles.Ordered(curves.Select(c => c.Composition))
                .Select(s => (Lettering.Fit(Label(s), width - SampleWidth - Gap, Size), styles[s])),
            .. panels.Any(p => p.Control is not null) ? new[] { (Control, StrategyStyles.Dense) } : [],
        ];
        var widest = Entries.Select(e => SampleWidth + Gap + Lettering.Width(e.Text, Size)).DefaultIfEmpty().Max();
        var fitting = Math.Clamp((int)((width + ColumnGap) / (widest + ColumnGap)), 1, Math.Max(Entries.Count, 1));
        Rows = (Entries.Count + fitting - 1) / fitting;
        columns = Rows == 0 ? 1 : (Entries.Count + Rows - 1) / Rows;
        columnWidth = widest + ColumnGap;
        Width = columns * columnWidth - ColumnGap;

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
            var left = x + i % columns * columnWidth;
            var middle = y + (i / columns + 0.5f) * RowHeight;
            DrawSample(canvas, left, middle, style);
            Lettering.Draw(canvas, text, left + SampleWidth + Gap, middle + 0.36f * Size, Size);
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
        canvas.DrawLine(left, middle, left + SampleWidth, middle, line);
        style.Marker.Draw(canvas, new Pixel(left + SampleWidth / 2, middle), style.Marker.Style(style.Colour, PanelPlot.MarkerSize, hollow: false));
    }
}
