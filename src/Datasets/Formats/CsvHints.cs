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
    public static string OfColumns(CsvReader row, CsvColumns columns)
    {
        var (count, layout) = (row.FieldCount, columns.Layout);
        for (var i = 0; i < count; i++)
            if (OfSeparator(row.GetString(i), layout) is { } separator) return separator;
        if (MayBeHeader(row, layout) && !row.TryParse<double>(0, out _)) return Header;
        if (count == columns.Count + layout.Classes - 1 && layout.Classes > 2 && !layout.Form.OneHot) return $" (labels in {layout.Classes} columns of 0 and 1? Say labels: one-hot)";
        if (count == columns.Count + 1 && string.IsNullOrWhiteSpace(row.GetString(count - 1))) return $" (nothing behind the last separator? Say skip-columns: [{count}])";
        if (count == columns.Count + 1) return " (one too many: is the first a running number, such as pandas writes without index=False? Say skip-columns: [1])";
        return count == columns.Count - 1 ? " (is the label missing?)" : "";
    }

    /// <summary>Why a pixel may be no number.</summary>
    public static string OfText(CsvReader row, int column, CsvColumns columns) =>
        OfSeparator(row.GetString(column), columns.Layout) ?? (MayBeHeader(row, columns.Layout) ? Header : "");

    /// <summary>Why a pixel may be out of range.</summary>
    public static string OfValue(double value) =>
        value < 0 ? " (if it is right, say min-value: -1 for values of −1 to 1, with max-value: 1)"
        : double.IsFinite(value) ? " (if it is right, say max-value)"
        : "";

    /// <summary>Why a label may be none.</summary>
    public static string OfLabel(CsvReader row, int column, CsvColumns columns)
    {
        var layout = columns.Layout;
        if (layout.Form.Words) return layout.Form.Names is null ? $" (there are more than {layout.Classes} different ones; classes says how many)" : "";
        if (!double.TryParse(row.GetString(column), CultureInfo.InvariantCulture, out var number))
            return OfSeparator(row.GetString(column), layout)
                ?? $" (labels are numbers, counted from {layout.Form.From}; of words say labels: words, or labels: [the first class, the second, ...]{(MayBeHeader(row, layout) ? "; if this row is a header, say header: true" : "")})";
        return number == layout.Classes && layout.Form.From == 0
            ? $" (labels are counted from 0; if they begin at 1, say labels: {{from: 1}}; if there are more, say classes: {layout.Classes + 1})"
            : "";
    }

    private static bool MayBeHeader(CsvReader row, Csv.Layout layout) => row.RowNumber == 1 && !layout.Header;

    private static string? OfSeparator(string text, Csv.Layout layout)
    {
        if (!layout.DecimalComma && text.Contains(',', StringComparison.Ordinal) && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return " (decimals behind a comma? Say decimal: comma)";
        var by = text.Contains(';', StringComparison.Ordinal) ? "semicolon"
            : text.Contains('\t', StringComparison.Ordinal) ? "tab"
            : text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 1 } words && words.All(w => double.TryParse(w, CultureInfo.InvariantCulture, out _)) ? "blanks"
            : null;
        return by is null || by == layout.Separator ? null : $" (separated by {Separator.All.Single(s => s.Name == by).InWords}? Say separator: {by})";
    }
}
