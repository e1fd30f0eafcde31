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
            HasHeader = false,
            TrimWhitespace = true,
            TrackLineNumbers = true,
            MalformedData = CsvMalformedDataHandling.Throw,
        });
        var images = new List<ReadOnlyMemory<byte>>();
        var labels = new List<long>();
        IReadOnlyList<string> warnings = [];
        try
        {
            if (layout.Header && reader.Read() && IsSample(reader, layout))
                warnings = [$"{file.Name}: its first row, left out as a header, reads as a sample"];
            while (reader.Read())
            {
                images.Add(Pixels(file, reader, layout));
                labels.Add(LabelOf(file, reader, layout));
            }
        }
        catch (CsvFormatException e)
        {
            throw file.Wrong(e.Message.ReplaceLineEndings(" "), e.LineNumber, e);
        }
        return labels.Count > 0 ? new(layout.Shape, [.. images], [.. labels]) { Warnings = warnings } : throw file.Wrong("holds no sample");
    }

    private static byte[] Pixels(DataFile file, CsvReader row, Layout layout)
    {
        var size = layout.Shape.Size;
        if (row.FieldCount != size + 1)
            throw Wrong(file, row, $"{row.FieldCount} columns, not {size + 1} ({layout.Shape} pixels and the label){CsvHints.OfColumns(row, layout)}");
        var pixels = new byte[size];
        var first = layout.LabelFirst ? 1 : 0;
        for (var i = 0; i < size; i++)
        {
            var column = first + i;
            if (!row.TryParse<double>(column, out var value))
                throw Wrong(file, row, $"'{CsvHints.Text(row, column)}' in column {column + 1} is not a number{CsvHints.OfText(row, column, layout)}");
            if (!(value >= 0 && value <= layout.Largest))
                throw Wrong(file, row, $"{value} in column {column + 1} is not in 0 to {layout.Largest}, the largest value stated{CsvHints.OfValue(value)}");
            pixels[i] = Scaling.ToByte(value, layout.Largest);
        }
        return pixels;
    }

    private static long LabelOf(DataFile file, CsvReader row, Layout layout)
    {
        var column = layout.LabelFirst ? 0 : layout.Shape.Size;
        return TryLabel(row, column, layout, out var label)
            ? label
            : throw Wrong(file, row, $"label '{CsvHints.Text(row, column)}' in column {column + 1} is not one of 0 to {layout.Classes - 1}{CsvHints.OfLabel(row, column, layout)}");
    }

    // 3.0 is a label as much as 3: tables that passed through floating-point columns have them.
    private static bool TryLabel(CsvReader row, int column, Layout layout, out long label)
    {
        var read = row.TryParse<double>(column, out var number) && number >= 0 && number < layout.Classes && number == Math.Floor(number);
        label = read ? (long)number : -1;
        return read;
    }

    private static bool IsSample(CsvReader row, Layout layout)
    {
        if (row.FieldCount != layout.Shape.Size + 1 || !TryLabel(row, layout.LabelFirst ? 0 : layout.Shape.Size, layout, out _)) return false;
        for (var i = 0; i < row.FieldCount; i++)
            if (!row.TryParse<double>(i, out var value) || !(value >= 0 && value <= layout.Largest)) return false;
        return true;
    }

    private static UserError Wrong(DataFile file, CsvReader row, string what) => file.Wrong(what, row.LineNumber);
}
