using Bench.Core;

namespace Bench.Launching;

/// <summary>
/// How a sweep on a cluster stands: what its folder says, together with what the scheduler's queue says. Where there is no scheduler at hand, or it has forgotten
/// a job, the files tell alone. A cell belongs to the last plan that has it; an earlier one's task is looked at only as long as it is in the queue.
/// </summary>
public sealed record SweepStanding
{
    // Attempts write their file every half minute; clocks of machines differ, and file systems are slow.
    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(5);

    public required SweepFolder Folder { get; init; }

    /// <summary>Those that were submitted, in the order of their submission.</summary>
    public required IReadOnlyList<(ManifestReader Plan, SubmissionRecord Submission)> Plans { get; init; }

    public required IReadOnlyList<TaskStanding> Tasks { get; init; }
    public required Findings Found { get; init; }
    public required IReadOnlyList<TaskAttempt> Attempts { get; init; }

    /// <summary>Why the queue is not known; null where it is.</summary>
    public string? Silent { get; init; }

    /// <summary>What becomes of the job that merges; null where that is not known.</summary>
    public QueuedJob? Merge { get; init; }

    /// <summary>How the last one that merges has ended, by its script's account; null where none has.</summary>
    public MergeExit? MergeEnd { get; init; }

    /// <summary>Identities of all cells that were planned.</summary>
    public required IReadOnlySet<string> Cells { get; init; }

    public (ManifestReader Plan, SubmissionRecord Submission) Last => Plans[^1];

    /// <summary>Cells without a result.</summary>
    public IEnumerable<string> Missing => Cells.Where(cell => !Found.Finished.Contains(cell));

    /// <summary>Cells that a task in the queue has.</summary>
    public IReadOnlySet<string> Queued => Tasks.Where(t => t.IsQueued && t.Outline.Kind == TaskKind.Cells).SelectMany(t => t.Outline.Jobs).Select(j => j.Identity).ToHashSet(StringComparer.Ordinal);

    /// <summary>The scheduler's names of the jobs of whatever plan that are in the queue, merges included.</summary>
    public required IReadOnlyList<string> QueuedJobs { get; init; }

    /// <summary>How many tasks of the queue may run at once.</summary>
    public int Busy => Tasks.Count(t => t.IsQueued) is var queued and > 0
        ? Math.Min(queued, Plans.Where(p => Tasks.Any(t => t.IsQueued && t.Plan == p.Plan.Files.Name)).Max(p => p.Submission.Parallelism))
        : 0;

    /// <summary>Nodes on which attempts died or went silent.</summary>
    public IReadOnlyList<string> BadNodes => [.. Tasks.Where(t => t is { State: TaskState.Lost, Need: TaskNeed.Nodes, Node.Length: > 0 }).Select(t => t.Node)
        .Concat(Attempts.Where(a => a is { End: null, Node.Length: > 0 } && Deaths.Contains(a.Name)).Select(a => a.Node!)).Distinct().Order(StringComparer.Ordinal)];

    // Names of attempts without an end that are not under way.
    private HashSet<string> Deaths { get; init; } = [];

    /// <summary>Looks at a folder and asks the queue, once.</summary>
    /// <param name="folder">The sweep's.</param>
    /// <param name="schedulers">Those that there are.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="UserError">It is not the folder of a sweep, or not what was written.</exception>
    public static SweepStanding Of(SweepFolder folder, IReadOnlyList<IScheduler> schedulers, DateTimeOffset now)
    {
        var plans = folder.PlanNames().Select(name => (Plan: ManifestReader.Open(folder, name), Submission: SubmissionRecord.Read(folder.Plan(name))))
            .Where(p => p.Submission is not null).Select(p => (p.Plan, Submission: p.Submission!)).OrderBy(p => p.Submission.Submitted).ToList();
        var answer = plans.Count == 0 ? new QueueAnswer([]) : Ask(plans[^1].Submission, schedulers); // before the files: what it calls running may have ended since
        var exits = TaskExit.In(folder);
        var attempts = TaskAttempt.In(folder).ToList();
        var found = Findings.In(folder);
        var queue = (answer.Jobs ?? []).Select(job => (Name: JobName.Parse(job.Name), Job: job)).Where(q => q.Name is not null).ToLookup(q => q.Name!.Plan);

        var tasks = new List<TaskStanding>();
        var cells = new HashSet<string>(StringComparer.Ordinal);
        var deaths = new HashSet<string>(StringComparer.Ordinal);
        QueuedJob? merge = null;
        foreach (var (plan, submission) in plans.AsEnumerable().Reverse())
        {
            var ofPlan = queue[plan.Files.Name].ToList();
            if (ReferenceEquals(plan, plans[^1].Plan)) merge = ofPlan.LastOrDefault(q => q.Name!.Array is null).Job;
            var jobs = submission.Jobs.ToHashSet(StringComparer.Ordinal); // none where the submission was cut off
            var rows = new Dictionary<int, QueuedJob>();
            foreach (var (name, job) in ofPlan.Where(q => jobs.Count == 0 || jobs.Contains(q.Job.Job)).OrderBy(q => IsLive(q.Job))) // what is in the queue counts before what was
                if (name!.Array is { } array && array < plan.Record.Arrays.Count && job.Index is { } index) rows[plan.Record.Arrays[array].First + index] = job;
            var own = attempts.Where(a => a.Plan == plan.Files.Name).ToLookup(a => a.Task);
            var ended = exits.Where(e => jobs.Count == 0 || jobs.Contains(e.Job.Split('_')[0])).ToLookup(e => e.Task);
            var seen = new List<TaskStanding>();
            foreach (var task in TaskOutline.Of(plan))
            {
                var standing = Judge(plan, task, rows.GetValueOrDefault(task.Task), [.. own[task.Task]], [.. ended[task.Task]], found, answer.Jobs is not null, folder, now);
                var isNew = task.Jobs.Any(j => !cells.Contains(j.Identity));
                foreach (var attempt in own[task.Task].Where(a => a.End is null && !(standing.State == TaskState.Running && a == own[task.Task].Last()))) deaths.Add(attempt.Name);
                if (isNew || standing.IsQueued) seen.Add(standing);
            }
            foreach (var job in seen.Where(t => t.Outline.Kind == TaskKind.Cells).SelectMany(t => t.Outline.Jobs)) cells.Add(job.Identity);
            tasks.InsertRange(0, seen);
        }
        return new SweepStanding
        {
            Folder = folder, Plans = plans, Tasks = tasks, Found = found, Attempts = attempts, Silent = answer.Silence, Merge = merge, Cells = cells, Deaths = deaths,
            MergeEnd = plans.Count == 0 ? null : MergeExit.Of(folder, plans[^1].Plan.Files.Name),
            QueuedJobs = [.. plans.SelectMany(p => queue[p.Plan.Files.Name]).Where(q => IsLive(q.Job)).Select(q => q.Job.Job).Distinct(StringComparer.Ordinal)],
        };
    }

    private static QueueAnswer Ask(SubmissionRecord submission, IReadOnlyList<IScheduler> schedulers) =>
        schedulers.FirstOrDefault(s => s.Name == submission.Launcher)?.Queue(submission.User) ?? new(null, $"this bench knows no launcher '{submission.Launcher}'");

    private static bool IsLive(QueuedJob job) => job.State is QueuedState.Waiting or QueuedState.Running;

    private static TaskStanding Judge(
        ManifestReader plan, TaskOutline task, QueuedJob? queued, IReadOnlyList<TaskAttempt> attempts, IReadOnlyList<TaskExit> exits, Findings found, bool isKnown, SweepFolder folder, DateTimeOffset now)
    {
        var done = task.Jobs.Count(j => IsDone(plan.Files.Name, task, j, found));
        var last = attempts.Count > 0 ? attempts[^1] : null;
        var exit = exits.LastOrDefault(e => last is null || (e.Job == last.Job && e.Requeues >= (last.Requeues ?? 0)));
        var standing = new TaskStanding(plan.Files.Name, task, TaskState.Finished, done)
        {
            Attempts = Math.Max(attempts.Count, exits.Count), Node = queued is { Node.Length: > 0 } ? queued.Node : last?.Node ?? exit?.Node ?? "", Since = last?.Started,
        };
        if (done == task.Jobs.Count) return standing;
        if (queued?.State == QueuedState.Waiting) return standing with { State = TaskState.Waiting, Reason = queued.Reason };
        if (queued?.State == QueuedState.Running) return standing with { State = TaskState.Running };
        if (!isKnown && last is { End: null } && now - last.Seen < Silence) return standing with { State = TaskState.Running };
        if (last?.End == AttemptEnd.SomeFailed || (last is null or { End: AttemptEnd.Finished } && done + task.Jobs.Count(j => found.Failures.ContainsKey(j.Identity)) >= task.Jobs.Count))
            return last is { WorkersKilled: > 0 }
                ? standing with { State = TaskState.SomeFailed, Reason = "its workers were killed, as the system does where memory runs out", Need = TaskNeed.Memory }
                : standing with { State = TaskState.SomeFailed, Reason = last?.Reason ?? "" };
        if (!isKnown && last is null && exit is null) return standing with { State = TaskState.Waiting };
        var job = queued is { Index: { } index } ? $"{queued.Job}_{index}" : last?.Job ?? exit?.Job;
        var log = job is null ? null : Path.Combine(folder.Logs, job + ".log");
        var loss = TaskLoss.Of(queued, last, exit, log);
        return standing with { State = loss.State, Reason = loss.Reason, Need = loss.Need, Log = File.Exists(log) ? log : null };
    }

    // A finished cell is in a plan for its latencies alone, which may be there, and noisy.
    private static bool IsDone(string plan, TaskOutline task, JobOutline job, Findings found) => task.Kind == TaskKind.Pretraining ? found.Pretrained.Contains(job.Identity)
        : job.IsFinished ? found.IsMeasuredBy(plan, task.Task, job.Identity) : found.Finished.Contains(job.Identity) && (!job.Latency || found.Measured.Has(job.Identity, job.OnnxRuntime, job.Int8));
}
