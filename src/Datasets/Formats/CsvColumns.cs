using Bench.Core;
using CsvHelper;

namespace Bench.Datasets;

/// <summary>Which columns of a table are what, and what a row of it says.</summary>
internal sealed class CsvColumns
{
    private readonly Labels labels;
    private readonly RawRange range; // of the pixels that were read
    private readonly int[] kept;
    private readonly int firstPixel, firstLabel;
    private readonly HashSet<int> pixels;

    public CsvColumns(Csv.Layout layout, Labels labels, RawRange range)
    {
        Layout = layout;
        (this.labels, this.range) = (labels, range);
        var size = layout.Shape.Size;
        Count = size + labels.Columns + layout.SkipColumns.Count;
        kept = [.. Enumerable.Range(0, Count).Where(column => !layout.SkipColumns.Contains(column + 1))];
        if (kept.Length != size + labels.Columns)
            throw new UserError($"skip-columns: {layout.SkipColumns.Max()} is not one of the {Count} columns ({layout.Shape} pixels, the label and what is skipped)");
        (firstPixel, firstLabel) = layout.LabelFirst ? (labels.Columns, 0) : (0, size);
        pixels = [.. kept.Skip(firstPixel).Take(size)];
    }

    public Csv.Layout Layout { get; }

    /// <summary>How many columns there have to be.</summary>
    public int Count { get; }

    /// <summary>Whether a column, counted from 0, is a pixel's.</summary>
    public bool IsPixel(int column) => pixels.Contains(column);

    public byte[] Pixels(DataFile file, CsvReader row)
    {
        var (size, form) = (Layout.Shape.Size, Layout.Form);
        if (row.FieldCount != Count)
            throw Wrong(file, row, $"{row.FieldCount} columns, not {Count} ({Layout.Shape} pixels and the label{(Layout.SkipColumns.Count > 0 ? $", and {Layout.SkipColumns.Count} skipped" : "")}){CsvHints.OfColumns(row, this)}");
        var bytes = new byte[size];
        for (var i = 0; i < size; i++)
        {
            var column = kept[firstPixel + i];
            if (!row.TryParse<double>(column, out var value))
                throw Wrong(file, row, $"'{CsvHints.Text(row, column)}' in column {column + 1} is not a number{CsvHints.OfText(row, column, this)}");
            if (!form.Fits(value))
                throw Wrong(file, row, $"{value} in column {column + 1} is not in {form.Smallest} to {form.Largest}, the {(form.Smallest == 0 ? "largest value" : "values")} stated{CsvHints.OfValue(value)}");
            range.Add(value);
            bytes[i] = form.ToByte(value);
        }
        return form.Arranged(bytes, Layout.Shape);
    }

    public long Label(DataFile file, CsvReader row)
    {
        if (LabelOf(row) is { } label) return label;
        var column = kept[firstLabel];
        throw Wrong(file, row, labels.Columns > 1
            ? $"the label in columns {column + 1} to {kept[firstLabel + labels.Columns - 1] + 1} is not {labels.Valid}"
            : $"label '{CsvHints.Text(row, column)}' in column {column + 1} is not one of {labels.Valid}{CsvHints.OfLabel(row, column, this)}");
    }

    /// <summary>Whether a row that was left out as a header could be a sample.</summary>
    public bool IsSample(CsvReader row)
    {
        if (row.FieldCount != Count || (!Layout.Form.Words && LabelOf(row) is null)) return false;
        for (var i = 0; i < Layout.Shape.Size; i++)
            if (!row.TryParse<double>(kept[firstPixel + i], out var value) || !Layout.Form.Fits(value)) return false;
        return true;
    }

    /// <summary>The first of a row's fields, 0 or 1, where they are the numbers of the columns; null where they are not.</summary>
    public static int? AreNumbers(CsvReader row)
    {
        if (row.FieldCount < 4 || !row.TryParse<double>(0, out var first) || first is not (0 or 1)) return null;
        for (var i = 1; i < row.FieldCount; i++)
            if (!row.TryParse<double>(i, out var value) || value != first + i) return null;
        return (int)first;
    }

    private long? LabelOf(CsvReader row)
    {
        if (labels.Columns == 1) return Layout.Form.Words ? labels.Of(row.GetString(kept[firstLabel])) : row.TryParse<double>(kept[firstLabel], out var number) ? labels.Of(number) : null;
        var columns = new double[labels.Columns];
        for (var i = 0; i < columns.Length; i++)
            if (!row.TryParse(kept[firstLabel + i], out columns[i])) return null;
        return labels.Of(columns);
    }

    private static UserError Wrong(DataFile file, CsvReader row, string what) => file.Wrong(what, row.LineNumber);
}
