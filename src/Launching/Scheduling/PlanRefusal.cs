namespace Bench.Launching;

/// <summary>What a plan cannot be, by what a scheduler allows.</summary>
public static class PlanRefusal
{
    /// <summary>Why a scheduler cannot take a plan; null where it can.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="limits">What the scheduler allows.</param>
    public static string? Of(ClusterPlan plan, SchedulerLimits limits)
    {
        var jobs = plan.Tasks.Count + 1; // and the merge
        if (limits.Jobs is { } most && jobs > most)
            return $"the plan has {jobs:#,0} jobs, and the scheduler takes at most {most:#,0} at once (MaxJobCount): give a task more cells with --cells-per-task, or split the sweep by its seeds";
        return plan.Arrays.FirstOrDefault(a => a.Count > limits.ArraySize) is { } array
            ? $"an array of the plan has {array.Count:#,0} tasks, and the scheduler takes indices below {limits.ArraySize:#,0} (MaxArraySize)"
            : null;
    }
}
