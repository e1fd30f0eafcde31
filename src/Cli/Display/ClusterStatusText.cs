using Bench.Cli.Launchers;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>How a sweep on a cluster stands, in words.</summary>
internal static class ClusterStatusText
{
    private const int MostShown = 8;

    public static IEnumerable<string> Of(SweepStanding standing, DateTimeOffset now)
    {
        var (plan, submission) = standing.Last;
        var folder = ClusterLauncher.Shown(standing.Folder.Path);
        var finished = standing.Cells.Count(standing.Found.Finished.Contains);
        var failed = standing.Missing.Count(standing.Found.Failures.ContainsKey);
        yield return $"{plan.Record.Sweep} on {submission.Launcher}: {finished:#,0} of {Words.Count(standing.Cells.Count, "cell")} finished, {failed:#,0} failed, {standing.Cells.Count - finished - failed:#,0} left; "
            + $"submitted {Words.Length(now - submission.Submitted)} ago{(standing.Plans.Count > 1 ? $", {standing.Plans.Count} times in all" : "")}";
        if (standing.Silent is { } why) yield return $"queue     not known ({why}): what follows is what the files say";
        if (!submission.IsComplete) yield return "submission was cut off: what is not in the queue is submitted by 'bench resume'";

        foreach (var level in standing.Tasks.GroupBy(t => (t.Outline.Kind, t.Outline.Level)).OrderBy(g => g.Key.Level).ThenBy(g => g.Key.Kind))
            yield return $"  {ClusterPlanText.LevelName(level.Key.Kind, level.Key.Level),-13} {Counts([.. level])}{CellsOf([.. level], standing.Found)}";
        if (standing.Tasks.GroupBy(t => (t.Outline.Kind, t.Outline.Level)).Count() > 1) yield return $"  {"in all",-13} {Counts(standing.Tasks)}";
        if (MergeState(standing) is { } merging) yield return $"  {"merge",-13} {merging}";

        foreach (var line in Running(standing, now)) yield return line;
        if (Waiting(standing) is { } waiting) yield return waiting;
        foreach (var line in Trouble(standing, folder)) yield return line;
        foreach (var line in Failures(standing)) yield return line;
        if (SharedDisk(standing, folder) is { } full) yield return full;
        if (Next(standing, finished, folder) is { } next) yield return next;
    }

    /// <summary>Whether nothing more happens of itself.</summary>
    public static bool IsAtRest(SweepStanding standing) => !standing.Tasks.Any(t => t.IsQueued) && standing.Merge?.State is not (QueuedState.Waiting or QueuedState.Running);

    /// <summary>Such as <c>mnist × lenet5, random at 2×, seed 1</c>.</summary>
    public static string NameOf(CellSpec cell) =>
        $"{cell.Dataset.Name} × {cell.Model}, {cell.Strategy.Name} at {cell.Compression:0.##}×, seed {cell.Seed}";

    private static string Counts(IReadOnlyList<TaskStanding> tasks)
    {
        (TaskState State, string Word)[] words =
        [
            (TaskState.Waiting, "waiting"), (TaskState.Running, "running"), (TaskState.Finished, "finished"), (TaskState.SomeFailed, "with failures"), (TaskState.Stopped, "stopped"), (TaskState.Lost, "lost"),
            (TaskState.NotBegun, "not begun"),
        ];
        var parts = words.Select(w => (w.Word, Count: tasks.Count(t => t.State == w.State))).Where(p => p.Count > 0).Select(p => $"{p.Count:#,0} {p.Word}");
        return $"{Words.Count(tasks.Count, "task")}: {string.Join(", ", parts)}";
    }

    private static string CellsOf(IReadOnlyList<TaskStanding> tasks, Findings found)
    {
        if (tasks[0].Outline.Kind == TaskKind.Pretraining) return "";
        var cells = tasks.SelectMany(t => t.Outline.Jobs).Select(j => j.Identity).Distinct().ToList();
        return $"; {cells.Count(found.Finished.Contains):#,0} of {Words.Count(cells.Count, "cell")}";
    }

    // What the script has left says more than the queue, which forgets the job; unless it is there again.
    private static string? MergeState(SweepStanding standing) => (standing.Merge, standing.MergeEnd) switch
    {
        ({ State: QueuedState.Waiting }, _) => "waiting for the tasks",
        ({ State: QueuedState.Running } running, _) => $"running on {running.Node}",
        (_, { Code: 0 }) => "done",
        (_, { } end) => $"{(end.Code == 1 ? "done, with cells missing or trouble" : end.Code > 128 ? $"was killed by signal {end.Code - 128}" : $"ended with exit code {end.Code}")}: "
            + $"its log is {ClusterLauncher.Shown(Path.Combine(standing.Folder.Logs, $"{new JobName(standing.Last.Plan.Files.Name, null)}-{end.Job}.log"))}",
        ({ State: QueuedState.Ended }, _) => "done",
        ({ State: QueuedState.Failed } failed, _) => $"failed: its log is {ClusterLauncher.Shown(Path.Combine(standing.Folder.Logs, $"{failed.Name}-{failed.Job}.log"))}",
        ({ } other, _) => $"{other.State.ToString().ToLowerInvariant()}{(other.Reason.Length > 0 ? $" ({other.Reason})" : "")}",
        _ => null,
    };

    // Nearly full counts, as a state is not kept that would not fit.
    private static string? SharedDisk(SweepStanding standing, string folder)
    {
        var most = standing.Last.Plan.Record.Settings.SharedBytes;
        if (most <= 0 || IsAtRest(standing)) return null;
        var taken = new WorkFolder(standing.Folder.Work).SharedBytes;
        return taken < 0.9 * most ? null : $"disk      states that cells share take {Words.Bytes(taken)} of the {Words.Bytes(most)} that --shared-disk gives them: what does not fit is not kept, and cells compute it themselves; "
            + $"{ClusterLauncher.Typed($"bench merge {folder}")} removes those that no missing cell needs";
    }

    private static IEnumerable<string> Running(SweepStanding standing, DateTimeOffset now)
    {
        var running = standing.Tasks.Where(t => t.State == TaskState.Running).ToList();
        if (running.Count == 0) yield break;
        var nodes = running.Select(t => t.Node).Where(n => n.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
        yield return $"running   {Words.Count(running.Count, "task")} on {Words.Count(nodes.Count, "node")}: {string.Join(' ', nodes.Take(20))}{(nodes.Count > 20 ? " ..." : "")}";
        foreach (var task in running.Take(MostShown))
            yield return $"  task {task.Outline.Task} on {task.Node}{(task.Since is { } since ? $" for {Words.Length(now - since)}" : "")}: {task.Done} of {Words.Count(task.Outline.Jobs.Count, task.Outline.Kind == TaskKind.Cells ? "cell" : "pretraining")}"
                + $"{(task.Attempts > 1 ? $", attempt {task.Attempts}" : "")}";
        if (running.Count > MostShown) yield return $"  and {running.Count - MostShown:#,0} more";
    }

    // In the scheduler's own words, which its users know.
    private static string? Waiting(SweepStanding standing)
    {
        var reasons = standing.Tasks.Where(t => t is { State: TaskState.Waiting, Reason.Length: > 0 }).GroupBy(t => t.Reason).OrderByDescending(g => g.Count()).Take(MostShown).ToList();
        return reasons.Count == 0 ? null : $"waiting   {string.Join(", ", reasons.Select(g => $"{g.Count():#,0} for {g.Key}"))}";
    }

    // Tasks of one fate together, with the option that would help.
    private static IEnumerable<string> Trouble(SweepStanding standing, string folder)
    {
        var lost = standing.Tasks.Where(t => t.State is TaskState.Lost or TaskState.Stopped or TaskState.NotBegun || t is { State: TaskState.SomeFailed, Need: not TaskNeed.Nothing });
        foreach (var group in lost.GroupBy(t => (t.State, t.Reason, t.Need)).OrderByDescending(g => g.Count()).Take(MostShown))
        {
            var tasks = group.ToList();
            var nodes = tasks.Select(t => t.Node).Where(n => n.Length > 0).Distinct().Order(StringComparer.Ordinal).ToList();
            var which = tasks.Count == 1 ? $"task {tasks[0].Outline.Task}" : $"{tasks.Count:#,0} tasks ({string.Join(", ", tasks.Take(5).Select(t => t.Outline.Task))}{(tasks.Count > 5 ? ", ..." : "")})";
            var log = group.Key.Reason.Length > 0 && tasks[^1].Log is { } file ? $" (log {ClusterLauncher.Shown(file)})" : "";
            yield return $"{(group.Key.State == TaskState.Stopped ? "stopped" : group.Key.State == TaskState.NotBegun ? "not begun" : "lost"),-9} {which}{(nodes.Count > 0 ? $" on {string.Join(' ', nodes.Take(5))}" : "")}: {group.Key.Reason}{log}{Help(group.Key.Need, standing, folder)}";
        }
    }

    private static string Help(TaskNeed need, SweepStanding standing, string folder)
    {
        var before = standing.Last.Submission.Needs;
        var peak = standing.Attempts.Select(a => a.PeakMemory).Max();
        return need switch
        {
            TaskNeed.Memory => $": bench resume {folder} --mem SIZE ({(before.Memory is { } memory ? $"it was {memory}" : "none was asked for")}{(peak is { } bytes ? $"; {Words.Bytes(bytes)} were seen in use" : "")})",
            TaskNeed.Time => $": bench resume {folder} --time TIME ({(before.Time is { } time ? $"it was {time}" : "it was the partition's default")}, {before.MaxRequeue + 1} times)",
            TaskNeed.Nodes => $": bench resume {folder} --exclude-bad keeps away from such nodes",
            _ => "",
        };
    }

    private static IEnumerable<string> Failures(SweepStanding standing)
    {
        var missing = standing.Missing.Where(standing.Found.Failures.ContainsKey).ToHashSet(StringComparer.Ordinal);
        foreach (var task in standing.Tasks.Where(t => t.Outline.Kind == TaskKind.Pretraining && t.Done < t.Outline.Jobs.Count).TakeLast(MostShown))
            foreach (var job in PlannedCells.JobsOf(standing, task))
                if (!standing.Found.Pretrained.Contains(job.Identity) && standing.Found.Failures.GetValueOrDefault(job.Identity)?[^1] is { } attempt)
                    yield return $"failed    pretraining of {job.Cell.Dataset.Name} × {job.Cell.Model}, seed {job.Cell.Seed}{(attempt.Node is { } node ? $" (on {node})" : "")}, from which cells start: {attempt.Reason}";
        if (missing.Count == 0) yield break;
        var groups = missing.GroupBy(cell => standing.Found.Failures[cell][^1].Reason ?? "no reason is known").OrderByDescending(g => g.Max(cell => standing.Found.Failures[cell][^1].Ended)).ToList();
        foreach (var group in groups.Take(MostShown))
        {
            var cells = group.ToHashSet(StringComparer.Ordinal);
            var last = standing.Found.Failures[cells.MaxBy(cell => standing.Found.Failures[cell][^1].Ended)!][^1];
            var example = PlannedCells.JobsOf(standing, cells).FirstOrDefault();
            var tries = Words.Count(cells.Max(cell => standing.Found.Failures[cell].Count), "attempt");
            yield return $"failed    {(cells.Count == 1 ? "" : $"{cells.Count:#,0} cells, such as ")}{(example is null ? cells.First() : NameOf(example.Cell))} ({tries}{Where(last)}): {group.Key}";
        }
        if (groups.Count > MostShown) yield return $"  and {groups.Count - MostShown:#,0} more reasons";
    }

    private static string Where(AttemptRecord attempt) => attempt.Node is { Length: > 0 } node ? $", on {node}" : "";

    private static string? Next(SweepStanding standing, int finished, string folder)
    {
        if (!IsAtRest(standing) || standing.Silent is not null) return null;
        return finished < standing.Cells.Count
            ? $"next      {ClusterLauncher.Typed($"bench resume {folder}")} submits the {Words.Count(standing.Cells.Count - finished, "cell")} that {(standing.Cells.Count - finished == 1 ? "is" : "are")} missing"
            : standing.Merge?.State == QueuedState.Ended || standing.MergeEnd is { Code: 0 } ? null : $"next      {ClusterLauncher.Typed($"bench merge {folder}")} puts all into {ClusterLauncher.Shown(standing.Last.Plan.Record.Database)}, if its job has not";
    }
}
