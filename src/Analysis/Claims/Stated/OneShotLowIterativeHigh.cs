namespace Bench.Analysis.Claims;

internal static class OneShotLowIterativeHigh
{
    private const double Low = 4, High = 10;

    public static Claim Claim { get; } = new()
    {
        Id = "11",
        Title = "One-shot pruning is better at low ratios, iterative pruning at high ones",
        Source = "arXiv 2508.13836",
        Procedure = "The same criterion and scope cut at once less in rounds with training between, of equal budget (within 1 %), the mean over the ratios up to 4; and the reverse, the mean over those from 10 on. "
            + "Supported where both halves are, each at the full error, as both must hold; refuted where one half is, at half the error (Bonferroni).",
        Needs = new(["global-magnitude", "{name: magnitude-in-rounds, base: global-magnitude, schedule: {name: iterative, rounds: 3}}"], [1, 2, 4, 10, 16, 32]),
        Test = Judge,
    };

    private static ClaimEvidence Judge(ClaimData data)
    {
        const string lacking = "one criterion with the schedules one-shot and iterative (budget: total) at ratios up to 4 and from 10 on";
        var low = OnAverage.Judge(Evidence(data, r => r <= Low, 1), "one-shot − iterative up to 4×", lacking);
        var high = OnAverage.Judge(Evidence(data, r => r >= High, -1), "iterative − one-shot from 10×", lacking);
        ClaimEvidence[] parts = [low, high];
        // The claim holds only where both halves do, for which no correction is needed; it is refuted where either half is, at half the error each.
        var refuted = parts.FirstOrDefault(p => p.Verdict == ClaimVerdict.Refuted && p.P <= Paired.Significance / 2);
        var verdict = parts.All(p => p.Verdict == ClaimVerdict.Supported) ? ClaimVerdict.Supported : refuted is not null ? ClaimVerdict.Refuted : ClaimVerdict.NotDecided;
        var told = refuted ?? parts.FirstOrDefault(p => p.Verdict != ClaimVerdict.Supported) ?? low;
        return told with
        {
            Verdict = verdict,
            Reason = string.Join("; ", parts.Select(p => $"{p.Contrast}: {p.Reason}")),
            Notes = [.. parts.Where(p => p.Estimate is not null).Select(p => $"{p.Contrast}: {p.Estimate:+0.00;−0.00} points over {p.N} pairs")],
            Missing = verdict == ClaimVerdict.NotDecided ? [.. parts.SelectMany(p => p.Missing.Select(m => m == lacking ? m : $"{p.Contrast}: {m}")).Distinct()] : [],
            SeedsNeeded = parts.Max(p => p.SeedsNeeded),
        };
    }

    private static List<PairedDifferences> Evidence(ClaimData data, Func<double, bool> ratios, int sign) =>
        [.. data.Blocks.Select(block => Paired.Mean(block,
            from arena in block.Arenas
            from once in arena.Weights.Where(m => m.Composition.Schedule == "one-shot" && !m.Is("random"))
            from rounds in arena.Weights.Where(m => m.Composition is { Schedule: "iterative", Untrained: false } && m.DiffersOnlyIn(once, "schedule", "schedule-options") && m.Composition.Criterion == once.Composition.Criterion)
            where AreAlike(once, rounds, ratios)
            select (IReadOnlyDictionary<int, double>)Paired.AtRatios(once, rounds, ratios).ToDictionary(d => d.Key, d => sign * d.Value))).OfType<PairedDifferences>()];

    private static bool AreAlike(Method once, Method rounds, Func<double, bool> ratios) => once.Points.Where(p => ratios(p.Key) && p.Key > 1 && rounds.Points.ContainsKey(p.Key))
        .All(p => p.Value.All(c => !rounds.Points[p.Key].TryGetValue(c.Key, out var other) || Paired.IsEqualBudget(c.Value.Facts.Samples, other.Facts.Samples)));
}
