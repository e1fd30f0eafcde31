namespace Bench.Analysis.Statistics;

/// <summary>What may be said of one hypothesis: never that it is significant without test, n and corrected p-value.</summary>
/// <param name="Test">The test's name.</param>
/// <param name="N">On how many blocks, pairs or seeds.</param>
/// <param name="P">Uncorrected; null where <paramref name="Instead"/> speaks.</param>
/// <param name="Corrected">For all hypotheses of its family, by Holm; null as <paramref name="P"/>.</param>
/// <param name="Family">How many hypotheses these are.</param>
/// <param name="Instead">Why there is no p-value: it is undefined, or so few cannot reach significance whatever the data.</param>
/// <param name="TooFew">The latter.</param>
/// <param name="Significant">The corrected p-value is at most the level.</param>
public sealed record Verdict(string Test, int N, double? P, double? Corrected, int Family, string? Instead, bool TooFew, bool Significant)
{
    /// <summary>The level where nobody says otherwise.</summary>
    public const double StandardLevel = 0.05;

    /// <summary>A single hypothesis.</summary>
    public static Verdict Of(StatisticalTest test, double level = StandardLevel) => Of([test], level)[0];

    /// <summary>Hypotheses that are tested together, corrected by Holm; what has no p-value counts among them.</summary>
    public static IReadOnlyList<Verdict> Of(IReadOnlyList<StatisticalTest> family, double level = StandardLevel)
    {
        var corrected = Holm.Adjust([.. family.Select(t => t.P)]);
        var least = Holm.Adjust([.. family.Select(t => t.LeastP)]);
        return [.. family.Select((test, i) => WhyNot(test, least[i], family.Count, level) is { } instead
            ? new Verdict(test.Name, test.N, null, null, family.Count, instead, test.Undefined is null, false)
            : new Verdict(test.Name, test.N, test.P, corrected[i], family.Count, null, false, corrected[i] <= level))];
    }

    /// <summary>No test, and why.</summary>
    public static Verdict Without(string test, int n, string why) => new(test, n, null, null, 0, why, false, false);

    /// <summary>Such as <c>Wilcoxon signed-rank, n = 9, p = 0.012 (Holm, 6 tests)</c>, or the reason why there is none.</summary>
    public string Text => Instead is not null ? $"{Test}, n = {N}: {Instead}" : $"{Test}, n = {N}, p {(PText(Corrected!.Value) is ['<', ..] small ? small : $"= {PText(Corrected.Value)}")}{(Family > 1 ? $" (Holm, {Family} tests)" : "")}";

    /// <summary>The corrected p-value, or in a word why there is none; <see cref="Instead"/> says it.</summary>
    public string Word => Corrected is { } p ? PText(p) : TooFew ? "too few" : "none";

    /// <summary>A p-value as it is printed: two digits, and small ones by their bound.</summary>
    public static string PText(double p) => p switch
    {
        < 0.0001 => "< 0.0001",
        < 0.001 => $"{p:0.0000}",
        < 0.0995 => $"{p:0.000}",
        _ => $"{p:0.00}",
    };

    private static string? WhyNot(StatisticalTest test, double least, int family, double level)
    {
        if (test.Undefined is { } undefined) return undefined;
        if (least <= level) return null;
        var few = test is WilcoxonTest wilcoxon && wilcoxon.NonZero < wilcoxon.N ? $"{wilcoxon.NonZero} of {wilcoxon.N} that differ" : $"n = {test.N}";
        var corrected = family > 1 ? $", {least:0.####} corrected for {family} tests" : "";
        return $"{few} cannot reach {level} whatever the data: the least p-value is {test.LeastP:0.####}{corrected}";
    }
}
