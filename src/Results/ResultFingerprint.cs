using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>
/// What makes the numbers of a result comparable with others': a row of the table <c>fingerprint</c>. Start, retraining, budget, strategy and seed are no
/// part of it. What is not there does not apply (an augmentation without retraining) or stands at its default (a version at 1).
/// </summary>
internal static class ResultFingerprint
{
    // Values that are the result's, of a cell whose columns are read from c, recipes from rt and pt, configuration from k.
    private const string Sources =
        """
        c.protocol, c.precision, c.versions, c.dataset, c.dataset_options, c.start, c.imported, k.json, pt.text AS pretraining, pt.warmup AS pretraining_warmup,
        pt.rate_schedule AS pretraining_schedule, rt.warmup AS retraining_warmup, rt.rate_schedule AS retraining_schedule, rt.flip, rt.crop_padding
        FROM cell c LEFT JOIN configuration k ON k.cell = c.id LEFT JOIN recipe rt ON rt.id = c.retraining_id LEFT JOIN recipe pt ON pt.id = c.pretraining_id
        """;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Stores the fingerprint of a cell's result where it is new; returns its id.</summary>
    public static string Store(Database database, long cell, string split) =>
        Store(database, database.Read($"SELECT {Sources} WHERE c.id = ?1", row => TextOf(row, split), cell)[0]);

    /// <summary>Stores the fingerprint of every result, and says so in its row.</summary>
    public static void StoreAll(Database database)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        var (splits, last) = (database.Read("SELECT cell, split_fingerprint FROM result", row => (row.GetInt64(0), row.GetString(1))).ToDictionary(), long.MinValue);
        while (true)
        {
            var cells = database.Read( // not all at once: configurations are long
                $"SELECT {Sources.Replace("c.protocol", "c.id, c.protocol", StringComparison.Ordinal)} JOIN result r ON r.cell = c.id WHERE c.id > ?1 ORDER BY c.id LIMIT 5000",
                row => (Cell: row.GetInt64(0), Text: TextOf(row, splits[row.GetInt64(0)])), last);
            if (cells.Count == 0) return;
            foreach (var (cell, text) in cells)
            {
                if (!ids.TryGetValue(text, out var id)) ids.Add(text, id = Store(database, text));
                database.Execute("UPDATE result SET fingerprint = ?2 WHERE cell = ?1", cell, id);
            }
            last = cells[^1].Cell;
        }
    }

    /// <summary>Forgets fingerprints that no result has.</summary>
    public static void RemoveIdle(Database database) => database.Run("DELETE FROM fingerprint WHERE id NOT IN (SELECT fingerprint FROM result)");

    private static string Store(Database database, string text)
    {
        var id = ShortHash.Of(text);
        database.Insert("fingerprint", ignore: true, ("id", id), ("text", text));
        return id;
    }

    private static string TextOf(SqliteDataReader row, string split)
    {
        object? Value(string column) => row.GetValue(row.GetOrdinal(column)) is var value && value is DBNull ? null : value;
        string? Text(string column) => (string?)Value(column);
        using var configuration = JsonDocument.Parse(Text("json") ?? "{}");
        var (all, everywhere, within) = (configuration.RootElement, new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal), new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal));
        everywhere["protocol"] = Text("protocol");
        everywhere["precision"] = Text("precision");
        within["dataset"] = Text("dataset");
        within["data"] = Text("dataset_options") is { } data ? JsonNode.Parse(data) : null;
        within["network"] = CellOptionsReader.NetworkOf(all);
        within["split"] = split;
        within["pretraining"] = Text("pretraining");
        within["weights"] = row.GetBoolean(row.GetOrdinal("imported")) ? Weights(all) is { } weights ? weights : Text("start") : null;
        within["augmentation"] = Value("flip") is long flip ? Augmentation(flip != 0, (long)Value("crop_padding")!, ResizedCrop(all, "retraining")) : Augmentation(all);
        within["others"] = CellOptionsReader.OthersOf(all) is { Length: > 0 } others ? others.Trim() : null;
        if (Rises("pretraining") || Rises("retraining")) within["warm-up-version"] = 1; // told also at 1: recipes without one have none
        foreach (var part in Text("versions")!.Split(", ", StringSplitOptions.RemoveEmptyEntries).Where(part => !CellOptionsReader.IsOfStrategy(part)))
        {
            var (name, version) = (part.Split(' ')[0].Split('/')[0], int.Parse(part.Split(' ')[1]));
            (name is "measurement" or "protocol" ? everywhere : within)[$"{name}-version"] = version;
        }
        return new JsonObject { ["everywhere"] = Object(everywhere), ["within"] = Object(within) }.ToJsonString(Plain);

        bool Rises(string recipe) => Value($"{recipe}_warmup") is double and > 0 && Text($"{recipe}_schedule") != "one-cycle";
    }

    // Imported weights and how they are read, without where they lie.
    private static JsonObject? Weights(JsonElement configuration) =>
        configuration.TryGetProperty("start", out var start) && start.ValueKind == JsonValueKind.Object
            ? Object(new SortedDictionary<string, JsonNode?>(
                start.EnumerateObject().Where(p => p.Name != "path" && p.Value.ValueKind != JsonValueKind.Null).ToDictionary(p => p.Name, p => Ordered(p.Value)), StringComparer.Ordinal))
            : null;

    private static JsonNode? Ordered(JsonElement value) => value.ValueKind == JsonValueKind.Object
        ? Object(new SortedDictionary<string, JsonNode?>(value.EnumerateObject().ToDictionary(p => p.Name, p => Ordered(p.Value)), StringComparer.Ordinal))
        : JsonNode.Parse(value.GetRawText());

    // Of the images over which norm statistics are renewed, where nothing else is trained.
    private static JsonNode? Augmentation(JsonElement configuration) =>
        configuration.TryGetProperty("augmentation", out var some) && some.ValueKind == JsonValueKind.Object
            ? Augmentation(
                some.TryGetProperty("flip", out var flip) && flip.ValueKind == JsonValueKind.True,
                some.TryGetProperty("crop-padding", out var padding) ? padding.GetInt64() : 0, ResizedCrop(configuration, "augmentation"))
            : null;

    private static double ResizedCrop(JsonElement configuration, string key) =>
        configuration.TryGetProperty(key, out var some) && some.ValueKind == JsonValueKind.Object && some.TryGetProperty("resized-crop", out var share) ? share.GetDouble() : 0;

    private static string Augmentation(bool flip, long padding, double resizedCrop) => (flip, padding) switch
    {
        _ when resizedCrop > 0 => $"{(flip ? "flip, " : "")}resized-crop {resizedCrop.ToString("R", System.Globalization.CultureInfo.InvariantCulture)}",
        (false, 0) => "none",
        (true, 0) => "flip",
        (false, _) => $"crop-padding {padding}",
        _ => $"flip, crop-padding {padding}",
    };

    private static JsonObject Object(SortedDictionary<string, JsonNode?> members) => new(members.Where(member => member.Value is not null));
}
