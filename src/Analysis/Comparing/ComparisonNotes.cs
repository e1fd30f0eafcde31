namespace Bench.Analysis.Comparing;

/// <summary>What has to be said beside the numbers.</summary>
internal static class ComparisonNotes
{
    private const int MostCaveats = 8;

    public static IEnumerable<string> Of(Comparison comparison, IReadOnlyList<BlockCurves> all, string reference)
    {
        yield return reference;
        var curves = all.SelectMany(b => b.Methods).Select(m => m.Curve).ToList();
        if (AskedRatios.Note(curves) is { } ratios) yield return $"{ratios}: choose strategies of one kind with --where structure=channel";
        var bySpeed = comparison.Curves.Where(c => c.Range?.Cost == CurveCost.Speedup).Select(c => c.Block.Title).Distinct().ToList();
        if (bySpeed.Count > 0) yield return $"areas of {Some(bySpeed)} are over {CurveCost.Speedup.Name}, as ratios there are of multiply-adds{(comparison.Curves.Any(c => c.Range?.Cost == CurveCost.Compression) ? $"; others are over {CurveCost.Compression.Name}" : "")}";
        if (curves.Sum(c => c.Points.Where(p => !p.IsControl).Sum(p => p.NoisyLatencies)) is > 0 and var noisy)
            yield return $"measured speedups: {noisy:#,0} {(noisy == 1 ? "cell has" : "cells have")} noisy times";
        var synthetic = all.Where(b => b.Block.Synthetic).Select(b => b.Block.Title).ToList();
        if (synthetic.Count > 0)
            yield return comparison.Choice.Synthetic
                ? $"generated data count here, on which no claim may rest: {string.Join(", ", synthetic)}"
                : $"generated data, on which no claim may rest, are left out: {string.Join(", ", synthetic)}";
        var rankings = comparison.AtRatios.Concat(comparison.OverArea is { } area ? [area] : []).ToList();
        foreach (var same in comparison.Unranked.GroupBy(u => u.Why)) yield return $"not ranked by {Some([.. same.Select(u => u.Measure)])}: {same.Key}";
        if (comparison.OverArea is { } over && Without(all, comparison, over) is { Count: > 0 } points)
            yield return $"no area under the curve of {Some(points)}: a single ratio, none where the others have some, or one that was asked for and has no result";
        foreach (var same in rankings.SelectMany(r => r.LeftOut.Select(b => (r.Measure, Text: $"{b.Block.Title} (without {Some(b.Lacking)})"))).GroupBy(o => o.Text))
            yield return $"left out as incomplete: {same.Key}, of {Some([.. same.Select(o => o.Measure)])}";
        foreach (var same in rankings.SelectMany(r => r.Rare.Select(m => (r.Measure, Method: m))).GroupBy(o => o.Method))
            yield return $"{same.Key} is not ranked, as more than half of the blocks lack it: {Some([.. same.Select(o => o.Measure)])}";
        foreach (var ranking in rankings)
        {
            var fewer = ranking.Blocks.Where(b => Planned(all, b) > b.Seeds.Count).Select(b => b.Block.Title).ToList();
            if (fewer.Count > 0) yield return $"{ranking.Measure}: only the seeds that all strategies have count in {Some(fewer)}";
        }
        var besides = rankings.SelectMany(r => r.Pairs.Where(p => p.Caveat != "").Select(p => (r.Measure, Pair: p))).GroupBy(p => (p.Pair.Reference, p.Pair.Caveat)).ToList();
        if (besides.Count > MostCaveats)
            yield return $"{besides.SelectMany(g => g).DistinctBy(p => (p.Pair.Method, p.Pair.Reference)).Count()} pairs of strategies differ in start, retraining or budget besides (column besides of the pairs as CSV)";
        else
            foreach (var same in besides)
                yield return $"not the same besides: {Some([.. same.Select(p => p.Pair.Method).Distinct()])} against {same.Key.Reference}: {same.Key.Caveat}{At(same)}";
        if (rankings.Count == 0) yield return "nothing is ranked: no data set and model has results of two strategies at one ratio";
    }

    /// <summary>How many cells have no result, and why; null where none is missing.</summary>
    public static string? OfMissing(IReadOnlyList<Panel> panels)
    {
        var missing = panels.SelectMany(p => p.Missing).GroupBy(m => m.Status).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        return missing.Count == 0 ? null
            : $"without a result are {string.Join(", ", missing.Select(g => $"{g.Sum(m => m.Cells)} {g.Key} cell{(g.Sum(m => m.Cells) == 1 ? "" : "s")} ({Some([.. g.Select(m => $"{m.Strategy} at {m.Compression:0.##}×").Distinct()])})"))}";
    }

    // Strategies that have results, but nowhere a curve.
    private static List<string> Without(IReadOnlyList<BlockCurves> all, Comparison comparison, Ranking area) =>
        [.. all.Where(b => comparison.Choice.Synthetic || !b.Block.Synthetic).SelectMany(b => b.Methods).Select(m => m.Name).Distinct().Except(area.Methods.Select(m => m.Name)).Except(area.Rare).Order(StringComparer.Ordinal)];

    // Where it is not the same at all ratios, as the budget of rounds.
    private static string At(IEnumerable<(string Measure, MethodPair Pair)> same) =>
        same.Select(p => p.Measure).Distinct().ToList() is [var one] ? $" ({one})" : "";

    // The most seeds that a strategy of the block has.
    private static int Planned(IReadOnlyList<BlockCurves> all, RankedBlock block) =>
        all.First(b => b.Block == block.Block).Methods.SelectMany(m => m.Curve.Points).Max(p => p.Cells.Count);

    private static string Some(IReadOnlyList<string> names) => names.Count <= 6 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(5))} and {names.Count - 5} more";
}
