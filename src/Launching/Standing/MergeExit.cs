namespace Bench.Launching;

/// <summary>How the job that merges has ended by its script's account, which stays when the scheduler has forgotten the job: a file <c>merge-PLAN.JOB-REQUEUES.exit</c>.</summary>
/// <param name="Job">The scheduler's job.</param>
/// <param name="Code">The program's exit code, or that of a line of setup which has ended the script; 128 and more: the signal that has killed it.</param>
/// <param name="Ended">When.</param>
public sealed record MergeExit(string Job, int Code, DateTimeOffset Ended)
{
    /// <summary>With what the names of its files begin, before a dot.</summary>
    public static string PrefixOf(string plan) => $"merge-{plan}";

    /// <summary>The last one of a plan; null where none has ended.</summary>
    public static MergeExit? Of(SweepFolder folder, string plan) =>
        ScriptExit.In(folder, PrefixOf(plan)).OrderBy(e => e.Ended).ThenBy(e => e.Requeues).LastOrDefault() is { } last ? new(last.Job, last.Code, last.Ended) : null;
}
