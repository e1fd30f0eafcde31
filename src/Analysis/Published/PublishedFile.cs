using Bench.Core;
using CsvHelper;

namespace Bench.Analysis.Published;

/// <summary>
/// Reads one file of published points: comma-separated values in UTF-8 with a header, columns in any order. Accuracies are in per cent; a number that cannot be
/// is refused, and so is an empty field that must say something.
/// </summary>
internal static class PublishedFile
{
    private const int LongestRecord = 1 << 20, MostMistakes = 20;
    private const double GreatestRatio = 1e6;

    /// <summary>The columns that a file must have.</summary>
    public static IReadOnlyList<string> Required { get; } = ["method", "dataset", "model", "compression", "size_convention", "speedup", "top1", "source", "how_obtained"];

    /// <summary>Those that it may have.</summary>
    public static IReadOnlyList<string> Optional { get; } = ["top5", "n", "std", "dense_top1", "retrained", "caveat", "our_method", "our_dataset", "our_model", "our_protocols"];

    /// <summary>The points of a file, those with a mistake left out; adds a line for each mistake.</summary>
    public static IReadOnlyList<PublishedPoint> Read(string path, PublishedNames names, List<string> mistakes)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return Read(path, stream, names, mistakes);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            mistakes.Add($"{path}: cannot be read: {FileTrouble.Reason(error, path)}");
        }
        catch (CsvFormatException error)
        {
            mistakes.Add($"{path}:{error.LineNumber}: {error.Message.ReplaceLineEndings(" ")}");
        }
        return [];
    }

    /// <summary>Mistakes as one message: a line each, and how many more there are where they are many.</summary>
    public static string Listed(IReadOnlyList<string> mistakes) =>
        string.Join('\n', mistakes.Count <= MostMistakes ? mistakes : mistakes.Take(MostMistakes).Append($"and {mistakes.Count - MostMistakes} more mistakes"));

    private static List<PublishedPoint> Read(string path, Stream stream, PublishedNames names, List<string> mistakes)
    {
        using var csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            Separator = ',', TrimWhitespace = true, TrimInsideQuotes = true, TrackLineNumbers = true, MalformedData = CsvMalformedDataHandling.Throw, MaxRecordSize = LongestRecord,
        });
        var before = mistakes.Count;
        var header = csv.Headers?.ToList() ?? [];
        mistakes.AddRange(WrongColumns(header).Select(wrong => $"{path}:1: {wrong}"));
        if (mistakes.Count > before) return [];
        var points = new List<PublishedPoint>();
        while (csv.Read())
        {
            if (csv.FieldCount != header.Count)
            {
                mistakes.Add($"{path}:{csv.LineNumber}: {csv.FieldCount} fields, not {header.Count} as the header has (a text with a comma needs quotation marks)");
                continue;
            }
            var row = new PublishedRow(name => header.IndexOf(name) is >= 0 and var i ? csv.GetString(i) : "");
            var point = PointOf(row, Path.GetFileNameWithoutExtension(path), (int)csv.LineNumber, names);
            mistakes.AddRange(row.Wrong.Select(wrong => $"{path}:{csv.LineNumber}: {wrong}"));
            if (row.Wrong.Count == 0) points.Add(point);
        }
        if (points.Count > 0 && points.All(p => p.Top1 <= 0.01))
            mistakes.Add($"{path}:{points[0].Line}: no top1 of this file is above 1: accuracies are in per cent, so write 92.4 and not 0.924");
        if (points.Count == 0 && mistakes.Count == before) mistakes.Add($"{path}: holds no point");
        return points;
    }

    private static IEnumerable<string> WrongColumns(List<string> header)
    {
        IReadOnlyList<string> all = [.. Required, .. Optional];
        if (header is [] or [""]) return [$"there is no header (columns: {string.Join(", ", Required)})"];
        if (header.Count == 1 && header[0].Split(';', '\t') is { Length: > 1 }) return ["the columns must be separated by commas"];
        return
        [
            .. header.Where(h => !all.Contains(h)).Select(h => Names.Unknown("column", h, all)),
            .. header.CountBy(h => h).Where(h => h.Value > 1).Select(h => $"{h.Value} columns are called {Names.Quoted(h.Key)}"),
            .. Required.Where(r => !header.Contains(r)).Select(r => $"column '{r}' is missing (must be there: {string.Join(", ", Required)}; may be there: {string.Join(", ", Optional)})"),
        ];
    }

    private static PublishedPoint PointOf(PublishedRow row, string file, int line, PublishedNames names)
    {
        var point = new PublishedPoint
        {
            File = file,
            Line = line,
            Method = row.Text("method"),
            Dataset = row.Text("dataset"),
            Model = row.Text("model"),
            Compression = row.Number("compression", 1, GreatestRatio, "total ÷ kept parameters, not the share that is kept"),
            SizeConvention = row.Text("size_convention", may: row.IsEmpty("compression")),
            Speedup = row.Number("speedup", 1, GreatestRatio, "multiply-adds of the dense network ÷ those that are left"),
            Top1 = (row.Number("top1", 0, 100, "per cent") ?? double.NaN) / 100,
            Top5 = row.Number("top5", 0, 100, "per cent") / 100,
            Seeds = row.Count("n"),
            Deviation = row.Number("std", 0, 71, "percentage points") / 100,
            DenseTop1 = row.Number("dense_top1", 0, 100, "per cent") / 100,
            Source = row.Text("source"),
            HowObtained = row.Text("how_obtained"),
            Caveat = row.Text("caveat", may: true),
            Retrained = row.YesOrNo("retrained"),
            OurMethod = row.Text("our_method", may: true, names.OfMethod),
            OurDataset = row.Text("our_dataset", may: true, names.OfDataset),
            OurModel = row.Text("our_model", may: true, names.OfModel),
            OurProtocols = [.. row.Text("our_protocols", may: true).Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        };
        row.Check("our_protocols", point.OurProtocols.Select(names.OfProtocol).OfType<string>());
        row.Check("top1", row.IsEmpty("top1") ? ["it is empty: every point has one"] : []);
        row.Check("compression", row.IsEmpty("compression") && row.IsEmpty("speedup") ? ["it is empty, and so is speedup: a point needs one of the two"] : []);
        row.Check("top5", point.Top5 < point.Top1 ? [FormattableString.Invariant($"{100 * point.Top5:0.####} is below top1, {100 * point.Top1:0.####}")] : []);
        row.Check("std", point is { Deviation: not null, Seeds: 1 } ? ["a single run (n = 1) has no standard deviation"] : []);
        return point;
    }
}
