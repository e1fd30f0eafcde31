using Bench.Core;
using CsvHelper;

namespace Bench.Datasets;

/// <summary>
/// Comma-separated values: one sample a row, its pixels by channel, row and column, its label in the last column or the
/// first.
/// </summary>
public static class Csv
{
    /// <summary>How the rows are laid out; <paramref name="Largest"/> is the largest raw value, which becomes 255.</summary>
    public sealed record Layout(InputShape Shape, int Classes, double Largest = 255, bool LabelFirst = false, bool Header = false);

    /// <summary>One set from one or more files; errors name file and line.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, Layout layout) =>
        RawSamples.Concat([.. files.Select(file => file.Read(stream => ReadRows(file, stream, layout)))]);

    private static RawSamples ReadRows(DataFile file, Stream stream, Layout layout)
    {
        using var reader = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',',
            HasHeader = layout.Header,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        var images = new List<ReadOnlyMemory<byte>>();
        var labels = new List<long>();
        try
        {
            while (reader.Read())
            {
                images.Add(Pixels(file, reader, layout));
                labels.Add(LabelOf(file, reader, layout));
            }
        }
        catch (CsvFormatException e)
        {
            throw new UserError($"{file.Name}:{e.LineNumber}: {e.Message}", e);
        }
        return labels.Count > 0 ? new(layout.Shape, [.. images], [.. labels]) : throw file.Wrong("holds no sample");
    }

    private static byte[] Pixels(DataFile file, CsvReader row, Layout layout)
    {
        var size = layout.Shape.Size;
        if (row.FieldCount != size + 1)
            throw Wrong(file, row, $"{row.FieldCount} columns, not {size + 1} ({layout.Shape} pixels and the label)");
        var pixels = new byte[size];
        var first = layout.LabelFirst ? 1 : 0;
        for (var i = 0; i < size; i++)
        {
            if (!row.TryParse<double>(first + i, out var value))
                throw Wrong(file, row, $"'{row.GetString(first + i)}' in column {first + i + 1} is not a number{HeaderHint(row, layout)}");
            if (!(value >= 0 && value <= layout.Largest))
                throw Wrong(file, row, $"{value} in column {first + i + 1} is not in 0 to {layout.Largest}, the largest value stated");
            pixels[i] = Scaling.ToByte(value, layout.Largest);
        }
        return pixels;
    }

    private static long LabelOf(DataFile file, CsvReader row, Layout layout)
    {
        var column = layout.LabelFirst ? 0 : layout.Shape.Size;
        return row.TryParse<int>(column, out var label) && label >= 0 && label < layout.Classes
            ? label
            : throw Wrong(file, row, $"label '{row.GetString(column)}' in column {column + 1} is not one of 0 to {layout.Classes - 1}{HeaderHint(row, layout)}");
    }

    private static string HeaderHint(CsvReader row, Layout layout) =>
        row.RowNumber == 1 && !layout.Header ? " (if this row is a header, say header: true)" : "";

    private static UserError Wrong(DataFile file, CsvReader row, string what) => new($"{file.Name}:{row.LineNumber}: {what}");
}
