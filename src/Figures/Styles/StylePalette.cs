using ScottPlot;

namespace Bench.Figures;

/// <summary>
/// The colours and lines of curves. Any two colours, the control's included, differ by a CIEDE2000 distance of at least 16 to normal,
/// deuteranopic, protanopic and tritanopic eyes (as Machado, Oliveira and Fernandes, 2009, compute what these see), and all stand out
/// from white paper. Hardly more than these can: further strategies differ in line and marker.
/// </summary>
internal static class StylePalette
{
    /// <summary>The control's.</summary>
    public static Color Ink { get; } = Color.FromSKColor(Lettering.Ink);

    /// <summary>That of what is shown for comparison alone.</summary>
    public static Color Around { get; } = Color.FromHex("#C8C8C8");

    /// <summary>Half as strong, as that of what stands behind.</summary>
    public static Color Paler(Color colour) => new((byte)((colour.R + 255) / 2), (byte)((colour.G + 255) / 2), (byte)((colour.B + 255) / 2));

    /// <summary>The colours of criteria that have one for themselves.</summary>
    public static IReadOnlyDictionary<string, Color> Criteria { get; } = new Dictionary<string, Color>(StringComparer.Ordinal)
    {
        ["magnitude"] = Color.FromHex("#0072B2"),
        ["gradient"] = Color.FromHex("#E8781E"),
        ["activation"] = Color.FromHex("#2F5D1A"),
        ["random"] = Color.FromHex("#7E7E7E"),
    };

    /// <summary>All colours of curves: those for other criteria first.</summary>
    public static IReadOnlyList<Color> Colours { get; } =
        [.. new[] { "#44AAEE", "#2200BB", "#803058" }.Select(hex => Color.FromHex(hex)), .. Criteria.Values];

    /// <summary>The lines of scopes that have one for themselves.</summary>
    public static IReadOnlyDictionary<string, LinePattern> Scopes { get; } = new Dictionary<string, LinePattern>(StringComparer.Ordinal)
    {
        ["global"] = LinePattern.Solid,
        ["layer"] = new([3, 1.5f], 0, "dashes"),
    };

    /// <summary>Lines for strategies of a colour that has all the others already.</summary>
    public static IReadOnlyList<LinePattern> FurtherLines { get; } =
        [new([4.5f, 1.2f, 0.9f, 1.2f, 0.9f, 1.2f], 0, "dashes and two dots"), new([1.6f, 3], 0, "short dashes")];

    /// <summary>All lines but those: those for other scopes first.</summary>
    public static IReadOnlyList<LinePattern> Lines { get; } =
        [new([0.9f, 1.2f], 0, "dots"), new([4.5f, 1.2f, 0.9f, 1.2f], 0, "dashes and dots"), new([6.5f, 2.4f], 0, "long dashes"), .. Scopes.Values];
}
