using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// Within training: the sparsity rises from 0 as s(t) = s · (1 − (1 − (t − b)/(e − b))³) between the steps b and e of the run, by a cut every so many
/// steps; training goes on to its end.
/// </summary>
public sealed class GradualSchedule : ISchedule
{
    private static readonly NumberOption BeginAt = new("begin", 0, "where in the run the first cut may be, as a fraction of it") { High = 0.99 };
    private static readonly NumberOption End = new("end", 0.75, "where in the run the last cut is, as a fraction of it") { High = 0.99, IsAboveLow = true };
    private static readonly WholeOption Every = new("every", 100, "optimizer steps between cuts");

    public string Name => "gradual";
    public string Title => "within training, the sparsity rising as a cubic";
    public string Source => "Zhu and Gupta, To prune, or not to prune, 2017";
    public IReadOnlyList<PartOption> Options => [BeginAt, End, Every];

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining)
        ?? (BeginAt.Of(strategy.ScheduleOptions) >= End.Of(strategy.ScheduleOptions) ? "'begin' of the schedule must lie before its 'end'" : null);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        var (prunable, target) = (method.Facts.Prunable, method.Facts.Kept);
        foreach (var (step, progress) in WithinTraining.Moments(method, run, BeginAt.Of(method.ScheduleOptions), End.Of(method.ScheduleOptions), Every.Of(method.ScheduleOptions)))
        {
            method.Train(run, step);
            if (progress < 1) method.Cut(Cubic(prunable, target, progress));
            else method.CutToTarget();
        }
        method.MeasureBefore();
        method.Train(run, run.Length);
    }

    /// <summary>Parameters left when a part of the way (0 to 1) has gone.</summary>
    public static long Cubic(long prunable, long target, double progress) => Math.Max(target, prunable - (long)((prunable - target) * (1 - Math.Pow(1 - progress, 3))));
}
