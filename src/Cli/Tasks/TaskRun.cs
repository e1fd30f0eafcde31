using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Tasks;

/// <summary>One attempt at one task of a plan: what is left of it is done as <c>bench run</c> would do it, and a file in the sweep's folder tells how the attempt stands.</summary>
internal sealed class TaskRun(SweepFolder folder, PlanRecord plan, TaskLine task, TaskAttempt begun, TaskSignals signals, TimeProvider time)
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(30), LookAtMemory = TimeSpan.FromSeconds(5);

    private readonly WorkFolder work = new(folder.Work);
    private readonly TaskBoard board = new(time, Console.Out);
    private readonly Lock telling = new();
    private TaskAttempt attempt = begun;

    /// <summary>Does it; returns the exit code.</summary>
    public int CarryOut()
    {
        attempt.Write(folder);
        using var life = time.CreateTimer(_ => Tell(), null, SignOfLife, SignOfLife);
        using var looking = time.CreateTimer(_ => Look(), null, LookAtMemory, LookAtMemory);
        try
        {
            using var results = TaskResults.Open(folder.Results, attempt.Name, Scratch, time, attempt.Place);
            foreach (var damaged in results.Damaged) Console.Error.WriteLine($"bench: {damaged}");
            var summary = task.Kind == TaskKind.Pretraining ? Pretrain(results) : RunCells(results);
            var (end, code) = summary.Stopped ? (AttemptEnd.Stopped, ExitCode.Stopped)
                : board.Failures > 0 ? (AttemptEnd.SomeFailed, ExitCode.SomeFailed) : (AttemptEnd.Finished, ExitCode.Done);
            board.Say(summary.Stopped ? $"stopped by {signals.First}; the next attempt goes on" : board.Failures > 0 ? $"ended; {board.Failures} failed" : "finished");
            Tell(end, code);
            return code;
        }
        catch (Exception error)
        {
            Tell(AttemptEnd.Broken, error is UserError ? ExitCode.UserMistake : ExitCode.Fault, error.Message.Split('\n', 2)[0]);
            throw;
        }
    }

    // On the node's own disk, as the script says.
    private static string Scratch { get; } = ScratchFolder.Provide(Path.GetTempPath(), TimeProvider.System.GetUtcNow());

    private RunSummary Pretrain(TaskResults results)
    {
        var starts = task.Jobs.Select(Planned).ToList();
        board.Say($"{attempt.Name}: {Words.Count(starts.Count, "pretraining")}");
        return new Coordinator(results, Options(), board, time).RunStarts(starts, Shared(), signals.Token);
    }

    private RunSummary RunCells(TaskResults results)
    {
        foreach (var job in task.Jobs.Where(j => j.IsFinished)) results.Know(job.Identity, job.Shape);
        var (finished, measured) = (results.FinishedIdentities(), results.MeasuredIdentities());
        var left = task.Jobs.Where(j => !finished.Contains(j.Identity)).Select(Planned).ToList();
        var latencies = task.Jobs.Where(j => j.Latency && !measured.Contains(j.Identity)).Select(Planned).ToList();
        var before = task.Jobs.Count(j => finished.Contains(j.Identity));
        lock (telling) attempt = attempt with { Before = before };
        board.Say($"{attempt.Name}: {Words.Count(task.Jobs.Count, "cell")}, {before:#,0} done before{(latencies.Count > 0 ? $", latencies of {latencies.Count:#,0} to measure" : "")}");
        var able = WithStart(left, results);
        var isLeft = able.Count + board.Failures < left.Count; // stopped while it waited for a pretraining, which may be there the next time
        var summary = able.Count + latencies.Count == 0 ? new RunSummary(0, 0, Stopped: isLeft) : new Coordinator(results, Options(), board, time).Run(able, signals.Token, latencies, Shared());
        return summary with { Stopped = summary.Stopped || isLeft };
    }

    // A pretraining that is not there has failed, in a task of its own: it would fail here just so.
    private List<PlannedCell> WithStart(List<PlannedCell> cells, TaskResults results)
    {
        var there = LateFile.Appearing(cells.Select(c => work.Pretrained(c.PretrainingIdentity)).Distinct(), signals.Token);
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var cell in cells.Where(c => !there.Contains(work.Pretrained(c.PretrainingIdentity)) && !signals.Token.IsCancellationRequested))
        {
            if (!reasons.TryGetValue(cell.PretrainingIdentity, out var reason)) reasons[cell.PretrainingIdentity] = reason = ReasonOf(cell.PretrainingIdentity);
            var now = time.GetUtcNow();
            results.SaveFailure(new AttemptRecord
            {
                Identity = cell.Identity, Started = now, Ended = now, Host = attempt.Host, ProcessId = attempt.ProcessId, Outcome = "failed", Reason = reason,
            });
            board.Failed(1, cell.Spec, pretraining: false, reason, again: false);
        }
        return [.. cells.Where(c => there.Contains(work.Pretrained(c.PretrainingIdentity)))];
    }

    private string ReasonOf(string start)
    {
        var failure = task.Pretrainings.SelectMany(maker => TaskResultsFile.OfTask(folder.Results, TaskAttempt.PrefixOf(attempt.Plan, maker)))
            .SelectMany(file => TaskResultsFile.Read(file, _ => { })).Select(r => r.Failure).OfType<AttemptRecord>().Where(f => f.Identity == start).MaxBy(f => f.Ended);
        return failure is null ? $"the pretraining {start} from which it starts is not there: its task has not finished" : $"pretraining failed: {failure.Reason}";
    }

    private RunOptions Options()
    {
        var settings = plan.Settings;
        var worker = Commands.WorkerCommand.Invocation(settings.Nice);
        var request = DeviceRequest.Parse(settings.Device);
        var gpus = request.MayUseGpus ? GpuSurvey.Take(worker, new WorkFolder(Path.Combine(Scratch, attempt.Name))) : GpuSurvey.None;
        var devices = request.Assign(settings.Workers, gpus, () => 1);
        if (request.MayUseGpus) board.Say($"device    {gpus.Describe(devices)}");
        return new RunOptions
        {
            KeptWeights = Of(job => job.KeepWeights), OnnxRuntime = Of(job => job.OnnxRuntime), Int8 = Of(job => job.Int8),
            Worker = worker, Devices = devices, Attempts = settings.Attempts, Silence = TimeSpan.FromSeconds(settings.HangTimeout), SharesWorkFolder = true,
            Settings = new WorkerSettings
            {
                DataFolders = settings.DataFolders, WorkFolder = work.Path, Threads = settings.Threads, CheckpointSeconds = settings.CheckpointSeconds,
                SharedBytes = settings.SharedBytes,
            },
        };
    }

    private HashSet<string> Of(Func<TaskJob, bool> which) => task.Jobs.Where(which).Select(j => j.Identity).ToHashSet(StringComparer.Ordinal);

    private SharedWork Shared() => SharedWork.Known(task.Jobs.Select(j => KeyValuePair.Create(j.Identity, j.Shared)));

    private static PlannedCell Planned(TaskJob job) => new(job.Cell, job.Identity, job.PretrainingIdentity);

    private void Look()
    {
        lock (telling)
            if (TaskMemory.Highest() is { } now && now > (attempt.PeakMemory ?? 0)) attempt = attempt with { PeakMemory = now };
    }

    // A folder that cannot be written for a moment is no reason to end; at the end there is nothing left to do but to say so.
    private void Tell(AttemptEnd? end = null, int? code = null, string? reason = null)
    {
        lock (telling)
        {
            if (attempt.End is not null) return;
            Look();
            attempt = attempt with
            {
                Seen = time.GetUtcNow(), Done = task.Kind == TaskKind.Pretraining ? board.Pretrainings : board.Finished, Failed = board.Failures, WorkersKilled = board.WorkersKilled,
                End = end, ExitCode = code, Signal = end == AttemptEnd.Stopped ? signals.First : null, Reason = reason ?? board.Reason,
            };
            try
            {
                attempt.Write(folder);
            }
            catch (Exception error) when (FileTrouble.Is(error))
            {
                Console.Error.WriteLine($"bench: how this attempt stands cannot be written: {FileTrouble.Line(error)}");
            }
        }
    }
}
