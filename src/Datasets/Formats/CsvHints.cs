using System.Globalization;
using CsvHelper;

namespace Bench.Datasets;

/// <summary>What a mistake in a row most likely comes from, in brackets after the mistake; empty where nothing is likely.</summary>
internal static class CsvHints
{
    private const int LongestText = 40;
    private const string Header = " (if this row is a header, say header: true)";

    /// <summary>A field for a message: on one line, and cut where it is long.</summary>
    public static string Text(CsvReader row, int column)
    {
        var text = row.GetString(column).ReplaceLineEndings(" ");
        return text.Length > LongestText ? $"{text[..LongestText]}…" : text;
    }

    /// <summary>Why a row may have another number of columns.</summary>
    public static string OfColumns(CsvReader row, Csv.Layout layout)
    {
        var (count, size) = (row.FieldCount, layout.Shape.Size);
        for (var i = 0; i < count; i++)
            if (Separator(row.GetString(i), decimalCommas: count > 1) is { } separator) return separator;
        if (MayBeHeader(row, layout) && !row.TryParse<double>(0, out _)) return Header;
        if (count == size + layout.Classes && layout.Classes > 2) return $" (labels in {layout.Classes} columns of 0 and 1? Write them as one number, 0 to {layout.Classes - 1})";
        if (count == size + 2) return " (one too many: is it a running number, such as pandas writes without index=False?)";
        return count == size ? " (is the label missing?)" : "";
    }

    /// <summary>Why a pixel may be no number.</summary>
    public static string OfText(CsvReader row, int column, Csv.Layout layout) =>
        Separator(row.GetString(column), decimalCommas: true) ?? (MayBeHeader(row, layout) ? Header : "");

    /// <summary>Why a pixel may be out of range.</summary>
    public static string OfValue(double value) =>
        value < 0 ? " (values have to begin at 0: of −1 to 1 make 0 to 1, and say max-value: 1)"
        : double.IsFinite(value) ? " (if it is right, say max-value)"
        : "";

    /// <summary>Why a label may be none.</summary>
    public static string OfLabel(CsvReader row, int column, Csv.Layout layout)
    {
        if (!double.TryParse(row.GetString(column), CultureInfo.InvariantCulture, out var number))
            return Separator(row.GetString(column), decimalCommas: true)
                ?? $" (labels are numbers, counted from 0{(MayBeHeader(row, layout) ? "; if this row is a header, say header: true" : "")})";
        return number == layout.Classes ? $" (labels are counted from 0; if there are more, say classes: {layout.Classes + 1})" : "";
    }

    private static bool MayBeHeader(CsvReader row, Csv.Layout layout) => row.RowNumber == 1 && !layout.Header;

    private static string? Separator(string text, bool decimalCommas)
    {
        var by = text.Contains(';', StringComparison.Ordinal) ? "';'"
            : text.Contains('\t', StringComparison.Ordinal) ? "tabs"
            : text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words && words.All(w => double.TryParse(w, CultureInfo.InvariantCulture, out _)) ? "blanks"
            : null;
        if (by is null) return null;
        return decimalCommas && by != "blanks"
            ? $" (separated by {by}, with decimal commas? Columns have to be separated by ',', and decimals written with a point)"
            : $" (separated by {by}? Columns have to be separated by ',')";
    }
}
