using System.Text.Json.Nodes;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>
/// Cells that are trained by the pretraining's recipe (those that begin before its end, or go back) have no recipe of retraining. They are compared with
/// those that have one, all else being equal, where that is one and the same; with two there is a panel for each, and one more.
/// </summary>
internal sealed class TrainedAsPretrained
{
    private readonly Dictionary<(object Others, string Setting), string> homes = [];
    private readonly Dictionary<string, (string Remainder, bool HasRecipe)> read = new(StringComparer.Ordinal);

    /// <param name="settings">All that there are, by whatever else tells panels apart.</param>
    public TrainedAsPretrained(IEnumerable<(object Others, string Setting)> settings)
    {
        foreach (var alike in settings.Distinct().GroupBy(s => (s.Others, Read(s.Setting).Remainder)))
            if (alike.Where(s => Read(s.Setting).HasRecipe).ToList() is [var home])
                foreach (var (others, setting) in alike) homes[(others, setting)] = home.Setting;
    }

    /// <summary>The setting by which a cell finds its panel.</summary>
    public string Of(object others, string setting) => homes.GetValueOrDefault((others, setting), setting);

    private (string Remainder, bool HasRecipe) Read(string setting)
    {
        if (read.TryGetValue(setting, out var known)) return known;
        var json = JsonNode.Parse(setting)!.AsObject();
        var recipe = json.Where(p => p.Key.StartsWith("retraining.", StringComparison.Ordinal)).Select(p => p.Key).ToList();
        foreach (var key in recipe) json.Remove(key);
        return read[setting] = (json.ToJsonString(), recipe.Count > 0);
    }
}
