using Bench.Core;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>Has cells measured shortly, in a worker process, so that what asks need not load libtorch.</summary>
public static class PairMeasurements
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Measures one cell after the other and adds what comes out; a pair that cannot be measured gives a reason instead.</summary>
    /// <param name="costs">Learns from the measurements.</param>
    /// <param name="cells">One of each pair and recipe.</param>
    /// <param name="worker">How to start a worker.</param>
    /// <param name="dataFolders">Where data sets are looked for.</param>
    /// <param name="threads">Of the worker.</param>
    /// <param name="stop">Ends the measurement.</param>
    /// <returns>Why cells could not be measured, one line each.</returns>
    public static IReadOnlyList<string> AddTo(
        CostModel costs, IReadOnlyList<CellSpec> cells, WorkerCommand worker, IReadOnlyList<string> dataFolders, int threads, CancellationToken stop)
    {
        if (cells.Count == 0) return [];
        var reasons = new List<string>();
        var folder = Directory.CreateTempSubdirectory("bench-measure-");
        try
        {
            var settings = new WorkerSettings { DataFolders = dataFolders, WorkFolder = folder.FullName, Threads = threads, CheckpointSeconds = Patience.TotalSeconds };
            WorkerProcess? process = null;
            try
            {
                foreach (var cell in cells)
                    try
                    {
                        stop.ThrowIfCancellationRequested();
                        process ??= WorkerProcess.Start(worker, settings, Path.Combine(folder.FullName, "worker.log"));
                        using var stopping = stop.Register(process.RequestStop);
                        if (Measure(process, cell) is not { } measured) throw new OperationCanceledException(stop);
                        costs.Add(cell, measured);
                    }
                    catch (WorkerDied death)
                    {
                        process?.Dispose();
                        process = null;
                        stop.ThrowIfCancellationRequested();
                        reasons.Add($"{cell.Dataset.Name} × {cell.Model}: {death.Message}");
                    }
                    catch (MeasurementFailed failure)
                    {
                        reasons.Add($"{cell.Dataset.Name} × {cell.Model}: {failure.Message}");
                    }
            }
            finally
            {
                process?.Dispose();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
        return reasons;
    }

    // Null when the worker was stopped.
    private static PairMeasurement? Measure(WorkerProcess process, CellSpec cell)
    {
        process.Send(new WorkerRequest { Job = new Job { Kind = JobKind.Measurement, Cell = cell, Identity = "", PretrainingIdentity = "" } });
        while (true)
        {
            var reply = process.Receive(Patience);
            if (reply.Measurement is { } measured) return measured;
            if (reply.Failure is { } failure) throw new MeasurementFailed(failure);
            if (reply.Stopped) return null;
        }
    }

    private sealed class MeasurementFailed(string reason) : Exception(reason);
}
