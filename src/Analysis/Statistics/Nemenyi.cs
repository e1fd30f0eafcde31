namespace Bench.Analysis.Statistics;

/// <summary>
/// Nemenyi's test of all pairs of methods after Friedman's (Nemenyi, "Distribution-free multiple comparisons", thesis, Princeton 1963; Demšar 2006): two methods
/// differ where their mean ranks are a critical difference or more apart. It corrects for the number of pairs itself.
/// </summary>
public static class Nemenyi
{
    /// <summary>q(α, k, ∞) ÷ √2 · √(k (k + 1) ÷ (6 N)).</summary>
    public static double CriticalDifference(int methods, int blocks, double alpha = 0.05) =>
        StudentizedRange.Quantile(1 - alpha, methods) / Math.Sqrt(2) * Error(methods, blocks);

    /// <summary>The corrected p-value of a difference of mean ranks.</summary>
    public static double P(double difference, int methods, int blocks) =>
        Math.Max(0, 1 - StudentizedRange.Cdf(Math.Sqrt(2) * Math.Abs(difference) / Error(methods, blocks), methods));

    private static double Error(int methods, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(methods, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        return Math.Sqrt(methods * (methods + 1) / (6.0 * blocks));
    }
}
