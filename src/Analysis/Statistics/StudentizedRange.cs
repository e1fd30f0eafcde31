using MathNet.Numerics;

namespace Bench.Analysis.Statistics;

/// <summary>
/// The range of k independent standard normal values: the studentized range with infinite degrees of freedom, of which Tukey's and Nemenyi's tests take
/// their critical values. Computed, for any k, instead of read from a table.
/// </summary>
public static class StudentizedRange
{
    // Beyond, the normal density is below 1e-18 of its height. The trapezoidal rule converges exponentially on such a function.
    private const double Reach = 9, Step = 1.0 / 32;

    /// <summary>P(range ≤ q) = k ∫ φ(z) (Φ(z) − Φ(z − q))^(k − 1) dz, where z is the greatest value.</summary>
    public static double Cdf(double q, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        if (!(q > 0)) return 0;
        var sum = 0.0;
        for (var z = -Reach; z <= Reach + Math.Min(q, Reach); z += Step)
            sum += Math.Exp(-z * z / 2) * Math.Pow(Normal(z) - Normal(z - q), k - 1);
        return Math.Min(1, k * sum * Step / Math.Sqrt(2 * Math.PI));
    }

    /// <summary>The q with P(range ≤ q) = p.</summary>
    public static double Quantile(double p, int k)
    {
        if (!(p > 0 && p < 1)) throw new ArgumentOutOfRangeException(nameof(p), p, "a probability lies between 0 and 1");
        var high = 1.0;
        while (Cdf(high, k) < p) high *= 2;
        return Bisection.Of(q => p - Cdf(q, k), 0, high);
    }

    private static double Normal(double z) => SpecialFunctions.Erfc(-z / Math.Sqrt(2)) / 2;
}
