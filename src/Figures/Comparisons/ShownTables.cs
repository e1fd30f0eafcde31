using Bench.Analysis.Comparing;

namespace Bench.Figures.Comparisons;

/// <summary>The tables of a comparison that are shown, and what is said of those that are not.</summary>
/// <param name="Views">In the order of <see cref="ComparisonTables.All"/>.</param>
/// <param name="Notes">Of what is not there, or not shown.</param>
internal sealed record ShownTables(IReadOnlyList<ComparisonView> Views, IReadOnlyList<string> Notes)
{
    // What stands in for tests over several data sets and models must not be longer than they are.
    private const int MostSeedRows = 40;

    /// <summary>The tables of some names, with a reason where one has no row.</summary>
    public static ShownTables Of(Comparison comparison, IReadOnlyList<string> names)
    {
        var views = names.Select(n => (Name: n, View: ComparisonView.Of(n, comparison))).ToList();
        return new([.. views.Select(v => v.View).OfType<ComparisonView>()], [.. views.Where(v => v.View is null).Select(v => TableGaps.Of(v.Name, comparison))]);
    }

    /// <summary>Ranks, whether strategies differ, and pairs by the area where there is one: enough for a first look. Over a single data set and model, what is tested within it.</summary>
    public static ShownTables Short(Comparison comparison)
    {
        var over = ComparisonTables.Rankings(comparison).Any(r => r.N > 1);
        var byArea = comparison.OverArea is { N: > 1, Pairs.Count: > 0 };
        var all = ComparisonTables.All.Keys.Select(n => (Name: n, View: ComparisonView.Of(n, comparison))).ToDictionary(v => v.Name, v => v.View);
        var shown = new Dictionary<string, ComparisonView?> { ["ranks"] = all["ranks"] };
        if (over) (shown["tests"], shown["pairs"]) = (all["tests"], byArea ? ComparisonView.Of("pairs", comparison with { AtRatios = [] }) : all["pairs"]);
        else if (all["seeds"] is { Rows.Count: <= MostSeedRows } seeds) shown["seeds"] = seeds;
        var hidden = all.Where(v => v.Value is { Rows.Count: > 0 } whole && shown.GetValueOrDefault(v.Key)?.Rows.Count != whole.Rows.Count)
            .Select(v => $"{v.Key}{(shown.ContainsKey(v.Key) ? " at each ratio" : "")} ({v.Value!.Rows.Count - (shown.GetValueOrDefault(v.Key)?.Rows.Count ?? 0)} rows)").ToList();
        return new([.. shown.Values.OfType<ComparisonView>()],
        [
            .. over || all["ranks"] is null ? Array.Empty<string>() : [$"{TableGaps.OfPairs(comparison).First()}{(shown.ContainsKey("seeds") ? "; it is shown instead" : "")}"],
            .. hidden.Count == 0 ? Array.Empty<string>() : [$"not shown: {string.Join(", ", hidden)}; --all shows all, --table one"],
        ]);
    }
}
