using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bench.Sweeps;

/// <summary>A scan of one network of a sweep.</summary>
/// <param name="Spec">The network's cell, with a strategy that cuts as the scan does.</param>
/// <param name="Rule">How it is cut and measured.</param>
/// <param name="PretrainingIdentity">Of the weights.</param>
public sealed record PlannedScan(CellSpec Spec, ScanRule Rule, string PretrainingIdentity)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>All that changes a number, as canonical JSON: keys in order, nothing at its default.</summary>
    public string Configuration { get; } = ConfigurationOf(Spec, Rule, PretrainingIdentity);

    /// <summary>Hash of <see cref="Configuration"/>.</summary>
    public string Identity => field ??= CellIdentity.Hash(System.Text.Encoding.UTF8.GetBytes(Configuration));

    /// <summary>The identity of the cut of a layer to a density; of null: nothing is cut.</summary>
    public string IdentityOf(string? layer, double density) =>
        CellIdentity.Hash(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Configuration}\n{layer}\n{density:R}")));

    private static string ConfigurationOf(CellSpec spec, ScanRule rule, string start)
    {
        var cut = rule.Cut;
        var json = new JsonObject { ["criterion"] = cut.Criterion };
        if (!cut.CriterionOptions.IsEmpty) json["criterion-options"] = JsonNode.Parse(cut.CriterionOptions.Canonical);
        if (rule.Renewal is { } renewal)
        {
            var renewed = new JsonObject { ["batch"] = renewal.Batch, ["crop-padding"] = renewal.Augmentation.CropPadding, ["flip"] = renewal.Augmentation.Flip };
            if (renewal.Augmentation.ResizedCrop > 0) renewed["resized-crop"] = renewal.Augmentation.ResizedCrop;
            renewed["samples"] = renewal.Samples;
            json["renewal"] = renewed;
        }
        if (spec.Protocol != "bench") json["protocol"] = spec.Protocol;
        if (rule.Samples > 0) json["samples"] = rule.Samples;
        json["scoring"] = new JsonObject { ["batch"] = cut.ScoringBatch, ["batch-norm"] = cut.ScoringBatchNorm, ["samples"] = cut.ScoringSamples };
        json["seed"] = spec.Seed;
        json["split"] = rule.Split;
        json["start"] = start;
        json["structure"] = cut.Structure;
        if (spec.Versions.Count > 0) json["versions"] = new JsonObject(spec.Versions.Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, v.Value)));
        return new JsonObject(json.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value?.DeepClone()))).ToJsonString(Plain);
    }
}
