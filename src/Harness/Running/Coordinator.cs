using System.Runtime.ExceptionServices;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>How a sweep is run.</summary>
public sealed record RunOptions
{
    public required WorkerCommand Worker { get; init; }

    /// <summary>Where each worker computes: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required IReadOnlyList<string> Devices { get; init; }
    public int Workers => Devices.Count;
    public required WorkerSettings Settings { get; init; }

    /// <summary>Tries at a cell in one run before it is recorded as failed.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>A worker that says nothing for so long is killed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long jobs take, in whatever unit, so that the longest come first; null: all the same.</summary>
    public Func<CostClass, double>? JobCost { get; init; }
}

/// <summary>What became of a run.</summary>
public sealed record RunSummary(int Finished, int Failed, bool Stopped)
{
    /// <summary>Cells whose latencies were measured, and those of which they could not be.</summary>
    public int Measured { get; init; }
    public int NotMeasured { get; init; }
}

/// <summary>Watches a run; called from several threads.</summary>
public interface IRunObserver
{
    /// <summary>A worker has begun something.</summary>
    void Started(int worker, CellSpec cell, bool pretraining);

    /// <summary>How far it is.</summary>
    void Progressed(int worker, WorkerProgress progress);

    /// <summary>A cell is in the database.</summary>
    void Finished(int worker, CellSpec cell, CellResult result);

    /// <summary>A start is ready; <paramref name="cached"/>: it was made before.</summary>
    void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached);

    /// <summary>An attempt has failed; it is tried again or not.</summary>
    void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again);

    /// <summary>The latencies of a finished cell are being measured.</summary>
    void Measuring(int worker, CellSpec cell) { }

    /// <summary>They are in the database.</summary>
    void Measured(int worker, CellSpec cell, CellLatencies latencies) { }

    /// <summary>They could not be measured.</summary>
    void NotMeasured(int worker, CellSpec cell, string reason) { }
}

/// <summary>Feeds workers with a sweep's cells and is the only writer of the database.</summary>
public sealed class Coordinator(ResultStore store, RunOptions options, IRunObserver observer, TimeProvider time)
{
    // A signal to a whole process group may reach a worker before it reaches the coordinator.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(1);

    private readonly WorkFolder folder = new(options.Settings.WorkFolder);
    private readonly Lock writing = new();
    private readonly Dictionary<string, int> attempts = [];
    private SharedWork shared = SharedWork.Of([]);
    private int finished;
    private int failed;

    /// <summary>
    /// Runs cells until all are finished or failed, or until stopped: then workers write their checkpoints and end. When all workers have ended, latencies are
    /// measured.
    /// </summary>
    /// <param name="cells">In the plan's order.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="latencies">Cells whose latencies are to be measured, if they are finished then.</param>
    public RunSummary Run(IReadOnlyList<PlannedCell> cells, CancellationToken stop, IReadOnlyList<PlannedCell>? latencies = null)
    {
        folder.Tidy(store.FinishedIdentities);
        shared = SharedWork.Of(cells, pointsOnly: options.Settings.SharedBytes == 0);
        folder.TidyShared(shared.Needed);
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scheduler = new Scheduler(cells, options.JobCost ?? (_ => 1), shared, state => File.Exists(folder.FileOf(state)));
        var threads = Enumerable.Range(1, Math.Min(options.Workers, Math.Max(1, cells.Count)))
            .Select(worker => Task.Factory.StartNew(() => Serve(worker, scheduler, abort), TaskCreationOptions.LongRunning)).ToArray();
        try
        {
            Task.WaitAll(threads, CancellationToken.None);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]); // with the stack of where it happened
            throw;
        }
        var done = latencies is { Count: > 0 } ? store.FinishedIdentities() : new HashSet<string>();
        var measurable = latencies?.Where(c => done.Contains(c.Identity)).ToList() ?? [];
        var measuring = new LatencyRun(store, options, observer, folder);
        measuring.Run(measurable, stop);
        return new RunSummary(finished, failed, stop.IsCancellationRequested && finished + failed + measuring.Measured + measuring.Failed < cells.Count + measurable.Count)
        {
            Measured = measuring.Measured, NotMeasured = measuring.Failed,
        };
    }

    // A store that cannot write, or a worker that cannot start, ends the whole run.
    private void Serve(int worker, Scheduler scheduler, CancellationTokenSource abort)
    {
        WorkerProcess? process = null;
        try
        {
            while (scheduler.Take(worker, abort.Token) is { } job)
                Do(job, worker, ref process, scheduler, abort.Token);
        }
        catch
        {
            abort.Cancel();
            throw;
        }
        finally
        {
            process?.Dispose();
        }
    }

    // What no other cell needs any more.
    private void Release(Job job)
    {
        lock (writing)
            foreach (var state in shared.Done(job.Identity)) File.Delete(folder.FileOf(state));
    }

    // Starts a worker process where there is none; leaves none where it is not fit for another job.
    private void Do(Job job, int worker, ref WorkerProcess? process, Scheduler scheduler, CancellationToken stop)
    {
        var started = time.GetUtcNow();
        var device = options.Devices[worker - 1];
        var isPretraining = job.Kind == JobKind.Pretraining;
        observer.Started(worker, job.Cell, isPretraining);
        try
        {
            process ??= WorkerProcess.Start(options.Worker, options.Settings with { Device = device }, folder.Log(worker));
            using var stopping = stop.Register(process.RequestStop);
            process.Send(new WorkerRequest { Job = job with { Attempt = $"{started:yyyyMMdd'T'HHmmssfffffff}" } });
            while (true)
            {
                var reply = process.Receive(options.Silence);
                if (reply.Progress is { } progress)
                    observer.Progressed(worker, progress with { ProcessId = process.Id });
                else if (reply.Kept is { } hash)
                    scheduler.Kept(hash);
                else if (reply.Pretraining is { } record)
                {
                    lock (writing) store.SavePretraining(record);
                    scheduler.Finished(job);
                    observer.Pretrained(worker, job.Cell, record, reply.Cached);
                    return;
                }
                else if (reply.Result is { } result)
                {
                    lock (writing)
                    {
                        store.Save(result, Attempt(process.Id, "finished", null) with { PeakMemory = reply.PeakMemory });
                        finished++;
                    }
                    folder.DeleteCheckpoints(job.Identity);
                    Release(job);
                    scheduler.Finished(job);
                    observer.Finished(worker, job.Cell, result);
                    return;
                }
                else if (reply.Failure is { } failure)
                {
                    Fail(process.Id, "failed", failure, reply.IsLasting, reply.PeakMemory);
                    return;
                }
                else if (reply.Stopped)
                    throw new WorkerDied(process.Id, "stopped by a signal");
            }
        }
        catch (WorkerDied death)
        {
            process?.Dispose();
            process = null;
            if (!stop.WaitHandle.WaitOne(SignalDelay)) Fail(death.ProcessId, "died", death.Message);
        }

        void Fail(int processId, string outcome, string reason, bool lasting = false, long? peakMemory = null)
        {
            bool again;
            IReadOnlyList<Job> lost = [];
            lock (writing)
            {
                attempts[job.Identity] = attempts.GetValueOrDefault(job.Identity) + 1;
                again = !lasting && attempts[job.Identity] < options.Attempts;
                store.SaveFailure(Attempt(processId, outcome, reason) with { PeakMemory = peakMemory });
                if (!isPretraining && !again) failed++;
            }
            if (again) scheduler.TryAgain(job);
            else
            {
                if (!isPretraining) Release(job);
                lost = scheduler.Failed(job, reason);
            }
            observer.Failed(worker, job.Cell, isPretraining, reason, again);
            foreach (var cell in lost)
            {
                var because = $"pretraining failed: {reason}";
                Release(cell);
                lock (writing)
                {
                    store.SaveFailure(Attempt(processId, outcome, because) with { Identity = cell.Identity });
                    failed++;
                }
                observer.Failed(worker, cell.Cell, pretraining: false, because, again: false);
            }
        }

        AttemptRecord Attempt(int processId, string outcome, string? reason) => new()
        {
            Identity = job.Identity, Started = started, Ended = time.GetUtcNow(), Host = Environment.MachineName,
            ProcessId = processId, Device = device, Outcome = outcome, Reason = reason,
        };
    }
}
