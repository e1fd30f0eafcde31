using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

/// <summary>Findings as JSON: for scripts.</summary>
public static class ClaimJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one object with an array of claims.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ClaimFinding> findings, ClaimData data)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("synthetic-pairs-left-out", data.SyntheticPairs);
            json.WriteString("caption", data.Caption);
            json.WriteStartArray("claims");
            foreach (var finding in findings) Write(json, finding);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, ClaimFinding finding)
    {
        var (claim, evidence) = (finding.Claim, finding.Evidence);
        json.WriteStartObject();
        json.WriteString("id", claim.Id);
        json.WriteString("title", claim.Title);
        json.WriteString("source", claim.Source);
        json.WriteString("procedure", claim.Procedure);
        json.WriteString("verdict", ClaimText.Word(evidence.Verdict));
        json.WriteString("reason", evidence.Reason);
        json.WriteString("contrast", evidence.Contrast);
        json.WriteString("unit", evidence.Unit);
        Number(json, "estimate", evidence.Estimate);
        Range(json, evidence.Interval);
        json.WriteBoolean("interval-corrected", evidence.IsIntervalCorrected);
        json.WriteNumber("n", evidence.N);
        json.WriteString("test", evidence.Test);
        Number(json, "p", evidence.P);
        json.WriteBoolean("p-corrected", ClaimText.IsCorrected(evidence));
        json.WriteString("intervals", ClaimText.Intervals(evidence));
        json.WriteStartArray("places");
        foreach (var place in evidence.Places)
        {
            json.WriteStartObject();
            json.WriteString("name", place.Name);
            json.WriteString("side", place.Side switch { > 0 => "holds", < 0 => "the other way", _ => "open" });
            Number(json, "estimate", place.Estimate);
            Range(json, place.Interval);
            json.WriteBoolean("interval-corrected", evidence.Places.Count == 1);
            json.WriteNumber("n", place.Seeds);
            Number(json, "p", place.P);
            json.WriteBoolean("p-corrected", true);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        Texts(json, "notes", evidence.Notes);
        Texts(json, "missing", evidence.Missing);
        json.WriteEndObject();
    }

    private static void Range(Utf8JsonWriter json, Interval? interval)
    {
        Number(json, "lower", interval?.Lower);
        Number(json, "upper", interval?.Upper);
        Number(json, "confidence", interval?.Confidence);
    }

    private static void Number(Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number && double.IsFinite(number)) json.WriteNumber(key, number);
        else json.WriteNull(key);
    }

    private static void Texts(Utf8JsonWriter json, string key, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(key);
        foreach (var text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
