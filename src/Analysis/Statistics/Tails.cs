using MathNet.Numerics;

namespace Bench.Analysis.Statistics;

/// <summary>Upper tails of distributions, each computed as such: 1 minus a cumulative probability near 1 would lose its digits.</summary>
internal static class Tails
{
    /// <summary>P(|Z| ≥ |z|) of the standard normal.</summary>
    public static double NormalBothSides(double z) => SpecialFunctions.Erfc(Math.Abs(z) / Math.Sqrt(2));

    /// <summary>P(|T| ≥ |t|) of Student's t.</summary>
    public static double StudentBothSides(double t, double freedom) =>
        double.IsInfinity(t) ? 0 : SpecialFunctions.BetaRegularized(freedom / 2, 0.5, freedom / (freedom + t * t));

    /// <summary>P(X ≥ x) of χ².</summary>
    public static double ChiSquare(double x, double freedom) => x <= 0 ? 1 : SpecialFunctions.GammaUpperRegularized(freedom / 2, x / 2);

    /// <summary>P(X ≥ x) of Fisher's F.</summary>
    public static double Fisher(double x, double numerator, double denominator) =>
        x <= 0 ? 1 : SpecialFunctions.BetaRegularized(denominator / 2, numerator / 2, denominator / (denominator + numerator * x));

    /// <summary>The t beyond which, on both sides, Student's distribution has 1 − <paramref name="confidence"/>; found where its tail has that value.</summary>
    public static double StudentQuantile(double confidence, double freedom)
    {
        var (low, high) = (0.0, 1.0);
        while (StudentBothSides(high, freedom) > 1 - confidence) (low, high) = (high, high * 2);
        return Bisection.Of(t => StudentBothSides(t, freedom) - (1 - confidence), low, high);
    }
}
