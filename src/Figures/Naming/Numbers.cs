using System.Globalization;

namespace Bench.Figures;

/// <summary>How numbers are written in tables, notes and the report: one way for each quantity, so that the same number looks the same everywhere.</summary>
internal static class Numbers
{
    /// <summary>What stands where a number is not known.</summary>
    public const string None = "–";

    /// <summary>A number with this many decimals and a minus as printers set it; rounded to 0 it has none.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value)) return double.IsNaN(value) ? None : value > 0 ? "∞" : "−∞";
        var text = value.ToString($"F{decimals}", CultureInfo.InvariantCulture);
        return text.StartsWith('-') ? text.Any(c => c is >= '1' and <= '9') ? $"−{text[1..]}" : text[1..] : text;
    }

    /// <summary>As <see cref="Fixed"/>, with a plus where it is above 0: a difference.</summary>
    public static string Signed(double value, int decimals) => Fixed(value, decimals) is var text && value > 0 && text.Any(c => c is >= '1' and <= '9') ? $"+{text}" : text;

    /// <summary>An asked compression ratio, such as <c>16×</c> or <c>1.43×</c>.</summary>
    public static string Ratio(double ratio) => $"{ratio.ToString("0.##", CultureInfo.InvariantCulture)}×";

    /// <summary>A p-value: three decimals, or that it is below the least of these.</summary>
    public static string Probability(double p) => p < 0.001 ? "< 0.001" : Fixed(p, 3);

    /// <summary>A count with thin groups of three: <c>20 000</c> is <c>20,000</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Four significant digits, for sizes and costs of any order.</summary>
    public static string Significant(double value) => !double.IsFinite(value) ? Fixed(value, 0)
        : value.ToString("G4", CultureInfo.InvariantCulture).Replace("-", "−", StringComparison.Ordinal);
}
