using System.Globalization;
using System.Text;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>Which letters figures can show.</summary>
public static class FigureLetters
{
    /// <summary>The letters of a text that the embedded font has no picture of, each once, in their order; empty for most texts.</summary>
    public static IReadOnlyList<string> Lacking(string text) => Ascii.IsValid(text) ? []
        : [.. text.EnumerateRunes().Distinct().Where(IsLacking).Select(r => r.ToString())];

    private static bool IsLacking(Rune letter) => !IsInvisible(letter) && !(Has(EmbeddedFont.Regular, letter) && Has(EmbeddedFont.Bold, letter));

    private static bool Has(SKTypeface font, Rune letter) => font.GetGlyph(letter.Value) != 0;

    // What joins or varies the letters beside it is not missed.
    private static bool IsInvisible(Rune letter) =>
        Rune.GetUnicodeCategory(letter) is UnicodeCategory.Format or UnicodeCategory.Control || letter.Value is >= 0xFE00 and <= 0xFE0F;
}
