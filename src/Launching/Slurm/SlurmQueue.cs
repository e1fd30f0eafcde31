using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What <c>squeue</c> says: one call for all jobs of a user, a line a task, also of those that have ended lately. It needs no accounting.</summary>
internal static class SlurmQueue
{
    private const string Format = "%F|%K|%T|%N|%j|%r"; // the reason last: it is in words
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static QueueAnswer Ask(string user)
    {
        if (!SlurmCommand.Exists("squeue")) return new(null, "there is no 'squeue' on the path");
        try
        {
            var answer = SlurmCommand.Run("squeue", ["-h", "-a", "-r", "-t", "all", "-u", user, "-o", Format], Limit);
            return answer.ExitCode == 0 ? new(Parse(answer.Output)) : new(null, answer.Complaint("squeue"));
        }
        catch (UserError silent)
        {
            return new(null, silent.Message);
        }
    }

    /// <summary>The rows that are of sweeps.</summary>
    public static IReadOnlyList<QueuedJob> Parse(string output) =>
    [
        .. output.Split('\n').Select(line => line.Split('|', 6)).Where(words => words.Length == 6 && words[4].StartsWith(SchedulerJob.Beginning, StringComparison.Ordinal))
            .SelectMany(words => Indices(words[1]).Select(index => new QueuedJob(words[4], words[0], index, StateOf(words[2]), words[3], words[5] is "None" ? "" : words[5]))),
    ];

    // One index; but a Slurm that does not tell waiting tasks one by one says 2-9,12%4.
    private static IEnumerable<int?> Indices(string text)
    {
        if (text is "N/A" or "") return [null];
        return text.Split('%')[0].Split(',').SelectMany(range => range.Split('-') switch
        {
            [var one] when Number(one) is { } only => [only],
            [var first, var last] when Number(first) is { } from && Number(last.Split(':')[0]) is { } to && to >= from => Enumerable.Range(from, to - from + 1).Select(i => (int?)i),
            _ => Enumerable.Empty<int?>(),
        });
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static QueuedState StateOf(string state) => state switch
    {
        "RUNNING" or "COMPLETING" or "SUSPENDED" or "STOPPED" or "SIGNALING" or "STAGE_OUT" or "RESIZING" => QueuedState.Running,
        "COMPLETED" => QueuedState.Ended,
        "FAILED" or "BOOT_FAIL" or "DEADLINE" => QueuedState.Failed,
        "TIMEOUT" => QueuedState.TimedOut,
        "OUT_OF_MEMORY" => QueuedState.OutOfMemory,
        "NODE_FAIL" or "PREEMPTED" or "REVOKED" => QueuedState.NodeLost,
        "CANCELLED" => QueuedState.Cancelled,
        _ => QueuedState.Waiting, // PENDING, CONFIGURING, REQUEUED, held ones
    };
}
