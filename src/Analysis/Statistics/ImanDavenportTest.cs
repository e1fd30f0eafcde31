namespace Bench.Analysis.Statistics;

/// <summary>
/// The less conservative F of Friedman's χ² (Iman and Davenport, "Approximations of the critical region of the Friedman statistic", Communications in Statistics
/// 1980): (N − 1) χ² ÷ (N (k − 1) − χ²). Where all blocks rank alike F is infinite, which its distribution does not cover: the p-value is then the chance
/// of that, which is also the least that there can be, (k!)^(1 − N).
/// </summary>
public sealed record ImanDavenportTest : StatisticalTest
{
    /// <inheritdoc/>
    public override string Name => "Friedman (Iman–Davenport F)";

    /// <summary>Infinite where all blocks rank alike; null where undefined.</summary>
    public double? F { get; init; }

    /// <summary>Degrees of freedom, k − 1 and (k − 1)(N − 1).</summary>
    public int Numerator { get; init; }
    public int Denominator { get; init; }
}
