using System.Text.Json;

namespace Bench.Analysis;

/// <summary>Names for settings that differ in a part: by that part.</summary>
internal static class Variants
{
    private const int MostValues = 2;

    /// <summary>
    /// A name for each of some settings (JSON): empty for a single one; else the values in which they differ, labels of recipes
    /// before single numbers; else letters.
    /// </summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<string> settings)
    {
        if (settings.Count == 1) return [""];
        var leaves = settings.Select(Leaves).ToList();
        var differing = leaves.SelectMany(l => l.Keys).Distinct().Where(path => leaves.Select(l => l.GetValueOrDefault(path)).Distinct().Count() > 1)
            .Order(StringComparer.Ordinal).ToList();
        var labels = differing.Where(path => path.EndsWith(".name", StringComparison.Ordinal)).ToList();
        foreach (var paths in new[] { labels, differing })
        {
            var names = leaves.Select(l => string.Join(", ", paths.Select(path => Word(path, l.GetValueOrDefault(path))))).ToList();
            if (paths.Count is > 0 and <= MostValues && names.Distinct().Count() == names.Count) return names;
        }
        return [.. settings.Select((_, i) => $"setting {(char)('A' + i % 26)}{(i < 26 ? "" : $"{i / 26}")}")];
    }

    // "retraining.learning-rate.rate" and "0.001" are said as "rate 0.001", a name as itself.
    private static string Word(string path, string? value)
    {
        var key = path[(path.LastIndexOf('.') + 1)..];
        return key == "name" ? value ?? "none" : $"{key} {value ?? "none"}";
    }

    private static Dictionary<string, string> Leaves(string json)
    {
        var leaves = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        Add(document.RootElement, "");
        return leaves;

        void Add(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (var property in element.EnumerateObject()) Add(property.Value, $"{path}.{property.Name}");
            else leaves[path.TrimStart('.')] = element.ToString();
        }
    }
}
