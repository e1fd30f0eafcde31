using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bench.Core;
using CsvHelper;

namespace Bench.Results;

/// <summary>How the rows of a query are written.</summary>
public enum QueryFormat
{
    /// <summary>Aligned columns, numbers on the right and rounded to six digits: for reading.</summary>
    Table,

    /// <summary>RFC 4180 but for line ends, which are Unix's; with a header, numbers exact; NULL is empty.</summary>
    Csv,

    /// <summary>An array of objects, numbers exact; infinity is the text "Inf".</summary>
    Json,

    /// <summary>A table of Markdown, numbers on the right and rounded to six digits, texts escaped.</summary>
    Markdown,
}

/// <summary>Writes the rows of a query.</summary>
public static class QueryOutput
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static readonly CsvWriterOptions UnixLines = new() { NewLine = "\n" };

    /// <summary>Writes all rows, whatever the rows' number, with the names of the columns.</summary>
    public static void Write(TextWriter writer, QueryResult result, QueryFormat format)
    {
        Action<TextWriter, QueryResult> write = format switch
        {
            QueryFormat.Table => WriteTable,
            QueryFormat.Csv => WriteCsv,
            QueryFormat.Json => WriteJson,
            QueryFormat.Markdown => WriteMarkdown,
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
        write(writer, result);
    }

    private static void WriteTable(TextWriter writer, QueryResult result)
    {
        var rows = result.Rows.Select(row => row.Select(Rounded).ToArray()).ToList();
        var widths = result.Columns.Select((name, i) => rows.Select(row => row[i].Length).Append(name.Length).Max()).ToArray();
        var right = result.Columns.Select((_, i) => IsOfNumbers(result, i)).ToArray();
        void Line(IEnumerable<string> cells) =>
            writer.WriteLine(string.Join("  ", cells.Select((cell, i) => right[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        Line(result.Columns);
        Line(widths.Select(width => new string('-', width)));
        foreach (var row in rows) Line(row);
    }

    private static bool IsOfNumbers(QueryResult result, int column) =>
        result.Rows.Any(row => row[column] is long or double) && result.Rows.All(row => row[column] is null or long or double);

    private static void WriteMarkdown(TextWriter writer, QueryResult result)
    {
        void Line(IEnumerable<string> cells) => writer.WriteLine($"| {string.Join(" | ", cells)} |");
        Line(result.Columns.Select(MarkdownText.EscapeWithin));
        Line(result.Columns.Select((_, i) => IsOfNumbers(result, i) ? "---:" : "---"));
        foreach (var row in result.Rows) Line(row.Select(value => value is string text ? MarkdownText.EscapeWithin(text) : Rounded(value)));
    }

    private static void WriteCsv(TextWriter writer, QueryResult result)
    {
        using var csv = CsvWriter.Create(writer, UnixLines, leaveOpen: true);
        csv.WriteHeader([.. result.Columns]);
        foreach (var row in result.Rows) csv.WriteRecord([.. row.Select(Exact)]);
    }

    private static void WriteJson(TextWriter writer, QueryResult result)
    {
        // An object has a name once: the second column of a name is name_2.
        var names = result.Columns.Select((name, i) => result.Columns.Take(i).Count(n => n == name) is > 0 and var before ? $"{name}_{before + 1}" : name).ToList();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartArray();
            foreach (var row in result.Rows)
            {
                json.WriteStartObject();
                for (var i = 0; i < row.Count; i++)
                {
                    json.WritePropertyName(names[i]);
                    WriteValue(json, row[i]);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            default: json.WriteStringValue(Exact(value)); break;
        }
    }

    private static string Rounded(object? value) => value is double number && double.IsFinite(number) ? number.ToString("G6") : Exact(value);

    internal static string Exact(object? value) => value switch
    {
        null => "",
        double.PositiveInfinity => "Inf", // as SQLite writes it
        double.NegativeInfinity => "-Inf",
        double number => number.ToString("R"),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        _ => value.ToString()!,
    };
}
