using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Core;

namespace Bench.Figures.Kinds;

/// <summary>The rankings that figures of ranks show; all numbers are the comparison's.</summary>
internal static class Rankings
{
    /// <summary>Why such a kind has no use for the options of axes.</summary>
    public static IReadOnlyDictionary<string, string> Refuses { get; } = new Dictionary<string, string>
    {
        ["overlay"] = "published points stand beside curves over compression or speedup",
            ["x"] = "it shows ranks", ["xlim"] = "its ranks begin at 1", ["ylim"] = "it shows ranks", ["y-scale"] = "it shows ranks", ["share"] = "it shows ranks", ["spread"] = "ranks are of means over seeds", ["bands"] = "it shows ranks",
        ["retrained"] = "ranks are of retrained networks", ["facet"] = "ranks are over all data sets and models",
    };

    /// <summary>By the area under the curves; at the ratios that a user names instead. With the comparison that they are of.</summary>
    /// <exception cref="UserError">There is nothing to rank, or what would be ranked is not comparable.</exception>
    public static (Comparison Comparison, IReadOnlyList<Ranking> Rankings) Of(FigureData data)
    {
        var value = data.Choice.Y switch
        {
            null or "top1" => ComparedValue.Top1,
            "drop" => ComparedValue.Difference,
            var other => throw new UserError($"--y: ranks are of top1, or of drop (against each one's own control), not of '{other}'"),
        };
        _ = MixtureOf(data);
        var comparison = Comparison.Of(data.Panels, new ComparisonChoice { Value = value, Compressions = data.Choice.Compressions });
        IReadOnlyList<Ranking> rankings = data.Choice.Compressions.Count > 0 ? comparison.AtRatios : comparison.OverArea is { } area ? [area] : comparison.AtRatios;
        if (rankings.Count > 0) return (comparison, rankings);
        throw new UserError("nothing to rank: two strategies at least must have results of the same data set and model, generated data not counted");
    }

    /// <summary>Whether an author calls a strategy ours, so that it stands out.</summary>
    public static bool IsOurs(FigureData data, RankedMethod method) => data.Choice.Ours.Count > 0 && data.Styles[method.Composition].LineWidth > 1;

    /// <summary>The end of a file's name.</summary>
    public static string Ending(string kind, Ranking ranking) => ranking.Compression is { } ratio ? AtRatio.Ending(kind, ratio) : $"{kind}-area";

    /// <summary>How a strategy is called, in as many points as there are.</summary>
    public static string Fit(RankedMethod method, float width) => Lettering.Fit(method.Name, width, PanelPlot.TickSize);

    /// <summary>What is ranked, over what, and what was left out.</summary>
    public static IEnumerable<string> Notes(FigureData data, Ranking ranking)
    {
        if (MixtureOf(data) is { } mixed) yield return mixed;
        yield return $"Ranks by {ranking.Measure}, 1 the best, mean over {ranking.N} data set × model pair{(ranking.N == 1 ? "" : "s")} ({string.Join(", ", ranking.Blocks.Select(b => $"{DisplayNames.Of(b.Block.Dataset)} × {DisplayNames.Of(b.Block.Model)}"))}); seeds are averaged within each.";
        if (ranking.Blocks.Where(b => b.Range?.Cost == CurveCost.Speedup).Select(b => $"{DisplayNames.Of(b.Block.Dataset)} × {DisplayNames.Of(b.Block.Model)}").ToList() is { Count: > 0 } bySpeed)
            yield return $"Areas are over theoretical speedup where ratios are of multiply-adds{(bySpeed.Count == ranking.Blocks.Count ? "" : $" ({string.Join(", ", bySpeed)})")}.";
        if (ranking.Compression is not null && AskedRatios.Note(data.Panels.SelectMany(p => p.Curves)) is { } note) yield return $"{char.ToUpperInvariant(note[0])}{note[1..]}.";
        if (ranking.LeftOut.Count > 0) yield return $"Left out: {string.Join("; ", ranking.LeftOut.Select(b => $"{DisplayNames.Of(b.Block.Dataset)} × {DisplayNames.Of(b.Block.Model)}, which lacks {Few(b.Lacking)}"))}.";
        if (ranking.Rare.Count > 0) yield return $"Not ranked, since more than half of the pairs lack them: {Few(ranking.Rare)}.";
    }

    // Blocks take panels together, which by themselves are comparable. Generated data are not ranked.
    private static string? MixtureOf(FigureData data) => Comparability.Check([.. data.Rows.Where(r => !r.Synthetic)], data.Choice.AllowMixed);

    private static string Few(IReadOnlyList<string> names) => names.Count <= 5 ? Places.List(names) : $"{names.Count} strategies";
}
