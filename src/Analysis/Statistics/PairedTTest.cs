namespace Bench.Analysis.Statistics;

/// <summary>Student's paired t, two-sided (Student 1908): whether the mean of the differences of pairs is 0, where they are about normally distributed.</summary>
public sealed record PairedTTest : StatisticalTest
{
    /// <inheritdoc/>
    public override string Name => "paired t";

    /// <summary>Of the differences, first − second; null without a pair.</summary>
    public Sample? Differences { get; init; }

    /// <summary>Mean ÷ (s ÷ √n); null where there is no spread to divide by.</summary>
    public double? T { get; init; }

    /// <summary>Cohen's d_z (Cohen 1988): mean ÷ s of the differences; null as <see cref="T"/>.</summary>
    public double? EffectSize { get; init; }

    /// <summary>The test of first against second, pair by pair; positive where the first is greater.</summary>
    public static PairedTTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count) throw new ArgumentException("every value has its partner", nameof(second));
        var n = first.Count;
        if (n == 0) return new() { N = 0, LeastP = 1, Undefined = "there is no pair" };
        if (first.Concat(second).Any(v => !double.IsFinite(v))) return new() { N = n, LeastP = 1, Undefined = "a value is not a finite number" };
        var differences = Sample.Of([.. first.Zip(second, (a, b) => a - b)]);
        if (differences.Deviation is not { } deviation) return new() { N = n, Differences = differences, LeastP = 1, Undefined = "one pair has no spread" };
        var tolerance = Ranks.Tolerance(first.Concat(second));
        if (deviation <= tolerance)
            return Math.Abs(differences.Mean) <= tolerance
                ? new() { N = n, Differences = differences with { Mean = 0, Deviation = 0 }, LeastP = 0, T = 0, EffectSize = 0, P = 1 }
                : new() { N = n, Differences = differences with { Deviation = 0 }, LeastP = 0, Undefined = "all pairs differ by the same, so that nothing is known of the spread" };
        var t = differences.Mean / (deviation / Math.Sqrt(n));
        return new() { N = n, Differences = differences, LeastP = 0, T = t, EffectSize = differences.Mean / deviation, P = Tails.StudentBothSides(t, n - 1) };
    }
}
