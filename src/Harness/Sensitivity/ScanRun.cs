using System.Runtime.ExceptionServices;
using Bench.Harness.Running;
using Bench.Results;

namespace Bench.Harness.Sensitivity;

/// <summary>
/// Has the cuts of scans made by workers and writes down each as it is measured, so that a run that is stopped or killed goes on with the rest the next time. The
/// pretrainings are there by then.
/// </summary>
public sealed class ScanRun(ResultStore store, RunOptions options, IScanObserver observer, TimeProvider time)
{
    // A signal to a whole process group may reach a worker before it reaches the coordinator.
    private static readonly TimeSpan SignalDelay = TimeSpan.FromSeconds(1);

    private readonly WorkFolder folder = new(options.Settings.WorkFolder);
    private readonly Lock writing = new();
    private int measured;
    private int failed;

    /// <summary>Makes cuts until all are measured or have failed, or until stopped.</summary>
    public RunSummary Run(IReadOnlyList<PlannedCut> cuts, CancellationToken stop)
    {
        using var abort = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var queue = new ScanQueue(cuts);
        var threads = Enumerable.Range(1, Math.Min(options.Workers, Math.Max(1, cuts.Count)))
            .Select(worker => Task.Factory.StartNew(() => Serve(worker, queue, abort), TaskCreationOptions.LongRunning)).ToArray();
        try
        {
            Task.WaitAll(threads, CancellationToken.None);
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]);
        }
        return new RunSummary(measured, failed, stop.IsCancellationRequested && measured + failed < cuts.Count);
    }

    /// <summary>Records cuts that cannot be made, as their pretraining has failed.</summary>
    public void Lost(IReadOnlyList<PlannedCut> cuts, string reason)
    {
        foreach (var cut in cuts) store.SaveFailure(Attempt(cut, time.GetUtcNow(), options.Devices[0], Environment.ProcessId, "failed", reason));
    }

    // A store that cannot write, or a worker that cannot start, ends the whole run.
    private void Serve(int worker, ScanQueue queue, CancellationTokenSource abort)
    {
        WorkerProcess? process = null;
        try
        {
            while (!abort.IsCancellationRequested && queue.Take(worker) is { } cut)
                for (var attempt = 1; !Do(cut, worker, attempt, ref process, abort.Token); attempt++) { }
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

    // Whether there is nothing to try again.
    private bool Do(PlannedCut cut, int worker, int attempt, ref WorkerProcess? process, CancellationToken stop)
    {
        var (started, device) = (time.GetUtcNow(), options.Devices[worker - 1]);
        observer.Started(worker, cut);
        try
        {
            process ??= WorkerProcess.Start(options.Worker, options.Settings with { Device = device }, folder.Log(worker));
            using var stopping = stop.Register(process.RequestStop);
            process.Send(new WorkerRequest
            {
                Job = new Job { Kind = JobKind.Scan, Cell = cut.Scan.Spec, Identity = cut.Identity, PretrainingIdentity = cut.Scan.PretrainingIdentity, Scan = ScanJob.Of(cut) },
            });
            while (true)
            {
                var reply = process.Receive(options.Silence);
                if (reply.Scanned is { } found)
                {
                    lock (writing)
                    {
                        store.Save(ScanRecords.Of(cut.Scan), found);
                        measured++;
                    }
                    observer.Measured(worker, cut, found);
                    return true;
                }
                if (reply.Failure is { } failure) return Fail(process.Id, "failed", failure, reply.IsLasting);
                if (reply.Stopped) throw new WorkerDied(process.Id, "stopped by a signal");
            }
        }
        catch (WorkerDied death)
        {
            process?.Dispose();
            process = null;
            return stop.WaitHandle.WaitOne(SignalDelay) || Fail(death.ProcessId, "died", death.Message, isLasting: false);
        }

        bool Fail(int processId, string outcome, string reason, bool isLasting)
        {
            var isOver = isLasting || attempt >= options.Attempts;
            lock (writing)
            {
                store.SaveFailure(Attempt(cut, started, device, processId, outcome, reason));
                if (isOver) failed++;
            }
            observer.Failed(worker, cut, reason, again: !isOver);
            return isOver;
        }
    }

    private AttemptRecord Attempt(PlannedCut cut, DateTimeOffset started, string device, int processId, string outcome, string reason) => new()
    {
        Identity = cut.Identity, Started = started, Ended = time.GetUtcNow(), Host = Environment.MachineName, ProcessId = processId, Device = device,
        Outcome = outcome, Reason = reason,
    };
}
