using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bench.Analysis.Comparing;
using Bench.Core;
using Bench.Results;

namespace Bench.Figures.Comparisons;

/// <summary>Writes a comparison: to be read (table, Markdown) or computed with (CSV, JSON).</summary>
public static class ComparisonWriter
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The tables in which a comparison is written.</summary>
    public static IReadOnlyList<string> Tables { get; } = [.. ComparisonTables.All.Keys];

    /// <summary>How it is written.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["table", "markdown", "csv", "json"];

    /// <summary>The text of some tables; where none is named, of all as JSON, and else of a few for a first look unless all are asked for.</summary>
    /// <exception cref="UserError">There is no such table or format, or CSV is asked for several tables.</exception>
    public static string Write(Comparison comparison, string format, IReadOnlyList<string> tables, bool all = false)
    {
        Check(format, tables, all);
        IReadOnlyList<string> asked = tables.Count > 0 ? [.. Tables.Where(tables.Contains)] : Tables;
        if (format == "csv") return Csv(ComparisonTables.All[asked[0]](comparison));
        if (format == "json") return Json(comparison, asked);
        var shown = all || tables.Count > 0 ? ShownTables.Of(comparison, asked) : ShownTables.Short(comparison);
        comparison = comparison with { Notes = [.. comparison.Notes, .. shown.Notes] };
        return format == "markdown" ? Markdown(comparison, shown.Views) : Text(comparison, shown.Views);
    }

    /// <summary>Before anything is read.</summary>
    /// <exception cref="UserError">See <see cref="Write"/>.</exception>
    public static void Check(string format, IReadOnlyList<string> tables, bool all = false)
    {
        if (all && tables.Count > 0) throw new UserError("--all shows every table: leave out --table, or --all");
        if (!Formats.Contains(format)) throw new UserError(Names.Unknown("format", format, Formats));
        if (tables.FirstOrDefault(t => !Tables.Contains(t)) is { } unknown) throw new UserError(Names.Unknown("table", unknown, Tables));
        if (format == "csv" && tables.Distinct().Count() != 1) throw new UserError($"--format csv writes one table: name it with --table ({string.Join(", ", Tables)})");
    }

    private static string Text(Comparison comparison, IReadOnlyList<ComparisonView> views)
    {
        var text = new StringBuilder();
        foreach (var view in views)
        {
            text.Append(Line(view.Caption)).Append("\n\n");
            var rows = view.Rows.Prepend(view.Columns).Select(row => row.Select(Line).ToList()).ToList();
            var widths = view.Columns.Select((_, i) => rows.Max(r => r[i].Length)).ToList();
            // Texts on the left, what is mostly numbers on the right.
            var right = view.Columns.Select((_, i) => view.Rows.All(r => r[i] == "" || !char.IsLetter(r[i][0]))).ToList();
            foreach (var row in rows)
                text.Append("  ").Append(string.Join("  ", row.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
            text.Append('\n');
            foreach (var note in view.Notes) text.Append("  ").Append(Line(note)).Append('\n');
            if (view.Notes.Count > 0) text.Append('\n');
        }
        foreach (var note in comparison.Notes) text.Append("note: ").Append(Line(note)).Append('\n');
        return text.ToString();
    }

    private static string Markdown(Comparison comparison, IReadOnlyList<ComparisonView> views)
    {
        var text = new StringBuilder();
        foreach (var view in views)
        {
            text.Append($"**{MarkdownText.EscapeWithin(view.Caption)}**\n\n");
            foreach (var row in view.Rows.Prepend(view.Columns).Select(r => $"| {string.Join(" | ", r.Select(MarkdownText.EscapeWithin))} |\n").Index())
            {
                text.Append(row.Item);
                if (row.Index == 0) text.Append($"| {string.Join(" | ", view.Columns.Select((_, i) => i == 0 ? ":---" : "---:"))} |\n");
            }
            text.Append('\n');
            foreach (var note in view.Notes) text.Append(MarkdownText.Escape(note)).Append("\n\n");
        }
        foreach (var note in comparison.Notes) text.Append("- ").Append(MarkdownText.Escape(note)).Append('\n');
        return text.ToString();
    }

    private static string Csv(QueryResult table)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        QueryOutput.Write(writer, table, QueryFormat.Csv);
        return writer.ToString();
    }

    private static string Json(Comparison comparison, IReadOnlyList<string> tables)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("reference", comparison.Reference);
            json.WriteNumber("level", comparison.Choice.Level);
            json.WriteNumber("confidence", comparison.Choice.Confidence);
            json.WriteStartArray("notes");
            foreach (var note in comparison.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            foreach (var table in tables)
            {
                using var rows = new StringWriter();
                QueryOutput.Write(rows, ComparisonTables.All[table](comparison), QueryFormat.Json);
                json.WritePropertyName(table);
                using var parsed = JsonDocument.Parse(rows.ToString());
                parsed.RootElement.WriteTo(json);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    // A name may hold anything; a row is a line.
    private static string Line(string text) => new([.. text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)]);
}
