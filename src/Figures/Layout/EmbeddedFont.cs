using ScottPlot;
using SkiaSharp;

namespace Bench.Figures;

/// <summary>
/// The font that figures are set in, carried inside the program so that they look the same on a machine without fonts. Its widths
/// are those of Liberation Sans, Arial and Helvetica, so an SVG, which names fonts instead of carrying them, keeps its layout.
/// </summary>
internal sealed class EmbeddedFont : IFontResolver
{
    /// <summary>The family's name.</summary>
    public const string Family = "Bench Sans";

    /// <summary>The families of the same widths that an SVG names instead, the nearest first.</summary>
    public const string SameWidths = "Liberation Sans, Arimo, Arial, Helvetica, sans-serif";

    public static SKTypeface Regular { get; } = Load("BenchSans-Regular.ttf");

    public static SKTypeface Bold { get; } = Load("BenchSans-Bold.ttf");

    /// <summary>Makes the family known to ScottPlot, once however often it is called.</summary>
    public static void Register()
    {
        lock (Fonts.FontResolvers)
            if (!Fonts.FontResolvers.OfType<EmbeddedFont>().Any()) Fonts.FontResolvers.Insert(0, new EmbeddedFont());
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        fontName != Family ? null : weight >= FontWeight.SemiBold ? Bold : Regular;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        CreateTypeface(fontName, bold ? FontWeight.Bold : FontWeight.Normal, FontSlant.Upright, FontSpacing.Normal);

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(EmbeddedFont).Assembly.GetManifestResourceStream(resource)!;
        return SKTypeface.FromStream(stream);
    }
}
