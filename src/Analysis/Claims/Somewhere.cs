using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

/// <summary>
/// Decides claims that something happens at all. Supported by one place that is significant (paired t over seeds, Holm over all places that are looked at, ratios
/// included) and whose interval, which holds for all places at once, lies above 0; refuted where every place is significantly the other way (an intersection-union test needs no correction), on three pairs or more.
/// </summary>
public static class Somewhere
{
    /// <summary>The verdict over places.</summary>
    /// <param name="evidence">Differences, positive where they are as the claim says.</param>
    /// <param name="contrast">Of what they are.</param>
    /// <param name="lacking">What is said where there is no evidence at all.</param>
    public static ClaimEvidence Judge(IReadOnlyList<PairedDifferences> evidence, string contrast, string lacking)
    {
        if (evidence.Count == 0) return new() { Verdict = ClaimVerdict.NotDecided, Contrast = contrast, Reason = "no results to compare", Missing = [lacking] };
        var enough = evidence.Where(e => e.BySeed.Count >= Paired.LeastSeeds).ToList();
        if (enough.Count == 0)
        {
            var all = Paired.Places(evidence);
            return new()
            {
                Verdict = ClaimVerdict.NotDecided, Contrast = contrast, Places = all, N = all.Count, Estimate = all.Max(p => p.Estimate),
                Reason = $"no place has {Paired.LeastSeeds} seeds in common", Missing = [$"{Paired.LeastSeeds} seeds or more"],
            };
        }
        var places = Paired.Places(enough);
        var pairs = enough.Select(e => e.Block).Distinct().Count();
        var (best, first) = places.Zip(enough).OrderByDescending(p => p.First.Side).ThenByDescending(p => p.First.Estimate).First();
        var found = new ClaimEvidence
        {
            Verdict = ClaimVerdict.NotDecided, Reason = "", Contrast = contrast, Places = places, N = places.Count, P = best.P, Estimate = best.Estimate,
            // The largest of several: its interval holds for all of them at once.
            Interval = IntervalOfAll(first),
            IsIntervalCorrected = true,
            Test = $"paired t over seeds, Holm over {places.Count} place{(places.Count == 1 ? "" : "s")}",
            Notes = [$"the estimate is that of {best.Name}, the largest; its interval holds for all {places.Count} at once"],
            SeedsNeeded = enough.Where(e => e.Values.Average() > 0).Select(e => Math.Min(Paired.SeedsFor(e, places.Count) ?? 10, 10)).DefaultIfEmpty(5).Min(),
        };
        if (places.Zip(enough).Count(p => p.First.Side > 0 && IntervalOfAll(p.Second) is { Lower: > 0 }) is > 0 and var so)
            return found with { Verdict = ClaimVerdict.Supported, Reason = $"it is so at {so} of {places.Count} places" };
        var against = places.All(p => p.Interval is { } i && i.Upper < 0);
        if (against && pairs >= OnAverage.LeastPairs)
            return found with { Verdict = ClaimVerdict.Refuted, Test = "paired t over seeds at every place", P = null, Reason = $"it is significantly the other way at every one of {places.Count} places on {pairs} pairs" };
        var hopeful = enough.Where(e => e.Values.Average() > 0).Select(e => (e.Name, Seeds: Paired.SeedsFor(e, places.Count))).Where(e => e.Seeds is not null).OrderBy(e => e.Seeds).Take(3).ToList();
        return found with
        {
            Reason = against ? $"it is the other way at every place, but on {pairs} pair{(pairs == 1 ? "" : "s")} only"
                : places.Count(p => p.Side > 0) is > 0 and var close ? $"significant by Holm at {close} of {places.Count} places, but the interval there that holds for all places at once includes 0; significantly below at {places.Count(p => p.Side < 0)}"
                : $"significant at none of {places.Count} places; above 0 at {places.Count(p => p.Estimate > 0)}, significantly below at {places.Count(p => p.Side < 0)}",
            Missing = against ? [$"{OnAverage.LeastPairs - pairs} more data set × model pairs"]
                : hopeful.Count == 0 ? ["more data set × model pairs and ratios: at no place is the mean above 0 so that more seeds would do"]
                : [$"more seeds, were differences to stay as they are: {string.Join(", ", hopeful.Select(e => $"{e.Name} {e.Seeds}"))}"],
        };

        Interval? IntervalOfAll(PairedDifferences place) => Paired.IntervalOf(place, 1 - Paired.Significance / places.Count);
    }
}
