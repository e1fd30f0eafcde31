namespace Bench.Sweeps.Costs;

/// <summary>A number that is not known exactly: what is expected, and the interval in which it most likely lies.</summary>
public readonly record struct Estimate(double Low, double Expected, double High)
{
    public static Estimate operator +(Estimate a, Estimate b) => new(a.Low + b.Low, a.Expected + b.Expected, a.High + b.High);

    public static Estimate operator *(double factor, Estimate a) => new(factor * a.Low, factor * a.Expected, factor * a.High);
}
