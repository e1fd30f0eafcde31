using System.Globalization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>How an attempt at a task has ended by its script's account: a file <c>TASK.JOB-REQUEUES.exit</c> beside what the attempt says of itself.</summary>
/// <param name="Task">The task.</param>
/// <param name="Job">The scheduler's job with the place in its array, <c>1234_17</c>.</param>
/// <param name="Requeues">How often it had been begun anew.</param>
/// <param name="Code">The program's exit code; 128 and more: the signal that has killed it.</param>
/// <param name="Ended">When.</param>
/// <param name="Node">Where.</param>
public sealed record TaskExit(int Task, string Job, int Requeues, int Code, DateTimeOffset Ended, string Node)
{
    private const string Extension = ".exit";

    /// <summary>All that there are, in the order of their ends.</summary>
    public static IReadOnlyList<TaskExit> In(SweepFolder folder) => Directory.Exists(folder.Attempts)
        ? [.. Directory.EnumerateFiles(folder.Attempts, "*" + Extension).AsParallel().Select(Read).OfType<TaskExit>().OrderBy(e => e.Ended).ThenBy(e => e.Requeues)]
        : [];

    private static TaskExit? Read(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path).Split('.', 2);
        if (name is not [var task, var job] || !int.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return null;
        var cut = job.LastIndexOf('-');
        if (cut < 0 || !int.TryParse(job[(cut + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var requeues)) return null;
        try
        {
            return ReplacedFile.Read(path, File.ReadAllText).Trim().Split(' ') is [var code, var ended, var node] && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var exit)
                && DateTimeOffset.TryParse(ended, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var when)
                ? new(number, job[..cut], requeues, exit, when, node)
                : null;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return null;
        }
    }
}
