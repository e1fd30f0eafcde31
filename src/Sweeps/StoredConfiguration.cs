using System.Text.Json;
using System.Text.Json.Nodes;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Reads configurations that this or an older program has stored: an option that did not exist then stands at its default, which never changes.</summary>
public static class StoredConfiguration
{
    // Every object that a configuration may have, with all options at their default.
    private static readonly JsonObject Standing = JsonSerializer.SerializeToNode(new CellSpec
    {
        Protocol = "", Dataset = new() { Name = "", Files = new() { Format = "", Train = [], Test = [], Classes = 0 } }, Model = "", Compression = 1, Seed = 0,
        Strategy = new() { Name = "" }, Pretraining = Recipe(), Retraining = Recipe(), Augmentation = new(),
    }, SweepJson.Default.CellSpec)!.AsObject();

    /// <summary>The cell of a configuration.</summary>
    /// <exception cref="JsonException">It is not one.</exception>
    public static CellSpec Read(JsonNode configuration)
    {
        var filled = configuration.DeepClone();
        if (filled is JsonObject cell) Fill(cell, Standing);
        return filled.Deserialize(SweepJson.Default.CellSpec) ?? throw new JsonException("it is empty");
    }

    // What a cell may be without, such as a pretraining, stays away.
    private static void Fill(JsonObject given, JsonObject standing)
    {
        foreach (var (key, value) in standing)
            if (given[key] is JsonObject inner && value is JsonObject template) Fill(inner, template);
            else if (!given.ContainsKey(key) && value is not JsonObject { Count: > 0 }) given[key] = value?.DeepClone();
    }

    private static RecipeSpec Recipe() => new() { Name = "", Optimizer = new() { Name = "" }, LearningRate = new() { Rate = 1 }, Batch = 1 };
}
