namespace Bench.Launching;

/// <summary>How an attempt at a task has ended by its script's account: a file <c>TASK.JOB-REQUEUES.exit</c> beside what the attempt says of itself.</summary>
/// <param name="Task">The task.</param>
/// <param name="Job">The scheduler's job with the place in its array, <c>1234_17</c>.</param>
/// <param name="Requeues">How often it had been begun anew.</param>
/// <param name="Code">The program's exit code, or that of a line of setup which has ended the script; 128 and more: the signal that has killed it.</param>
/// <param name="Ended">When.</param>
/// <param name="Node">Where.</param>
public sealed record TaskExit(int Task, string Job, int Requeues, int Code, DateTimeOffset Ended, string Node)
{
    /// <summary>All that there are, in the order of their ends.</summary>
    public static IReadOnlyList<TaskExit> In(SweepFolder folder) =>
        [.. ScriptExit.In(folder, "*").Select(e => e.Number is { } task ? new TaskExit(task, e.Job, e.Requeues, e.Code, e.Ended, e.Node) : null).OfType<TaskExit>().OrderBy(e => e.Ended).ThenBy(e => e.Requeues)];
}
