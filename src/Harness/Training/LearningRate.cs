using Bench.Sweeps;

namespace Bench.Harness.Training;

/// <summary>The learning rate at each step of a run.</summary>
internal static class LearningRate
{
    private const double OneCycleStart = 25, OneCycleEnd = 1e4;

    /// <summary>The rate of step <paramref name="step"/> (from 0) of <paramref name="total"/>.</summary>
    public static double At(LearningRateSpec spec, int step, int total)
    {
        if (spec.Schedule == "one-cycle") return OneCycle(spec, step, total, spec.Warmup * total);
        var warmup = StepsOf(spec.Warmup, total);
        if (step < warmup) return spec.Rate * (step + 1) / Math.Ceiling(warmup);
        return spec.Schedule switch
        {
            "constant" => spec.Rate,
            "step" => spec.Rate * Math.Pow(spec.Gamma, spec.Drops.Count(drop => step >= StepsOf(drop, total))),
            "cosine" => spec.Rate * Cosine(step - warmup, total - warmup),
            "linear" => spec.Rate * (total - step) / (total - warmup),
            "cyclic" => Cyclic(spec, step - warmup, total - warmup),
            _ => throw new ArgumentException($"no learning-rate schedule '{spec.Schedule}'", nameof(spec)),
        };
    }

    // Whole where it is meant to be: 0.07 of 100 steps are 7, and not the 7.000000000000001 that binary fractions give.
    private static double StepsOf(double fraction, int total) => Math.Round(fraction * total, 6);

    // Falls to 0 as a cosine, as often as there are cycles, each beginning at the rate again (Loshchilov and Hutter 2017; Le and Hua 2021).
    private static double Cyclic(LearningRateSpec spec, double step, double total)
    {
        var cycle = total / spec.Cycles;
        return step * spec.Cycles % total == 0 ? spec.Rate : spec.Rate * Cosine(step % cycle, cycle);
    }

    // Smith and Topin 2018, as PyTorch's OneCycleLR with its defaults: from rate/25 at the first step up to the rate at step
    // warmup − 1, which need not be whole, then down to rate/250,000 at the last step. A run too short to rise begins at the rate.
    private static double OneCycle(LearningRateSpec spec, int step, int total, double warmup)
    {
        double start = spec.Rate / OneCycleStart, end = start / OneCycleEnd, peak = Math.Max(0, warmup - 1);
        return step < peak
            ? spec.Rate + (start - spec.Rate) * Cosine(step, peak)
            : end + (spec.Rate - end) * Cosine(step - peak, total - 1 - peak);
    }

    // From 1 at 0 to 0 at length.
    private static double Cosine(double at, double length) => 0.5 * (1 + Math.Cos(Math.PI * (at > 0 ? Math.Min(1, at / length) : 0)));
}
