using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Gradual pruning with regrowth: after each cut of the cubic, each layer drops a fraction by magnitude and grows as many by gradient.</summary>
public sealed class GraNetSchedule : ISchedule
{
    private static readonly NumberOption InitialDensity = new("initial-density", 1, "density at the beginning (1: dense; the paper also has 0.5)") { High = 1, IsAboveLow = true };
    private static readonly NumberOption Fraction = new("fraction", 0.5, "the part of each layer's weights that the first update exchanges") { High = 1, IsAboveLow = true };
    private static readonly NumberOption End = new("end", 0.75, "where in the run the last cut is, as a fraction of it") { High = 0.99, IsAboveLow = true };

    public string Name => "granet";
    public string Title => "gradual pruning with regrowth";
    public string Source => "Liu et al., Sparse Training via Boosting Pruning Plasticity with Neuroregeneration, NeurIPS 2021";
    public IReadOnlyList<PartOption> Options => [InitialDensity, Fraction, DynamicSchedule.Every, End];

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        var options = method.ScheduleOptions;
        var first = Math.Max(method.Facts.Kept, (long)(method.Facts.Prunable * InitialDensity.Of(options)));
        if (first < method.Facts.Prunable) method.Cut(first);
        foreach (var (step, progress) in WithinTraining.Moments(method, run, 0, End.Of(options), DynamicSchedule.Every.Of(options)))
        {
            method.Train(run, step);
            if (progress < 1) method.Cut(GradualSchedule.Cubic(first, method.Facts.Kept, progress));
            else method.CutToTarget();
            if (DynamicSchedule.Decayed(Fraction.Of(options), progress) is var exchanged && progress < 1)
            {
                method.Add(new DropStep(exchanged));
                method.Add(new GrowStep("gradient"));
            }
        }
        method.MeasureBefore();
        method.Train(run, run.Length);
    }
}
