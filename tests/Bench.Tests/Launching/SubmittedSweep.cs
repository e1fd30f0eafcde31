using Bench.Core;
using Bench.Launching;
using Bench.Results;
using Bench.Tests.Results;
using static Bench.Tests.Launching.MadeUpWork;

namespace Bench.Tests.Launching;

/// <summary>The folder of a sweep that was submitted, and what its tasks could leave in it.</summary>
internal sealed class SubmittedSweep : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 20, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory("bench-");

    /// <param name="perTask">Cells of a task.</param>
    public SubmittedSweep(int perTask = 2)
    {
        Folder = SweepFolder.Of(Path.Combine(temporary.FullName, "bench.db"), "core");
        foreach (var folder in Folder.Folders) Directory.CreateDirectory(folder);
        Plan = ClusterPlan.Of(Work([.. from seed in new[] { 1, 2 } from ratio in new[] { 2.0, 4, 8, 16 } select Cell("global-magnitude", ratio, seed)]), new() { CellsPerTask = perTask });
        Name = Write(Plan).Name;
    }

    public SweepFolder Folder { get; }
    public ClusterPlan Plan { get; }

    /// <summary>Of the plan.</summary>
    public string Name { get; }
    public RecordingScheduler Scheduler { get; } = new();

    public PlanFolder Write(ClusterPlan plan) => ManifestWriter.Write(Folder, new PlanRecord
    {
        Sweep = "core", Text = $"of {plan.Tasks.Count}", Sha256 = "12", Build = "b", Product = "p", Database = Path.Combine(temporary.FullName, "bench.db"), Tasks = 0, Cells = 0, ManifestSha256 = "", Arrays = [],
        Settings = new() { DataFolders = [], Device = "cpu", Threads = 1, Attempts = 2, HangTimeout = 600, CheckpointSeconds = 60, SharedBytes = 4 },
    }, plan);

    public SubmissionRecord Submit(string? plan = null, RecordingScheduler? scheduler = null, params string[] earlier) => SubmitUntil(new CancellationToken(), plan, scheduler, earlier);

    public SubmissionRecord SubmitUntil(CancellationToken stop, string? plan = null, RecordingScheduler? scheduler = null, params string[] earlier)
    {
        plan ??= Name;
        return new Submitter(scheduler ?? Scheduler, TimeProvider.System).Submit(new JobScript { Folder = Folder, Plan = plan, Sweep = "core", Program = "/p/bench", Needs = new() }, ManifestReader.Open(Folder, plan).Record,
            new SubmissionRecord { Launcher = "recording", User = "me", Submitted = Start, Prefix = $"bench-{plan}-", Needs = new() { Memory = "2G" }, Parallelism = 256 }, earlier, stop);
    }

    public SweepStanding Stand(DateTimeOffset? now = null) => SweepStanding.Of(Folder, [Scheduler], now ?? Start.AddMinutes(10));

    /// <summary>A row of the queue.</summary>
    public QueuedJob Queued(int task, QueuedState state, string node = "", string reason = "", string? plan = null)
    {
        var array = Plan.Arrays.Single(a => task >= a.First && task < a.First + a.Count);
        return new(new JobName(plan ?? Name, array.Number).ToString(), $"{101 + array.Number}", task - array.First, state, node, reason);
    }

    public string JobOf(int task) => Queued(task, QueuedState.Running) is var row ? $"{row.Job}_{row.Index}" : "";

    /// <summary>An attempt at a task that has found the first few of its jobs.</summary>
    public TaskAttempt Attempt(int task, int finished, AttemptEnd? end = null, string node = "n1", int requeues = 0, string? signal = null, int killed = 0, string? failure = null)
    {
        var begun = Start.AddMinutes(1 + requeues);
        var line = Plan.Tasks[task];
        var attempt = new TaskAttempt
        {
            Plan = Name, Task = task, Node = node, Job = JobOf(task), Requeues = requeues, Host = node, ProcessId = 7, Started = begun, Seen = begun.AddMinutes(1), Jobs = line.Jobs.Count, Done = finished, End = end,
            Signal = signal, WorkersKilled = killed,
        };
        attempt.Write(Folder);
        using var results = TaskResults.Open(Folder.Results, attempt.Name, Path.Combine(temporary.FullName, "scratch"), TimeProvider.System, attempt.Place);
        foreach (var (index, job) in line.Jobs.Index())
        {
            if (index < finished && line.Kind == TaskKind.Pretraining) results.SavePretraining(SampleRecords.Pretraining(1) with { Identity = job.Identity });
            else if (index < finished) results.Save(SampleRecords.Result(SampleRecords.Cell("random", 2, 1) with { Identity = job.Identity }), SampleRecords.Attempt(job.Identity));
            else if (failure is not null) results.SaveFailure(SampleRecords.Attempt(job.Identity, "failed", failure));
        }
        return attempt;
    }

    /// <summary>An attempt that measures a cell's latencies; returns those that it knows of before.</summary>
    public IReadOnlySet<string> Measure(TaskAttempt attempt, string cell, string runtime = LatencyRecord.Ours)
    {
        using var results = TaskResults.Open(Folder.Results, attempt.Name, Path.Combine(temporary.FullName, "scratch"), TimeProvider.System, attempt.Place);
        var before = results.MeasuredIdentities();
        results.Save(new CellLatencies
        {
            Identity = cell, Environment = SampleRecords.Machine,
            Networks = [new() { Runtime = runtime, Network = "dense", Batch = 1, HandedOn = true, Median = 0.001, LowerQuartile = 0.0009, UpperQuartile = 0.0011, Repetitions = 9, Load = null, Noisy = true }],
        });
        return before;
    }

    public void Exit(int task, int code, int requeues = 0, string node = "n1") =>
        File.WriteAllText(Path.Combine(Folder.Attempts, $"{task:000000}.{JobOf(task)}-{requeues}.exit"), $"{code} 2026-03-01T20:05:0{requeues}Z {node}\n");

    public void Log(int task, string text) => File.WriteAllText(Path.Combine(Folder.Logs, JobOf(task) + ".log"), text);

    public void Dispose()
    {
        foreach (var file in temporary.EnumerateFiles("*", SearchOption.AllDirectories)) file.IsReadOnly = false;
        temporary.Delete(recursive: true);
    }
}
