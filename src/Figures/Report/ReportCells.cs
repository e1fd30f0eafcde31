using System.Text;
using System.Text.Json;
using Bench.Analysis;
using Bench.Analysis.Statistics;
using Bench.Figures.Tables;
using Bench.Results;

namespace Bench.Figures.Report;

/// <summary>The two tables that are too long to stand in a page: operating points and cells. The page gets them as data, numbers as they are shown.</summary>
internal static class ReportCells
{
    /// <summary>Digits of a cell's identity that are shown.</summary>
    public const int ShownDigits = 12;

    /// <param name="Name">The heading.</param>
    /// <param name="Kind"><c>text</c>, <c>number</c>, or <c>cell</c> for the button that opens its panel.</param>
    /// <param name="Choose">Whether its values can be chosen from a list.</param>
    /// <param name="Wide">Whether its texts are long.</param>
    private sealed record Column(string Name, string Kind = "text", bool Choose = false, bool Wide = false);

    private static readonly Column[] OfPoints =
    [
        new("Strategy", Choose: true), new("Data set", Choose: true), new("Model", Choose: true), new("Setting", Choose: true), new("Ratio", "number", Choose: true), new("Achieved", "number"), new("Speedup", "number"),
        new("Top-1 (%)", "number"), new("± sd", "number"), new("95 % interval (t)"), new("n", "number"), new("Asked", "number"), new("Lost (points)", "number"), new("± sd of pairs", "number"), new("Epochs", "number"), new("Flags"),
    ];

    private static readonly Column[] OfCells =
    [
        new("Cell", "cell"), new("Data set", Choose: true), new("Model", Choose: true), new("Strategy", Choose: true), new("Ratio", "number", Choose: true), new("Seed", "number", Choose: true), new("Status", Choose: true),
        new("Top-1 (%)", "number"), new("Lost (points)", "number"), new("Achieved", "number"), new("Speedup", "number"), new("Seconds", "number"), new("Attempts", "number"), new("Flags, or why there is no result", Wide: true),
    ];

    /// <summary>Every operating point that has a result.</summary>
    public static string Points(ReportContent content, TableData top1, TableData lost) => Json(OfPoints,
        content.Panels.SelectMany(panel => panel.Curves.SelectMany(c => c.Points.Where(p => !p.IsControl).Select(p => (Name: c.Strategy, Point: p)))
            .Concat(panel.Controls.Select(c => (Name: Legend.NameOf(panel, c), c.Point))).Select(p =>
        {
            var (sample, loss) = (Percent(p.Point.Top1), p.Point.IsControl ? null : lost.At(panel, p.Name, p.Point.Compression)?.Sample);
            return (IReadOnlyList<string>)
            [
                p.Name, DisplayNames.Of(panel.Dataset), DisplayNames.Of(panel.Model), Setting(panel), Numbers.Ratio(p.Point.Compression), Numbers.Fixed(p.Point.AchievedCompression, 3), Numbers.Fixed(p.Point.Speedup, 2),
                top1.Number(sample.Mean), sample.Deviation is { } sd ? Numbers.Fixed(sd, top1.Decimals) : Numbers.None,
                Interval.Student(sample) is { } i ? $"{Numbers.Fixed(i.Lower, top1.Decimals)} to {Numbers.Fixed(i.Upper, top1.Decimals)}" : Numbers.None,
                $"{sample.Count}", $"{p.Point.PlannedSeeds}", loss is null ? Numbers.None : lost.Number(loss.Mean), loss?.Deviation is { } d ? Numbers.Fixed(d, lost.Decimals) : Numbers.None,
                p.Point.Epochs is { } epochs ? Numbers.Fixed(epochs, 1) : Numbers.None, string.Join(", ", p.Point.Flags.Select(f => $"{f.Key} ({f.Value})")),
            ];
        })), null);

    /// <summary>Every cell, finished or not, with its place in the archive.</summary>
    public static string Cells(ReportContent content, TableData top1, TableData lost)
    {
        var losses = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var panel in content.Panels)
            foreach (var curve in panel.Curves)
                foreach (var point in curve.Points.Where(p => !p.IsControl))
                    foreach (var cell in point.Cells)
                        if (lost.At(panel, curve.Strategy, point.Compression)?.Values.TryGetValue(cell.Seed, out var loss) == true) losses[cell.Identity] = loss;
        var rows = content.Rows.Select(r => (r.Identity, (IReadOnlyList<string>)
            [
                Shown(r.Identity), DisplayNames.Of(r.Dataset), DisplayNames.Of(r.Model), r.Strategy, Numbers.Ratio(r.Compression), $"{r.Seed}", "finished", top1.Number(100 * r.Top1),
                losses.TryGetValue(r.Identity, out var loss) ? lost.Number(loss) : Numbers.None, Numbers.Fixed(r.AchievedCompression, 3), Numbers.Fixed(r.TheoreticalSpeedup, 2),
                content.Times.GetValueOrDefault(r.Identity)?.Seconds is { } s ? Numbers.Fixed(s, 1) : Numbers.None, $"{content.Times.GetValueOrDefault(r.Identity)?.Attempts}", string.Join(", ", r.Flags),
            ]))
            .Concat(content.Unfinished.Select(c => (c.Identity, (IReadOnlyList<string>)
            [
                Shown(c.Identity), DisplayNames.Of(c.Dataset), DisplayNames.Of(c.Model), c.Strategy, Numbers.Ratio(c.Compression), $"{c.Seed}", c.Status, Numbers.None, Numbers.None, Numbers.None, Numbers.None, Numbers.None,
                $"{c.Attempts}", c.Reason ?? "",
            ]))).ToList();
        return Json(OfCells, rows.Select(r => r.Item2), [.. rows.Select(r => content.Archive.PlaceOf(r.Identity) ?? -1)]);
    }

    private static Sample Percent(Sample s) => new(s.Count, 100 * s.Mean, 100 * s.Deviation, 100 * s.Minimum, 100 * s.Maximum);

    private static string Shown(string identity) => identity[..Math.Min(identity.Length, ShownDigits)];

    private static string Setting(Panel p) => string.Join(", ", new[] { p.Protocol == "bench" ? "" : p.Protocol, p.Imported ? "imported weights" : "", p.Variant }.Where(part => part != ""));

    // The encoder leaves no <, & or line separator, so that the text can stand in a script element.
    private static string Json(IReadOnlyList<Column> all, IEnumerable<IReadOnlyList<string>> content, IReadOnlyList<int>? places)
    {
        var rows = content.ToList();
        var kept = Enumerable.Range(0, all.Count).Where(c => rows.Any(r => r[c] != "")).ToList(); // a column without anything is none
        var columns = kept.Select(c => all[c]);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in columns)
            {
                json.WriteStartObject();
                json.WriteString("name", column.Name);
                json.WriteString("kind", column.Kind);
                if (column.Choose) json.WriteBoolean("choose", true);
                if (column.Wide) json.WriteBoolean("wide", true);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (var (i, row) in rows.Index())
            {
                json.WriteStartArray();
                foreach (var c in kept) json.WriteStringValue(row[c]);
                if (places is not null) json.WriteNumberValue(places[i]);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
