using Bench.Analysis.Comparing;

namespace Bench.Figures.Comparisons;

/// <summary>What tables of a comparison do not have, and why.</summary>
internal static class TableGaps
{
    /// <summary>Why a table has no row.</summary>
    public static string Of(string table, Comparison comparison) => $"no {table}: " + table switch
    {
        "ranks" or "tests" => "nothing is ranked",
        "pairs" => OfPairs(comparison).FirstOrDefault() is { } why ? why[(why.IndexOf(": ", StringComparison.Ordinal) + 2)..] : "nothing is ranked",
        "drops" => "no curve has a finished control",
        "seeds" => comparison.Reference is { } reference && !comparison.Choice.AllPairs ? $"no strategy shares a data set, model and ratio with {reference}" : "no two strategies share a data set, model and ratio",
        _ => "there is no curve",
    };

    /// <summary>Data sets and models within which nothing is tested.</summary>
    public static IEnumerable<string> OfSeeds(Comparison comparison) =>
        comparison.Curves.Select(c => c.Block.Title).Except(comparison.Within.Select(w => w.Block.Title)).ToList() is not { Count: > 0 } without ? []
            : [$"no tests on {ComparisonView.Some(without)}: {(comparison.Reference is { } reference && !comparison.Choice.AllPairs ? $"no strategy there shares a ratio with {reference}" : "no two strategies share a ratio")}"];

    /// <summary>The rankings of which there are no pairs.</summary>
    public static IEnumerable<string> OfPairs(Comparison comparison)
    {
        var rankings = ComparisonTables.Rankings(comparison).ToList();
        if (rankings.Where(r => r.N == 1).Select(r => r.Measure).ToList() is { Count: > 0 } single)
            yield return $"no pairs by {ComparisonView.Some(single)}: a single data set and model is no sample of others (table seeds tests within it)";
        if (rankings.Where(r => r.N > 1 && r.Pairs.Count == 0).Select(r => r.Measure).ToList() is { Count: > 0 } without)
            yield return $"no pairs by {ComparisonView.Some(without)}: {comparison.Reference} has no result there";
    }
}
