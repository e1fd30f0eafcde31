using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// Alternating dense and compressed phases: dense at first, then phases of equal length, cut at the beginning of each compressed one and the mask lifted at
/// its end; the last, compressed one goes on to the end.
/// </summary>
public sealed class AcDcSchedule : ISchedule
{
    private static readonly NumberOption Warmup = new("dense-first", 0.1, "the part of the run before the first cut") { High = 0.9, IsAboveLow = true };
    private static readonly NumberOption Final = new("compressed-last", 0.25, "the part of the run after the last cut") { High = 0.9, IsAboveLow = true };
    private static readonly WholeOption Pairs = new("phases", 4, "compressed phases before the last one, each followed by a dense one as long") { Most = 1000 };

    public string Name => "ac-dc";
    public string Title => "alternating dense and compressed phases";
    public string Source => "Peste et al., AC/DC: Alternating Compressed/DeCompressed Training of Deep Neural Networks, NeurIPS 2021";
    public IReadOnlyList<PartOption> Options => [Warmup, Final, Pairs];

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining)
        ?? (Warmup.Of(strategy.ScheduleOptions) + Final.Of(strategy.ScheduleOptions) >= 1 ? "'dense-first' and 'compressed-last' of the schedule leave nothing between them" : null);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        var options = method.ScheduleOptions;
        int first = Math.Max(method.Reached(run) + 1, WithinTraining.StepAt(method, run, Warmup.Of(options))), last = Math.Min(run.Length - 1, WithinTraining.StepAt(method, run, 1 - Final.Of(options)));
        var phases = 2 * Pairs.Of(options);
        if (last - first < phases) throw new UserError($"schedule '{Name}' has {phases} phases of at least a step, and this run {Math.Max(0, last - first)} steps for them: train longer, or give it fewer 'phases'");
        method.Train(run, first);
        for (var phase = 0; phase < phases; phase++)
        {
            if (phase % 2 == 0) method.Cut(method.Facts.Kept);
            else method.Add(new LiftStep());
            method.Train(run, first + (int)((long)(last - first) * (phase + 1) / phases));
        }
        method.CutToTarget();
        method.MeasureBefore();
        method.Train(run, run.Length);
    }
}
