using System.Globalization;
using Bench.Core;

namespace Bench.Datasets;

/// <summary>
/// LIBSVM's sparse rows: a label, then <c>number:value</c> of the pixels that are not 0, numbers rising. What follows a <c>#</c> is a comment.
/// </summary>
public static class LibSvm
{
    private const int LongestText = 40;

    /// <summary>One set from one or more files; errors name file and line.</summary>
    public static RawSamples Read(IReadOnlyList<DataFile> files, InputShape shape, SampleForm form, int firstIndex, Labels? labels = null)
    {
        var reader = labels ?? new Labels(form);
        var range = new RawRange();
        var all = RawSamples.Concat([.. files.Select(file => file.Read(stream => ReadRows(file, new StreamReader(new BoundedLines(stream, file, shape)), shape, form, firstIndex, reader, range)))]);
        return all with { Range = range };
    }

    private static RawSamples ReadRows(DataFile file, StreamReader text, InputShape shape, SampleForm form, int firstIndex, Labels reader, RawRange range)
    {
        var images = new List<ReadOnlyMemory<byte>>();
        var labels = new List<long>();
        if (!form.Fits(0)) throw file.Wrong($"what a row leaves out is 0, which is not in {form.Smallest} to {form.Largest}, the values stated");
        for (var line = 1; text.ReadLine() is { } row; line++)
        {
            var fields = row.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == 0) continue;
            labels.Add(reader.Of(fields[0]) ?? throw file.Wrong($"label '{Cut(fields[0])}' is not one of {reader.Valid}{(form.Words ? "" : " (of others say labels: [the first class, the second, ...])")}", line));
            images.Add(form.Arranged(Pixels(file, fields.AsSpan(1), line, shape, form, firstIndex, range), shape));
        }
        return labels.Count > 0 ? new(shape, [.. images], [.. labels]) : throw file.Wrong("holds no sample");
    }

    private static byte[] Pixels(DataFile file, ReadOnlySpan<string> fields, int line, InputShape shape, SampleForm form, int firstIndex, RawRange range)
    {
        var bytes = new byte[shape.Size];
        Array.Fill(bytes, form.ToByte(0));
        var before = -1L;
        foreach (var field in fields)
        {
            if (field.Split(':') is not [var number, var text] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                if (field.StartsWith("qid:", StringComparison.Ordinal)) continue;
                throw file.Wrong($"'{Cut(field)}' is not number:value", line);
            }
            if (index < firstIndex || index >= firstIndex + shape.Size)
                throw file.Wrong($"pixel {index} is not one of {firstIndex} to {firstIndex + shape.Size - 1}, which {shape} has{(index == 0 ? " (if they are counted from 0, say first-index: 0)" : "")}", line);
            if (index <= before) throw file.Wrong($"pixel {index} comes after {before}", line);
            if (!form.Fits(value)) throw file.Wrong($"{value} of pixel {index} is not in {form.Smallest} to {form.Largest}, the values stated{CsvHints.OfValue(value)}", line);
            before = index;
            range.Add(value);
            bytes[index - firstIndex] = form.ToByte(value);
        }
        return bytes;
    }

    private static string Cut(string text) => text.Length > LongestText ? $"{text[..LongestText]}…" : text;
}
