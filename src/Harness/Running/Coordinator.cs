using System.Runtime.ExceptionServices;
using Bench.Core;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>Feeds workers with a sweep's cells and is the only one who writes down what they find.</summary>
public sealed class Coordinator(IRunRecords records, RunOptions options, IRunObserver observer, TimeProvider time)
{
    // A signal to a whole process group may reach a worker before it reaches the coordinator.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(1);

    private readonly WorkFolder folder = new(options.Settings.WorkFolder);
    private readonly Lock writing = new();
    private readonly Dictionary<string, int> attempts = [];
    private SharedWork shared = SharedWork.Of([]);
    private bool onlyStarts;
    private int finished;
    private int failed;

    /// <summary>
    /// Runs cells until all are finished or failed, or until stopped: then workers write their checkpoints and end. When all workers have ended, latencies are
    /// measured.
    /// </summary>
    /// <param name="cells">In the plan's order.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="latencies">Cells whose latencies are to be measured, if they are finished then.</param>
    /// <param name="common">Which states cells have in common, where these are not all of those that do; null: it is found out.</param>
    public RunSummary Run(IReadOnlyList<PlannedCell> cells, CancellationToken stop, IReadOnlyList<PlannedCell>? latencies = null, SharedWork? common = null)
    {
        shared = common ?? SharedWork.Of(cells, pointsOnly: options.Settings.SharedBytes == 0);
        if (!options.SharesWorkFolder)
        {
            folder.Tidy(records.FinishedIdentities);
            folder.TidyShared(shared.Needed);
        }
        Work(cells, stop);
        var done = latencies is { Count: > 0 } ? records.FinishedIdentities() : new HashSet<string>();
        var measurable = latencies?.Where(c => done.Contains(c.Identity)).ToList() ?? [];
        var measuring = new LatencyRun(records, options, observer, folder);
        measuring.Run(measurable, stop);
        return new RunSummary(finished, failed, stop.IsCancellationRequested && finished + failed + measuring.Measured + measuring.Failed < cells.Count + measurable.Count)
        {
            Measured = measuring.Measured, NotMeasured = measuring.Failed,
        };
    }

    /// <summary>Makes the pretrainings from which cells start, and nothing else; they are counted as cells are.</summary>
    /// <param name="cells">One of each.</param>
    /// <param name="points">The points of pretrainings that are to be kept.</param>
    /// <param name="stop">Asks to stop.</param>
    public RunSummary RunStarts(IReadOnlyList<PlannedCell> cells, SharedWork points, CancellationToken stop)
    {
        (shared, onlyStarts) = (points, true);
        Work(cells, stop);
        return new RunSummary(finished, failed, stop.IsCancellationRequested && finished + failed < cells.Count);
    }

    private void Work(IReadOnlyList<PlannedCell> cells, CancellationToken stop)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var scheduler = new Scheduler(cells, options.JobCost ?? (_ => 1), shared, state => File.Exists(folder.FileOf(state)), onlyStarts);
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

    // What no other cell needs any more; cells of others may, which are not known here.
    private void Release(Job job)
    {
        if (options.SharesWorkFolder) return;
        lock (writing)
            foreach (var state in shared.Done(job.Identity)) File.Delete(folder.FileOf(state));
    }

    // Starts a worker process where there is none; leaves none where it is not fit for another job.
    private void Do(Job job, int worker, ref WorkerProcess? process, Scheduler scheduler, CancellationToken stop)
    {
        var started = time.GetUtcNow();
        var attempt = NameOf(started);
        var device = options.Devices[worker - 1];
        var isPretraining = job.Kind == JobKind.Pretraining;
        observer.Started(worker, job.Cell, isPretraining);
        try
        {
            process ??= WorkerProcess.Start(options.Worker, options.Settings with { Device = device }, options.SharesWorkFolder ? null : folder.Log(worker));
            using var stopping = stop.Register(process.RequestStop);
            process.Send(new WorkerRequest { Job = job with { Attempt = attempt, KeepWeights = !isPretraining && options.KeptWeights.Contains(job.Identity) } });
            while (true)
            {
                var reply = process.Receive(options.Silence);
                if (reply.Progress is { } progress)
                    observer.Progressed(worker, progress with { ProcessId = process.Id });
                else if (reply.Kept is { } hash)
                    scheduler.Kept(hash);
                else if (reply.Pretraining is { } record)
                {
                    lock (writing)
                    {
                        if (onlyStarts || !reply.Cached || !options.SharesWorkFolder) records.SavePretraining(record);
                        if (onlyStarts) finished++;
                    }
                    scheduler.Finished(job);
                    observer.Pretrained(worker, job.Cell, record, reply.Cached);
                    return;
                }
                else if (reply.Result is { } result)
                {
                    lock (writing)
                    {
                        records.Save(result, Attempt(process.Id, "finished", null) with { PeakMemory = reply.PeakMemory });
                        finished++;
                    }
                    folder.DeleteCheckpoints(job.Identity, attempt);
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
                records.SaveFailure(Attempt(processId, outcome, reason) with { PeakMemory = peakMemory });
                if (isPretraining == onlyStarts && !again) failed++;
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
                    records.SaveFailure(Attempt(processId, outcome, because) with { Identity = cell.Identity });
                    failed++;
                }
                observer.Failed(worker, cell.Cell, pretraining: false, because, again: false);
            }
        }

        // Unlike that of any other attempt, on whatever machine.
        static string NameOf(DateTimeOffset started) => $"{started:yyyyMMdd'T'HHmmssfffffff}-{FileNames.Of(Environment.MachineName)}-{Environment.ProcessId}";

        AttemptRecord Attempt(int processId, string outcome, string? reason) => new()
        {
            Identity = job.Identity, Started = started, Ended = time.GetUtcNow(), Host = Environment.MachineName,
            ProcessId = processId, Device = device, Outcome = outcome, Reason = reason,
        };
    }
}
