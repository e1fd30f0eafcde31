using Bench.Core;

namespace Bench.Sweeps;

/// <summary>What schedules have in common that prune while a run of training goes on.</summary>
public static class WithinTraining
{
    /// <summary>Why a retraining is no plain run of training; null where it is one.</summary>
    public static string? WhyNot(string schedule, IRetraining retraining) => retraining is FineTune or Distill ? null
        : $"schedule '{schedule}' prunes within a run of training, so retraining must be fine-tune or distill, not '{retraining.Name}'";

    /// <summary>The run, prepared.</summary>
    /// <exception cref="UserError">It has no step after the first at which something could be cut.</exception>
    public static TrainingSpan RunOf(MethodBuilder method)
    {
        method.Retraining.Prepare(method);
        var run = method.Retraining.Run(method)!;
        if (run.Length - method.Reached(run) < 2)
            throw new UserError($"schedule '{method.Schedule.Name}' prunes within a run of training, and no more than one step is left of this one: train longer");
        return run;
    }

    /// <summary>
    /// Steps of a run, every so many from a fraction of it to another, without the first, and how much of the way each is (the last is 1); at least one,
    /// and none at the run's very end. The last two are at least as far apart as the others. Fractions are of what is left of the run.
    /// </summary>
    public static IEnumerable<(int Step, double Progress)> Moments(MethodBuilder method, TrainingSpan run, double begin, double end, int every)
    {
        var start = Math.Min(StepAt(method, run, begin), run.Length - 2);
        var last = Math.Clamp(StepAt(method, run, end), start + 1, run.Length - 1);
        for (var step = (long)start + every; step <= last - every; step += every) yield return ((int)step, (double)(step - start) / (last - start));
        yield return (last, 1);
    }

    /// <summary>The step at a fraction of what is left of a run.</summary>
    public static int StepAt(MethodBuilder method, TrainingSpan run, double fraction)
    {
        var reached = method.Reached(run);
        return reached + (int)((run.Length - reached) * fraction);
    }
}
