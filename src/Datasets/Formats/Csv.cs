using System.Globalization;
using Bench.Core;
using CsvHelper;

namespace Bench.Datasets;

/// <summary>
/// Tables: one sample a row, its pixels by channel, row and column (or as the layout says), its label in the last column or the
/// first, columns separated by commas, semicolons, tabs or blanks.
/// </summary>
public static class Csv
{
    /// <summary>How the rows are laid out; <paramref name="Largest"/> is the largest raw value, which becomes 255.</summary>
    public sealed record Layout(InputShape Shape, int Classes, double Largest = 255, bool LabelFirst = false, bool Header = false)
    {
        /// <summary>What the values mean.</summary>
        public SampleForm Form { get; init; } = new() { Classes = Classes, Largest = Largest };

        /// <summary>The name of what stands between columns; null: found out from the first row.</summary>
        public string? Separator { get; init; }

        /// <summary>Whether decimals stand behind a comma.</summary>
        public bool DecimalComma { get; init; }

        /// <summary>Columns that are no part of a sample, counted from 1.</summary>
        public IReadOnlyList<int> SkipColumns { get; init; } = [];
    }

    /// <summary>One set from one or more files; errors name file and line.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, Layout layout, Labels? labels = null)
    {
        var reader = labels ?? new Labels(layout.Form);
        var range = new RawRange();
        var all = RawSamples.Concat([.. files.Select(file => ReadRows(file, layout, reader, range))]);
        return all with { Range = range };
    }

    private static RawSamples ReadRows(DataFile file, Layout layout, Labels reader, RawRange range)
    {
        var columns = new CsvColumns(layout, reader, range);
        var separator = layout.Separator is { } stated ? Separator.All.Single(s => s.Name == stated) : Separator.Of(file, layout.Header, columns.Count, columns.IsPixel);
        IReadOnlyList<string> notes = separator == Separator.Comma || layout.Separator is not null ? [] : [$"{file.Name}: columns are separated by {separator.InWords}"];
        return file.Read(stream => ReadRows(file, stream, columns, separator)) with { Notes = notes };
    }

    private static RawSamples ReadRows(DataFile file, Stream stream, CsvColumns columns, Separator separator)
    {
        var layout = columns.Layout;
        var options = new CsvReaderOptions
        {
            Separator = separator.Letter,
            HasHeader = false,
            TrimWhitespace = !separator.IsBlanks,
            TrackLineNumbers = true,
            // A comma in a number is never there to group its digits: 0,3125 is not 3125.
            FormatProvider = new NumberFormatInfo { NumberDecimalSeparator = layout.DecimalComma ? "," : ".", NumberGroupSeparator = "\uE000" },
            MalformedData = CsvMalformedDataHandling.Throw,
        };
        var lines = new BoundedLines(stream, file, layout.Shape);
        using var reader = separator.IsBlanks ? CsvReader.Create(new SingleBlanks(new StreamReader(lines)), options) : CsvReader.Create(lines, options);
        var images = new List<ReadOnlyMemory<byte>>();
        var labels = new List<long>();
        IReadOnlyList<string> warnings = [];
        try
        {
            if (layout.Header && reader.Read() && columns.IsSample(reader))
                warnings = [$"{file.Name}: its first row, left out as a header, reads as a sample"];
            while (reader.Read())
            {
                if (images.Count == 0 && !layout.Header && CsvColumns.AreNumbers(reader) is { } begin)
                    warnings = [$"{file.Name}: its first row is {begin}, {begin + 1}, {begin + 2}, ...: if that is a header, say header: true"];
                images.Add(columns.Pixels(file, reader));
                labels.Add(columns.Label(file, reader));
            }
        }
        catch (CsvFormatException e)
        {
            throw file.Wrong(e.Message.ReplaceLineEndings(" "), e.LineNumber, e);
        }
        return labels.Count > 0 ? new(layout.Shape, [.. images], [.. labels]) { Warnings = warnings } : throw file.Wrong("holds no sample");
    }
}
