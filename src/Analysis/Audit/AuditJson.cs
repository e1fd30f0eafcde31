using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bench.Analysis.Audit;

/// <summary>An audit as JSON: for scripts.</summary>
public static class AuditJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Identities that are listed of a finding; <c>cells</c> counts all, and the query gives them.</summary>
    private const int MostCells = 100;

    /// <summary>Writes one object: scope, verdict, counts and the checks with all findings.</summary>
    public static void Write(TextWriter writer, AuditReport report)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteString("scope", report.Scope);
            json.WriteString("verdict", AuditText.Word(report.Verdict));
            foreach (var verdict in new[] { AuditVerdict.Pass, AuditVerdict.Warn, AuditVerdict.Fail, AuditVerdict.NotApplicable }) json.WriteNumber(AuditText.Word(verdict), report.Count(verdict));
            json.WriteStartArray("checks");
            foreach (var answer in report.Answers) Write(json, answer);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, AuditAnswer answer)
    {
        json.WriteStartObject();
        json.WriteString("id", answer.Check.Id);
        json.WriteString("title", answer.Check.Title);
        json.WriteString("rule", answer.Check.Rule);
        json.WriteString("verdict", AuditText.Word(answer.Verdict));
        json.WriteStartArray("findings");
        foreach (var finding in answer.Findings)
        {
            json.WriteStartObject();
            json.WriteString("verdict", AuditText.Word(finding.Verdict));
            json.WriteString("text", finding.Text);
            json.WriteNumber("cells", finding.Cells.Count);
            json.WriteStartArray("identities");
            foreach (var cell in finding.Cells.Take(MostCells)) json.WriteStringValue(cell);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("sql", answer.Sql);
        json.WriteEndObject();
    }
}
