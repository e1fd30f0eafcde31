using System.Text.Json;

namespace Bench.Analysis;

/// <summary>What sets one of several settings apart.</summary>
/// <param name="Name">Short enough for a title; empty where there is no other.</param>
/// <param name="Detail">The values in which it differs, where <paramref name="Name"/> is a letter; else empty.</param>
internal sealed record Variant(string Name, string Detail);

/// <summary>Names for settings that differ in a part: by that part.</summary>
internal static class Variants
{
    private const int MostValues = 2, HashDigits = 8;

    /// <summary>
    /// A name for each of some settings (JSON): empty for a single one; else the values in which they differ, labels of recipes
    /// before single numbers; else letters, with these values as detail.
    /// </summary>
    /// <param name="settings">What is to be told apart.</param>
    /// <param name="standing">What holds where a setting does not say, by key.</param>
    public static IReadOnlyList<Variant> Of(IReadOnlyList<string> settings, IReadOnlyDictionary<string, string>? standing = null)
    {
        if (settings.Count == 1) return [new("", "")];
        var leaves = settings.Select(Leaves).ToList();
        foreach (var (key, value) in standing ?? new Dictionary<string, string>())
            foreach (var leaf in leaves) leaf.TryAdd(key, value);
        var values = leaves.SelectMany(l => l.Keys).Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(path => path, path => leaves.Select(l => l.GetValueOrDefault(path)).ToList());
        // What only some have, such as the momentum of one optimizer, follows from what differs otherwise, where that tells all apart.
        var differing = values.Keys.Where(path => values[path].OfType<string>().Distinct().Count() > 1).ToList();
        if (leaves.Select(l => Words(l, differing)).Distinct().Count() < leaves.Count) differing = [.. values.Keys.Where(path => values[path].Distinct().Count() > 1)];
        var labels = differing.Where(IsLabel).ToList();
        var numbers = differing.Except(labels).ToList();
        // A label speaks for the numbers of its own recipe alone.
        var labelled = labels.Concat(numbers.Where(n => !labels.Any(l => Root(l) == Root(n)))).ToList();
        foreach (var paths in new[] { labelled, numbers })
        {
            var names = leaves.Select(l => Words(l, paths)).ToList();
            if (paths.Count is > 0 and <= MostValues && names.Distinct().Count() == names.Count) return [.. names.Select(n => new Variant(n, ""))];
        }
        return [.. leaves.Select((l, i) => new Variant(Letter(i), Words(l, numbers)))];
    }

    /// <summary>
    /// Names for settings of several groups, each of which tells its own apart: only by what differs within some group, so that settings of two groups have one name
    /// where they are alike in that, whatever else sets the groups apart. Empty where no group has two.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Across(IReadOnlyList<IReadOnlyList<string>> groups)
    {
        var leaves = groups.SelectMany(g => g).Distinct().ToDictionary(s => s, Leaves, StringComparer.Ordinal);
        var differing = leaves.Values.SelectMany(l => l.Keys).Distinct().Order(StringComparer.Ordinal)
            .Where(path => groups.Any(g => g.Select(s => leaves[s].GetValueOrDefault(path)).Distinct().Count() > 1)).ToList();
        var labels = differing.Where(IsLabel).ToList();
        var numbers = differing.Except(labels).ToList();
        // What only some have, such as the momentum of one optimizer, follows from what differs otherwise.
        var common = numbers.Where(path => groups.Any(g => g.Select(s => leaves[s].GetValueOrDefault(path)).OfType<string>().Distinct().Count() > 1)).ToList();
        foreach (var paths in new[] { [.. labels, .. common.Where(n => !labels.Any(l => Root(l) == Root(n)))], common, numbers })
            if (paths.Count <= MostValues && groups.All(g => g.Select(s => Words(leaves[s], paths)).Distinct().Count() == g.Count)) return leaves.ToDictionary(l => l.Key, l => Words(l.Value, paths));
        var letters = leaves.Values.Select(l => Words(l, differing)).Distinct().Order(StringComparer.Ordinal).ToList();
        return leaves.ToDictionary(l => l.Key, l => Letter(letters.IndexOf(Words(l.Value, differing))));
    }

    /// <summary>Such as <c>precision bf16</c>; empty for the usual fp32.</summary>
    public static string Precision(string setting) =>
        Leaves(setting).TryGetValue("precision", out var precision) && precision != "fp32" ? $"precision {precision}" : "";

    private static string Letter(int i) => $"setting {(char)('A' + i % 26)}{(i < 26 ? "" : $"{i / 26}")}";

    private static bool IsLabel(string path) => path is "pretraining.name" or "retraining.name";

    private static string Root(string path) => path.Split('.')[0];

    private static string Words(Dictionary<string, string> leaves, List<string> paths) => string.Join(", ", paths
        .Select((path, i) => Word(path, leaves.GetValueOrDefault(path), begins: i == 0 || Root(paths[i - 1]) != Root(path) || IsLabel(paths[i - 1]))));

    // "pretraining.learning-rate.rate" and "0.001" are said as "pretraining rate 0.001", or "rate 0.001" after another of the pretraining;
    // the retraining's label as itself.
    private static string Word(string path, string? value, bool begins)
    {
        var (root, parts) = (Root(path), path.Split('.'));
        var key = parts is [.., var owner, "name"] ? owner : parts[^1];
        var what = root switch
        {
            "start" => "weights",
            "pretraining" or "retraining" when key != root && begins => $"{root} {key}",
            _ => key,
        };
        var shown = value is null ? "none" : root == "start" && value.Length > HashDigits ? value[..HashDigits] : value;
        return path == "retraining.name" ? shown : $"{what} {shown}";
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
