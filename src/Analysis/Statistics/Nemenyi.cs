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

    /// <summary>The test of a difference of mean ranks.</summary>
    public static NemenyiTest Test(double difference, int methods, int blocks) => blocks < 2
        ? new() { N = blocks, LeastP = 1, Undefined = "there are fewer than two blocks" }
        : new() { N = blocks, P = P(difference, methods, blocks), LeastP = LeastP(methods, blocks) };

    /// <summary>
    /// The least p-value whatever the data: of one method that is the best in all blocks and one that is the worst, and no less than the chance that some two
    /// are, (k (k − 1))^(1 − N), which the normal approximation of few blocks falls below.
    /// </summary>
    public static double LeastP(int methods, int blocks) => Math.Max(P(methods - 1, methods, blocks), Math.Pow(methods * (methods - 1.0), 1 - blocks));

    private static double Error(int methods, int blocks)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(methods, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(blocks, 1);
        return Math.Sqrt(methods * (methods + 1) / (6.0 * blocks));
    }
}

/// <summary>Nemenyi's test of one pair; its p-value is corrected for all pairs already.</summary>
public sealed record NemenyiTest : StatisticalTest
{
    /// <inheritdoc/>
    public override string Name => "Nemenyi";
}
