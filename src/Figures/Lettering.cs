using System.Text;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>Text in points: measured, broken into lines, shortened and drawn.</summary>
internal static class Lettering
{
    /// <summary>
    /// A viewer of an SVG may have no font of the widths of the embedded one: the common DejaVu Sans is wider by this, and what is set in
    /// it must not run off the page.
    /// </summary>
    public const float WidestFallback = 1.15f;

    private const int LongestFitted = 400;

    /// <summary>A text without what no line and no document can show: control characters become blanks, halves of letters U+FFFD.</summary>
    public static string Shown(string text)
    {
        if (!text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\uFFFE' or '\uFFFF')) return text;
        return string.Concat(text.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : r.ToString()));
    }

    /// <summary>Width of a line in points.</summary>
    public static float Width(string text, float size, bool bold = false)
    {
        using var font = Font(size, bold);
        return font.MeasureText(Shown(text));
    }

    /// <summary>Lines of whole words, none wider than <paramref name="width"/> points unless a single word is.</summary>
    public static IReadOnlyList<string> Wrap(string text, float width, float size, bool bold = false)
    {
        var lines = new List<string> { "" };
        foreach (var word in text.Split(' '))
        {
            var longer = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
            if (lines[^1].Length > 0 && Width(longer, size, bold) > width) lines.Add(word);
            else lines[^1] = longer;
        }
        return lines;
    }

    /// <summary>The text, or its beginning and its end around an ellipsis where it is wider than <paramref name="width"/> points.</summary>
    public static string Fit(string text, float width, float size, bool bold = false)
    {
        if (Width(text, size, bold) <= width) return text;
        if (text.Length > LongestFitted) text = $"{text[..(LongestFitted / 2)]}{text[^(LongestFitted / 2)..]}"; // so much is never shown
        for (var kept = text.Length - 1; kept > 2; kept--)
        {
            var shown = $"{text[..((kept + 1) / 2)]}…{text[^(kept / 2)..]}";
            if (Width(shown, size, bold) <= width) return shown;
        }
        return "…";
    }

    /// <summary>Draws a line that begins at <paramref name="x"/>.</summary>
    public static void Draw(SKCanvas canvas, string text, float x, float baseline, float size, bool bold = false)
    {
        using var font = Font(size, bold);
        using var paint = new SKPaint { Color = Ink, IsAntialias = true };
        canvas.DrawText(Shown(text), x, baseline, font, paint);
    }

    /// <summary>Draws a line whose middle is at <paramref name="x"/>.</summary>
    public static void DrawCentred(SKCanvas canvas, string text, float x, float baseline, float size, bool bold = false) =>
        Draw(canvas, text, x - Width(text, size, bold) / 2, baseline, size, bold);

    /// <summary>Draws a line from bottom to top whose middle is at <paramref name="y"/>.</summary>
    public static void DrawUpwards(SKCanvas canvas, string text, float baseline, float y, float size)
    {
        using var turned = new SKAutoCanvasRestore(canvas);
        canvas.Translate(baseline, y);
        canvas.RotateDegrees(-90);
        DrawCentred(canvas, text, 0, 0, size);
    }

    /// <summary>The colour of text, axes and the control.</summary>
    public static SKColor Ink { get; } = new(0x1A, 0x1A, 0x1A);

    private static SKFont Font(float size, bool bold) => new(bold ? EmbeddedFont.Bold : EmbeddedFont.Regular, size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
    };
}
