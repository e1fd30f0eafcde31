using Bench.Launching;

namespace Bench.Cli.Display;

/// <summary>A plan of tasks in words.</summary>
internal static class ClusterPlanText
{
    private const int MaxLevels = 12;

    public static IEnumerable<string> Of(ClusterPlan plan, BesideEarlier beside, TaskNeeds needs)
    {
        var longest = plan.Tasks.Max(t => t.Seconds);
        var all = plan.Tasks.Sum(t => t.Seconds);
        yield return $"plan      {Words.Count(plan.Tasks.Count, "task")} in {Words.Count(plan.Arrays.Count, "array")}, at most {beside.Parallelism:#,0} at once{(beside.Waits ? " when those in the queue have ended" : "")}: about {Length(all)} of computing"
            + $"{(needs.Cpus > 1 ? $", {needs.Cpus} cells of a task at once" : "")}; the longest task takes about {Length(longest)}";
        var levels = plan.Tasks.GroupBy(t => (t.Kind, t.Level)).OrderBy(g => g.Key.Level).ToList();
        foreach (var level in levels.Take(MaxLevels))
        {
            var tasks = level.ToList();
            var jobs = tasks.Sum(t => t.Jobs.Count);
            yield return $"  {LevelName(level.Key.Kind, level.Key.Level),-13} {Words.Count(tasks.Count, "task")}{(level.Key.Kind == TaskKind.Cells ? $" of {Words.Count(jobs, "cell")}" : "")}: "
                + $"about {Length(tasks.Sum(t => t.Seconds))}, from {Length(tasks.Min(t => t.Seconds))} to {Length(tasks.Max(t => t.Seconds))} each";
        }
        if (levels.Count > MaxLevels) yield return $"  and {levels.Count - MaxLevels} more levels";
    }

    /// <summary>What will go wrong, or slowly, as far as times are known.</summary>
    public static IEnumerable<string> Warnings(ClusterPlan plan, SchedulerLimits allowed, TaskNeeds needs)
    {
        var longest = plan.Tasks.Max(t => t.Seconds);
        if (allowed.TaskTime is not { } time || time == TimeSpan.MaxValue) yield break;
        var which = needs.Time is null ? $"without --time a task has {Words.Length(time)} (the partition's default)" : $"--time {needs.Time}";
        if (longest > time.TotalSeconds * (needs.MaxRequeue + 1))
            yield return $"{which}: the longest task takes about {Length(longest)}, more than {Words.Count(needs.MaxRequeue + 1, "such part")}: give more with --time or --max-requeue";
        else if (longest > time.TotalSeconds && needs.Time is null) yield return $"{which}, and the longest takes about {Length(longest)}, in parts from checkpoint to checkpoint: --time gives more";
    }

    /// <summary>Such as <c>pretrainings</c>, <c>cells</c>, <c>cells level 2</c>.</summary>
    public static string LevelName(TaskKind kind, int level) => kind == TaskKind.Pretraining ? "pretrainings" : level <= 1 ? "cells" : $"cells level {level}";

    private static string Length(double seconds) => Words.Length(TimeSpan.FromSeconds(seconds));
}
