using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bench.Results;

/// <summary>Which scans may be averaged: those that differ in nothing but the seed, which the start's weights have too where they were trained here.</summary>
internal static class ScanPoint
{
    private static readonly string[] Places = ["network", "start"]; // of files

    /// <summary>The hash of a scan's configuration and of that of the pretraining that it starts from, without seeds and without where files lie.</summary>
    public static string Of(Database database, string start, string configuration)
    {
        var pretraining = database.Scalar("SELECT configuration FROM pretraining WHERE identity = ?1", start) as string ?? start;
        return ShortHash.Of($"{Without(configuration, "start")}\n{Without(pretraining)}");
    }

    private static string Without(string configuration, params ReadOnlySpan<string> more)
    {
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(configuration);
        }
        catch (JsonException)
        {
            return configuration;
        }
        if (node is not JsonObject json) return configuration;
        json.Remove("seed");
        foreach (var key in more) json.Remove(key);
        foreach (var key in Places)
            if (json[key] is JsonObject file) file.Remove("path");
        return json.ToJsonString();
    }
}
