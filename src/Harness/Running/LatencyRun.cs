using Bench.Results;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>
/// Has the latencies of finished cells measured, one after the other, by one worker of one thread on the CPU: nothing else of this run may be at work. What is
/// measured is stored at once, so a run that is stopped goes on with the rest the next time.
/// </summary>
internal sealed class LatencyRun(IRunRecords records, RunOptions options, IRunObserver observer, WorkFolder folder)
{
    private const int Worker = 1;

    public int Measured { get; private set; }
    public int Failed { get; private set; }

    /// <summary>Measures until all is done or until stopped; what fails is told and left for another run.</summary>
    public void Run(IReadOnlyList<PlannedCell> cells, CancellationToken stop)
    {
        WorkerProcess? process = null;
        try
        {
            foreach (var cell in cells)
            {
                if (stop.IsCancellationRequested) return;
                observer.Measuring(Worker, cell.Spec);
                try
                {
                    process ??= WorkerProcess.Start(options.Worker, options.Settings with { Device = "cpu", Threads = 1 }, options.SharesWorkFolder ? null : folder.Log(Worker));
                    Measure(cell, process, stop);
                }
                catch (WorkerDied death)
                {
                    process?.Dispose();
                    process = null;
                    if (!stop.IsCancellationRequested) Fail(cell, death.Message);
                }
            }
        }
        finally
        {
            process?.Dispose();
        }
    }

    private void Measure(PlannedCell cell, WorkerProcess process, CancellationToken stop)
    {
        using var stopping = stop.Register(process.RequestStop);
        process.Send(new WorkerRequest
        {
            Job = new Job
            {
                Kind = JobKind.Latency, Cell = cell.Spec, Identity = cell.Identity, PretrainingIdentity = cell.PretrainingIdentity,
                Shape = records.ShapeOf(cell.Identity),
                OnnxRuntime = options.OnnxRuntime.Contains(cell.Identity), Int8 = options.Int8.Contains(cell.Identity),
            },
        });
        while (true)
        {
            var reply = process.Receive(options.Silence);
            if (reply.Progress is { } progress) observer.Progressed(Worker, progress with { ProcessId = process.Id });
            else if (reply.Latencies is { } found)
            {
                records.Save(found);
                Measured++;
                observer.Measured(Worker, cell.Spec, found);
                return;
            }
            else if (reply.Failure is { } failure)
            {
                Fail(cell, failure);
                return;
            }
            else if (reply.Stopped) throw new WorkerDied(process.Id, "stopped by a signal");
        }
    }

    private void Fail(PlannedCell cell, string reason)
    {
        Failed++;
        observer.NotMeasured(Worker, cell.Spec, reason);
    }
}
