using System.Globalization;
using Bench.Analysis.Statistics;

namespace Bench.Analysis.Claims;

/// <summary>Findings as lines of text, for a terminal.</summary>
public static class ClaimText
{
    private const int MostPlaces = 5;

    /// <summary>Writes every claim with its verdict and what is behind it.</summary>
    public static void Write(TextWriter writer, IReadOnlyList<ClaimFinding> findings, ClaimData data)
    {
        foreach (var finding in findings)
        {
            writer.WriteLine($"{Word(finding.Verdict),-12} {finding.Claim.Id}. {finding.Claim.Title}");
            foreach (var line in Lines(finding.Evidence)) writer.WriteLine($"             {string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c))}");
        }
        writer.WriteLine(Summary(findings, data));
    }

    /// <summary>Such as <c>4 supported, 1 refuted, 8 not decided</c>.</summary>
    public static string Summary(IReadOnlyList<ClaimFinding> findings, ClaimData data) =>
        string.Join(", ", new[] { ClaimVerdict.Supported, ClaimVerdict.Refuted, ClaimVerdict.NotDecided }.Select(v => $"{findings.Count(f => f.Verdict == v)} {Word(v)}"))
        + (data.SyntheticPairs == 0 ? "" : $"; {data.SyntheticPairs} data set × model pair{(data.SyntheticPairs == 1 ? "" : "s")} of synthetic data left out") + (data.Caption is null ? "" : $". {data.Caption}");

    /// <summary>In words.</summary>
    public static string Word(ClaimVerdict verdict) => verdict switch { ClaimVerdict.Supported => "supported", ClaimVerdict.Refuted => "refuted", _ => "not decided" };

    /// <summary>All that is behind a verdict, from the reason to what is missing.</summary>
    public static IEnumerable<string> Lines(ClaimEvidence evidence)
    {
        yield return evidence.Reason;
        if (Estimate(evidence) is { } estimate) yield return estimate;
        foreach (var (side, word) in new[] { (1, "holds"), (-1, "the other way"), (0, "open") })
            if (evidence.Places.Where(p => p.Side == side).ToList() is { Count: > 0 } places)
                yield return $"{word}: {string.Join("; ", places.Take(MostPlaces).Select(p => Place(p, evidence.Unit)))}{(places.Count > MostPlaces ? $"; and {places.Count - MostPlaces} more" : "")}";
        if (Intervals(evidence) is { } intervals) yield return intervals;
        foreach (var note in evidence.Notes) yield return note;
        foreach (var missing in evidence.Missing) yield return $"missing: {missing}";
    }

    /// <summary>The estimate with its interval, n, test and p; null where there is none.</summary>
    public static string? Estimate(ClaimEvidence evidence) => evidence.Estimate is not { } value ? null
        : $"{evidence.Contrast}: {Signed(value)} {evidence.Unit}{Range(evidence.Interval)}, n = {evidence.N}{(evidence.Test == "" ? "" : $", {evidence.Test}")}{(evidence.P is { } p ? $", {P(p)}" : "")}";

    /// <summary>Which of the intervals are corrected as the p-values beside them are; null where no interval stands beside a corrected one.</summary>
    public static string? Intervals(ClaimEvidence evidence)
    {
        var parts = new List<string>();
        if (evidence is { Interval: not null, P: not null } && IsCorrected(evidence))
            parts.Add(evidence.IsIntervalCorrected ? "that of the estimate holds for all places at once (Bonferroni), as its p does (Holm)" : "that of the estimate is not corrected, though its p is (Holm)");
        if (evidence.Places.Count > 1 && evidence.Places.Any(p => p is { Interval: not null, P: not null }))
            parts.Add($"those of places are not corrected, each of 95 % by itself, though their p are (Holm over {evidence.Places.Count})");
        return parts.Count == 0 ? null : $"intervals: {string.Join("; ", parts)}";
    }

    /// <summary>Whether the p-value of the test is corrected for the number of places.</summary>
    internal static bool IsCorrected(ClaimEvidence evidence) => evidence.Places.Count > 1 && evidence.Test.Contains("Holm", StringComparison.Ordinal);

    private static string Place(ClaimPlace place, string unit) => $"{place.Name} {Signed(place.Estimate)} {unit}{Range(place.Interval)}, n = {place.Seeds}, {(place.P is { } p ? P(p) : "p undefined")}";

    private static string Range(Interval? interval) => interval is null ? "" : $" [{Signed(interval.Lower)}, {Signed(interval.Upper)}]{(interval.Confidence == Interval.StandardConfidence ? "" : string.Create(CultureInfo.InvariantCulture, $" ({100 * interval.Confidence:0.##} %)"))}";

    private static string Signed(double value) => value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    private static string P(double p) => p < 0.001 ? "p < 0.001" : $"p = {p.ToString("0.000#", CultureInfo.InvariantCulture)}";
}
