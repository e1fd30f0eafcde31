using System.Text.Json.Nodes;
using Bench.Results;

namespace Bench.Analysis;

/// <summary>What the cells of a panel share; <paramref name="Setting"/> is the part of the setting that strategies do not choose, as JSON.</summary>
internal sealed record PanelKey(string Protocol, bool Synthetic, string Dataset, string Model, bool Imported, string Setting, string Facet = "");

/// <summary>The cells of a panel.</summary>
internal sealed record PanelGroup(PanelKey Key, IReadOnlyList<ResultRow> Rows, IReadOnlyList<MissingRow> Missing);

/// <summary>
/// Sorts cells into panels. How a strategy is retrained is its own, so strategies with different recipes are compared in one panel; only where a sweep
/// gives one strategy several recipes there is a panel for each of these. What is not retrained by a recipe, such as what is trained from
/// initialization, is then in each of them.
/// </summary>
internal static class PanelGroups
{
    private sealed record Placed(PanelKey Key, string Recipe, string Composition, ResultRow? Row, MissingRow? Missing);

    /// <summary>The panels in any order.</summary>
    /// <param name="rows">Finished cells.</param>
    /// <param name="missing">Cells without a result.</param>
    /// <param name="facet">By what of a strategy (its composition, label and ratio) panels are divided besides; null where they are not.</param>
    public static IReadOnlyList<PanelGroup> Of(IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing, Func<Composition, string, double, string>? facet = null)
    {
        var split = rows.Select(r => r.Setting).Concat(missing.Select(m => m.Setting)).Distinct().ToDictionary(s => s, Split);
        var placed = rows.Select(r => new Placed(new(r.Protocol, r.Synthetic, r.Dataset, r.Model, r.Imported, split[r.Setting].Shared), split[r.Setting].Recipe, r.Composition, r, null))
            .Concat(missing.Select(m => new Placed(new(m.Protocol, m.Synthetic, m.Dataset, m.Model, m.Imported, split[m.Setting].Shared), split[m.Setting].Recipe, m.Composition, null, m)));
        var groups = placed.GroupBy(p => p.Key).SelectMany(g => ByRecipe(g.Key, [.. g]));
        return [.. facet is null ? groups : groups.SelectMany(g => ByFacet(g, facet))];
    }

    // A control is in every part that has a curve that is measured by it.
    private static IEnumerable<PanelGroup> ByFacet(PanelGroup group, Func<Composition, string, double, string> facet)
    {
        var parsed = group.Rows.Select(r => r.Composition).Concat(group.Missing.Select(m => m.Composition)).Distinct().ToDictionary(c => c, Composition.Parse);
        var rows = group.Rows.Where(r => !parsed[r.Composition].IsDense).ToLookup(r => facet(parsed[r.Composition], r.Strategy, r.Compression));
        var missing = group.Missing.Where(m => !parsed[m.Composition].IsDense).ToLookup(m => facet(parsed[m.Composition], m.Strategy, m.Compression));
        foreach (var value in rows.Concat<IGrouping<string, object>>(missing).Select(g => g.Key).Distinct())
        {
            var controls = rows[value].Select(r => r.ControlPoint).Concat(missing[value].Select(m => m.ControlPoint)).ToHashSet();
            yield return new(group.Key with { Facet = value },
                [.. rows[value], .. group.Rows.Where(r => parsed[r.Composition].IsDense && controls.Contains(r.ControlPoint))],
                [.. missing[value], .. group.Missing.Where(m => parsed[m.Composition].IsDense && controls.Contains(m.ControlPoint))]);
        }
    }

    private static IEnumerable<PanelGroup> ByRecipe(PanelKey key, IReadOnlyList<Placed> cells)
    {
        var recipes = cells.Select(c => c.Recipe).Where(r => r != "{}").Distinct().Order(StringComparer.Ordinal).ToList();
        var several = cells.Where(c => c.Recipe != "{}").GroupBy(c => c.Composition).Any(g => g.Select(c => c.Recipe).Distinct().Count() > 1);
        return several
            ? recipes.Select(recipe => Group(key with { Setting = Joined(key.Setting, recipe) }, cells.Where(c => c.Recipe == recipe || c.Recipe == "{}")))
            : [Group(recipes.Count == 1 ? key with { Setting = Joined(key.Setting, recipes[0]) } : key, cells)];
    }

    private static PanelGroup Group(PanelKey key, IEnumerable<Placed> cells)
    {
        var all = cells.ToList();
        return new(key, [.. all.Select(c => c.Row).OfType<ResultRow>()], [.. all.Select(c => c.Missing).OfType<MissingRow>()]);
    }

    private static (string Shared, string Recipe) Split(string setting)
    {
        var (shared, recipe) = (new JsonObject(), new JsonObject());
        foreach (var (key, value) in JsonNode.Parse(setting)!.AsObject())
            (key == "retraining" || key.StartsWith("retraining.", StringComparison.Ordinal) ? recipe : shared).Add(key, value?.DeepClone());
        return (shared.ToJsonString(), recipe.ToJsonString());
    }

    private static string Joined(string shared, string recipe)
    {
        var all = JsonNode.Parse(shared)!.AsObject();
        foreach (var (key, value) in JsonNode.Parse(recipe)!.AsObject()) all.Add(key, value?.DeepClone());
        return all.ToJsonString();
    }
}
