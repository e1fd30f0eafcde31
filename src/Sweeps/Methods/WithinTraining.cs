namespace Bench.Sweeps;

/// <summary>What schedules have in common that prune while a run of training goes on.</summary>
public static class WithinTraining
{
    /// <summary>Why a retraining is no plain run of training; null where it is one.</summary>
    public static string? WhyNot(string schedule, IRetraining retraining) => retraining is FineTune or Distill ? null
        : $"schedule '{schedule}' prunes within a run of training, so retraining must be fine-tune or distill, not '{retraining.Name}'";

    /// <summary>The run, prepared.</summary>
    public static TrainingSpan RunOf(MethodBuilder method)
    {
        method.Retraining.Prepare(method);
        return method.Retraining.Run(method)!;
    }

    /// <summary>
    /// Steps of a run, every so many from a fraction of it to another, without the first, and how much of the way each is (the last is 1); at least one,
    /// and none at the run's very end. Fractions are of what is left of the run.
    /// </summary>
    public static IEnumerable<(int Step, double Progress)> Moments(TrainingSpan run, double begin, double end, int every)
    {
        var start = StartOf(run, begin);
        var last = Math.Max(start + 1, Math.Min(run.Length - 1, StartOf(run, end)));
        var count = Math.Max(1, (last - start) / every);
        for (var i = 1; i < count; i++) yield return (start + i * every, (double)i / count);
        yield return (last, 1);
    }

    /// <summary>The step at a fraction of what is left of a run.</summary>
    public static int StartOf(TrainingSpan run, double fraction) => run.From + (int)((run.Length - run.From) * fraction);
}
