using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

/// <summary>
/// Decides claims that something is so in general. Over six pairs or more: Wilcoxon's signed-rank test of the means over seeds. Over three to five, which cannot
/// reach significance so: each pair by itself must be significant (paired t over seeds, Holm over pairs), and the interval is of the mean over these pairs. Fewer decide nothing.
/// </summary>
public static class OnAverage
{
    /// <summary>Pairs from which on Wilcoxon's test can reach significance: 2^(1 − 6) = 0.031.</summary>
    public const int Pairs = 6;

    /// <summary>Pairs without which nothing is decided.</summary>
    public const int LeastPairs = 3;

    /// <summary>The verdict over places that are independent of each other.</summary>
    /// <param name="evidence">Differences, positive where they are as the claim says.</param>
    /// <param name="contrast">Of what they are.</param>
    /// <param name="lacking">What is said where there is no evidence at all.</param>
    /// <param name="unit">What places are called and n counts: pairs of data set and model, unless a claim has one for each data set.</param>
    public static ClaimEvidence Judge(IReadOnlyList<PairedDifferences> evidence, string contrast, string lacking, string unit = "pair")
    {
        // Which pairs have seeds enough does not depend on what came of them.
        var enough = evidence.Where(e => e.BySeed.Count >= Paired.LeastSeeds).ToList();
        if (enough.Count == 0) return Few(evidence, contrast, lacking, unit);
        var notes = evidence.Except(enough).Select(e => $"{e.Name} left out: fewer than {Paired.LeastSeeds} seeds in common").ToList();
        return OfEnough(enough, contrast, unit) is var found && notes.Count > 0 ? found with { Notes = [.. found.Notes, .. notes] } : found;
    }

    private static ClaimEvidence Few(IReadOnlyList<PairedDifferences> evidence, string contrast, string lacking, string unit)
    {
        if (evidence.Count == 0) return new() { Verdict = ClaimVerdict.NotDecided, Contrast = contrast, Reason = "no results to compare", Missing = [lacking] };
        var places = Paired.Places(evidence);
        return new()
        {
            Verdict = ClaimVerdict.NotDecided, Contrast = contrast, Places = places, N = places.Count, Estimate = places.Average(p => p.Estimate),
            Reason = $"no {Whole(unit)} has {Paired.LeastSeeds} seeds in common", Missing = [$"{Paired.LeastSeeds} seeds or more"],
        };
    }

    private static ClaimEvidence OfEnough(List<PairedDifferences> evidence, string contrast, string unit)
    {
        var places = Paired.Places(evidence);
        var means = Sample.Of([.. places.Select(p => p.Estimate)]);
        var found = new ClaimEvidence
        {
            Verdict = ClaimVerdict.NotDecided, Reason = "", Contrast = contrast, Places = places, N = places.Count, Estimate = means.Mean,
            Interval = places.Count >= Pairs ? means.Interval() : Paired.IntervalOfThese(evidence),
        };
        if (evidence.All(e => e.Block.Dataset == "mnist"))
            return found with { Reason = "MNIST alone decides nothing", Missing = [unit == "pair" ? "pairs of other data sets" : "other data sets"] };
        if (places.Count < LeastPairs)
            return found with { Reason = $"{places.Count} {Whole(unit)}{(places.Count == 1 ? "" : "s")} of at least {LeastPairs}", Missing = [More(places.Count, unit)] };
        if (places.Count >= Pairs)
        {
            var test = WilcoxonTest.Of([.. places.Select(p => p.Estimate)], new double[places.Count]);
            var significant = test.P < Paired.Significance;
            // The mean of few large differences may have another sign than most of them.
            var side = Math.Sign(test.Positive - test.Negative) == Math.Sign(means.Mean) ? Math.Sign(means.Mean) : 0;
            return found with
            {
                Test = test.Name, P = test.P, Verdict = !significant || side == 0 ? ClaimVerdict.NotDecided : side > 0 ? ClaimVerdict.Supported : ClaimVerdict.Refuted,
                Reason = significant && side != 0 ? $"over {places.Count} {unit}s {(side > 0 ? "it is so" : "it is the other way")}" : $"over {places.Count} {unit}s there is no significant difference",
                Missing = significant && side != 0 ? [] : [$"more than {places.Count} {Whole(unit)}s, or accept that the difference is small"],
            };
        }
        var one = found with { Test = $"paired t over seeds in each {unit}, Holm over {unit}s", P = places.All(p => p.P is not null) ? places.Max(p => p.P) : null };
        if (places.All(p => p.Side > 0)) return one with { Verdict = ClaimVerdict.Supported, Reason = $"it is so on each of the {places.Count} {unit}s; {Pairs} are needed to say more than that" };
        if (places.All(p => p.Side < 0)) return one with { Verdict = ClaimVerdict.Refuted, Reason = $"it is the other way on each of the {places.Count} {unit}s; {Pairs} are needed to say more than that" };
        var open = evidence.Zip(places).Where(e => e.Second.Side == 0).ToList();
        return one with
        {
            Reason = $"significantly so on {places.Count(p => p.Side > 0)} of {places.Count} {unit}s, the other way on {places.Count(p => p.Side < 0)}",
            Missing =
            [
                More(places.Count, unit),
                .. open.Count == 0 ? Array.Empty<string>() : [$"or seeds, were differences to stay as they are: {string.Join(", ", open.Select(e => $"{e.Second.Name} {(Paired.SeedsFor(e.First, evidence.Count) is { } n ? n : "more than 50")}"))}"],
            ],
        };
    }

    private static string More(int places, string unit) => $"{Pairs - places} more {Whole(unit)}{(Pairs - places == 1 ? "" : "s")} with at least {Paired.LeastSeeds} seeds: {Pairs} in all let a test over {unit}s reach significance";

    private static string Whole(string unit) => unit == "pair" ? "data set × model pair" : unit;
}
