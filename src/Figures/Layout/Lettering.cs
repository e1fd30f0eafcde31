using System.Globalization;
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

    /// <summary>The text, or its beginning and its end around an ellipsis where it is wider than <paramref name="width"/> points; no letter is divided.</summary>
    public static string Fit(string text, float width, float size, bool bold = false) => Width(text, size, bold) <= width ? text
        : Longest(Letters(text), (letters, kept) => $"{string.Concat(letters.Take((kept + 1) / 2))}…{string.Concat(letters.TakeLast(kept / 2))}", width, size, bold);

    /// <summary>The text, or as much of its beginning as there is room for and an ellipsis.</summary>
    /// <param name="text">What is shortened.</param>
    /// <param name="ending">What stands behind it, whole.</param>
    /// <param name="width">In points.</param>
    /// <param name="size">Of the letters.</param>
    public static string FitBeginning(string text, string ending, float width, float size) => Width(text + ending, size) <= width ? text + ending
        : Longest(Letters(text), (letters, kept) => $"{string.Concat(letters.Take(kept)).TrimEnd(' ', ',', '(')}…{ending}", width, size, bold: false);

    private static string Longest(List<string> letters, Func<List<string>, int, string> shorten, float width, float size, bool bold)
    {
        for (var kept = letters.Count - 1; kept > 2; kept--)
            if (shorten(letters, kept) is var shown && Width(shown, size, bold) <= width) return shown;
        return "…";
    }

    // With their accents and halves; so much that is never shown is left out.
    private static List<string> Letters(string text)
    {
        var letters = new List<string>();
        for (var all = StringInfo.GetTextElementEnumerator(text); all.MoveNext();) letters.Add(all.GetTextElement());
        return letters.Count <= LongestFitted ? letters : [.. letters.Take(LongestFitted / 2), .. letters.TakeLast(LongestFitted / 2)];
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
