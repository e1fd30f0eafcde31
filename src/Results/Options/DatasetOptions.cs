using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Bench.Core;

namespace Bench.Results;

/// <summary>What own data are and how they are read, as JSON without paths (the hash is of the content) and without what stands at its default.</summary>
internal static partial class DatasetOptions
{
    private static readonly JsonObject Standing =
        JsonSerializer.SerializeToNode(new OwnFiles { Format = "", Train = [], Test = [], Classes = 0 }, OwnFilesJson.Default.OwnFiles)!.AsObject();

    /// <summary>Of a data set's JSON in a full configuration; null for a data set of the catalogue.</summary>
    public static string? Of(JsonElement dataset)
    {
        if (dataset.ValueKind != JsonValueKind.Object || !dataset.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Object) return null;
        var options = new JsonObject();
        foreach (var option in files.EnumerateObject().Where(o => o.Name is not ("train" or "validation" or "test") && o.Value.ValueKind != JsonValueKind.Null)
            .Append(Property("train-files", files.TryGetProperty("train", out var train) ? train.GetArrayLength() : 0))
            .Concat(files.TryGetProperty("validation", out var validation) && validation.GetArrayLength() is > 0 and var given ? [Property("validation-files", given)] : []).OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            var value = JsonNode.Parse(option.Value.GetRawText());
            if (value is JsonObject images) images.Remove("corrupt"); // what was left out is told by the content
            if (!JsonNode.DeepEquals(value, Standing[option.Name])) options.Add(option.Name, value);
        }
        return options.ToJsonString();
    }

    // Where training ends and test begins is told by the count, since the hash runs over all files.
    private static JsonProperty Property(string name, int value) => JsonDocument.Parse($$"""{"{{name}}":{{value}}}""").RootElement.EnumerateObject().First();

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower)]
    [JsonSerializable(typeof(OwnFiles))]
    private sealed partial class OwnFilesJson : JsonSerializerContext;
}
