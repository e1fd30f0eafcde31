using System.Globalization;
using System.Text;

namespace Bench.Results;

/// <summary>Values written out in SQL: the one place that escapes them.</summary>
public static class SqlLiteral
{
    /// <summary>A value as SQLite reads it back.</summary>
    public static string Of(object? value) => value switch
    {
        null => "NULL",
        double.PositiveInfinity => "9e999",
        double.NegativeInfinity => "-9e999",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        bool flag => flag ? "1" : "0",
        string text when text.Contains('\0', StringComparison.Ordinal) => $"CAST(x'{Convert.ToHexString(Encoding.UTF8.GetBytes(text))}' AS TEXT)",
        string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
