using System.Text.RegularExpressions;
using Bench.Core;

namespace Bench.Launching;

/// <summary>Why a task has not come to its end, by what the queue, the script, the attempt itself and the log say; none of them has to say anything.</summary>
internal sealed partial record TaskLoss(TaskState State, string Reason, TaskNeed Need)
{
    private const int LogTail = 8192;

    /// <param name="queued">What the scheduler still knows of it.</param>
    /// <param name="attempt">The last attempt, by its own account.</param>
    /// <param name="exit">By its script's account.</param>
    /// <param name="log">The log's file.</param>
    public static TaskLoss Of(QueuedJob? queued, TaskAttempt? attempt, TaskExit? exit, string? log)
    {
        var tail = log is null ? "" : TailOf(log);
        var said = Causes().Matches(tail).LastOrDefault()?.Value ?? "";
        if (queued?.State == QueuedState.OutOfMemory || Memory().IsMatch(said) || (attempt is { WorkersKilled: > 0 } && exit?.Code != 0 && attempt.End is null))
            return new(TaskState.Lost, "ran out of memory", TaskNeed.Memory);
        if (queued?.State == QueuedState.Cancelled || said.StartsWith("CANCELLED", StringComparison.OrdinalIgnoreCase))
            return attempt is null && exit is null
                ? new(TaskState.NotBegun, "was taken back before it began: by hand, or as the task that it waited for has failed", TaskNeed.Nothing)
                : new(TaskState.Stopped, "was cancelled", TaskNeed.Nothing);
        if (exit?.Code == 75 || attempt?.End == AttemptEnd.Stopped)
            return new(TaskState.Stopped, $"stopped after a checkpoint{(attempt?.Signal is { } signal ? $" ({signal})" : "")}, and not begun again: its time was over, or another job took its place, too often", TaskNeed.Time);
        if (queued?.State == QueuedState.TimedOut || said.Contains("TIME LIMIT", StringComparison.Ordinal)) return new(TaskState.Lost, "ran out of time", TaskNeed.Time);
        if (queued?.State == QueuedState.NodeLost || said.Contains("NODE FAILURE", StringComparison.Ordinal)) return new(TaskState.Lost, "its node failed", TaskNeed.Nodes);
        if (attempt is { End: AttemptEnd.Broken, Reason: { } broken }) return new(TaskState.Lost, broken, TaskNeed.Nothing);
        if (exit is { Code: 137 }) return new(TaskState.Lost, "was killed (SIGKILL), as the system does where memory runs out", TaskNeed.Memory);
        if (exit is { Code: > 128 and var killed }) return new(TaskState.Lost, $"was killed by signal {killed - 128}", TaskNeed.Nothing);
        if (exit?.Code == 0 || (exit is null && attempt?.End == AttemptEnd.Finished)) return new(TaskState.Lost, "ended well, but its results are not seen here: the file system may be late", TaskNeed.Nothing);
        if (exit is not null)
            return new(TaskState.Lost, $"ended with exit code {exit.Code}{(attempt is null ? " before the program began" : "")}{(LastLine(tail) is { } line ? $": {line}" : "")}", TaskNeed.Nothing);
        if (attempt is not null) return new(TaskState.Lost, "vanished: it was killed, or its node was", TaskNeed.Nodes);
        return queued is null
            ? new(TaskState.NotBegun, "was not begun, and is not in the queue", TaskNeed.Nothing)
            : new(TaskState.Lost, $"ended before the program began{(queued.Reason.Length > 0 ? $" ({queued.Reason})" : "")}{(LastLine(tail) is { } line2 ? $": {line2}" : "")}", TaskNeed.Nothing);
    }

    private static string TailOf(string log)
    {
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (file.Length > LogTail) file.Position = file.Length - LogTail;
            using var reader = new StreamReader(file);
            return reader.ReadToEnd();
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return "";
        }
    }

    private static string? LastLine(string tail) => tail.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();

    // What slurmstepd writes; that a job is begun anew is no cause.
    [GeneratedRegex("oom[-_ ]kill|out[-_ ]of[-_ ]memory|DUE TO TIME LIMIT|DUE TO NODE FAILURE|CANCELLED AT [^ ]+ (?!DUE)|DUE TO (JOB REQUEUE|PREEMPTION)", RegexOptions.IgnoreCase)]
    private static partial Regex Causes();

    [GeneratedRegex("oom|memory", RegexOptions.IgnoreCase)]
    private static partial Regex Memory();
}
