using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Display;

/// <summary>Follows a run: counts, what each worker is at, an estimate of the time left. Thread-safe.</summary>
internal sealed class RunBoard : IRunObserver
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly RunSnapshot start;
    private readonly SortedDictionary<int, WorkerSnapshot> lines = [];
    private readonly Dictionary<string, int> cellsOfStart;
    private readonly RunForecast forecast;
    private readonly HashSet<string> shared; // descriptions that several jobs of the run have: of two budgets, or two precisions
    private readonly LatencyForecast latencies;
    private int finished;
    private int failed;
    private int noisy;

    /// <param name="sweep">Its name.</param>
    /// <param name="cells">What is to be run.</param>
    /// <param name="forecast">Estimates how long that takes; used under this board's lock only.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Cancelled when the run is asked to stop.</param>
    /// <param name="measured">Cells whose latencies are measured afterwards.</param>
    /// <param name="plan">Says in which runtimes.</param>
    public RunBoard(string sweep, IReadOnlyList<PlannedCell> cells, RunForecast forecast, TimeProvider time, CancellationToken stop, IReadOnlyList<PlannedCell>? measured = null, SweepPlan? plan = null)
    {
        latencies = new LatencyForecast(measured ?? [], forecast.SecondsOfSample, plan);
        (this.forecast, this.time, Stop) = (forecast, time, stop);
        start = new RunSnapshot
        {
            Sweep = sweep, ProcessId = Environment.ProcessId, Started = time.GetUtcNow(), Taken = time.GetUtcNow(),
            Total = cells.Count, Finished = 0, Failed = 0, Latencies = measured?.Count ?? 0, Workers = [],
        };
        cellsOfStart = cells.CountBy(c => c.PretrainingIdentity).ToDictionary();
        shared = [.. cells.DistinctBy(c => c.PretrainingIdentity).Select(c => Brief(c.Spec, pretraining: true)).Concat(cells.Select(c => Brief(c.Spec, pretraining: false)))
            .CountBy(brief => brief).Where(count => count.Value > 1).Select(count => count.Key)];
    }

    /// <summary>Cancelled when the run is asked to stop.</summary>
    public CancellationToken Stop { get; }

    /// <summary>Something worth a line has happened.</summary>
    public event Action<RunEvent>? Said;

    /// <summary>How far the run is now.</summary>
    public RunSnapshot Snapshot()
    {
        lock (gate)
            return start with
            {
                Taken = time.GetUtcNow(), Finished = finished, Failed = failed, LatenciesDone = latencies.Done, NoisyLatencies = noisy,
                Left = Left(), Stopping = Stop.IsCancellationRequested,
                Workers = [.. lines.Values],
            };
    }

    /// <summary>How long a job takes, by what is known now.</summary>
    public double CostOf(CostClass job)
    {
        lock (gate) return forecast.Guess(job);
    }

    public void Started(int worker, CellSpec cell, bool pretraining)
    {
        lock (gate)
        {
            lines[worker] = new WorkerSnapshot { Worker = worker, What = Describe(cell, pretraining), Since = time.GetUtcNow() };
            forecast.Started(worker, cell, pretraining, time.GetUtcNow());
        }
    }

    public void Progressed(int worker, WorkerProgress progress)
    {
        lock (gate)
        {
            lines[worker] = lines[worker] with { Progress = progress };
            forecast.Progressed(worker, progress, time.GetUtcNow());
        }
    }

    public void Finished(int worker, CellSpec cell, CellResult result)
    {
        lock (gate)
        {
            finished++;
            forecast.Finished(worker, cell, result);
            lines.Remove(worker);
        }
        var headline = result.Evaluations.First(e => e.Point == result.Headline && e.Split == "test");
        Say($"{Describe(cell, false)}: {headline.Top1 * 100:0.00} % top-1 ({result.Seconds["total"]:0.0} s)");
    }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached)
    {
        lock (gate)
        {
            forecast.Pretrained(worker, cell, record, cached);
            lines.Remove(worker);
        }
        var time = cached ? "cached" : $"{record.Seconds:0.0} s";
        Say($"{Describe(cell, true)}: {record.Evaluations.First(e => e.Split == "test").Top1 * 100:0.00} % top-1 ({time})");
    }

    // The cells that a failed pretraining takes with it are told one by one.
    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again)
    {
        lock (gate)
        {
            lines.Remove(worker);
            if (!again && !pretraining) failed++;
            forecast.Failed(worker, cell, pretraining, again);
        }
        var verdict = again ? "failed, is tried again" : pretraining ? $"FAILED, and with it {Words.Count(cellsOfStart[CellIdentity.PretrainingOf(cell)], "cell")}" : "FAILED";
        Say($"{Describe(cell, pretraining)}: {verdict}: {reason}", isFailure: !again);
    }

    public void Measuring(int worker, CellSpec cell)
    {
        lock (gate) lines[worker] = new WorkerSnapshot { Worker = worker, What = Describe(cell, false), Since = time.GetUtcNow() };
    }

    public void Measured(int worker, CellSpec cell, CellLatencies found)
    {
        var isNoisy = found.Networks.Any(n => n.Noisy);
        var took = MeasuringEnded(worker, cell, isNoisy);
        var medians = found.Networks.GroupBy(n => n.Batch).Select(batch => $"batch {batch.Key}: {string.Join("; ", batch.GroupBy(n => (n.Runtime, n.Precision)).Select(of =>
            LatencyText.Where(of.Key.Runtime, of.Key.Precision) + string.Join(", ", of.Select(n => $"{n.Network} {Words.Latency(n.Median)}"))))}");
        Say($"{Describe(cell, false)}: {string.Join("; ", medians)}{(isNoisy ? ", noisy" : "")} ({took.TotalSeconds:0.0} s)");
    }

    public void NotMeasured(int worker, CellSpec cell, string reason)
    {
        MeasuringEnded(worker, cell, isNoisy: false);
        Say($"{Describe(cell, false)}: latency not measured: {reason}", isFailure: true);
    }

    private TimeSpan MeasuringEnded(int worker, CellSpec cell, bool isNoisy)
    {
        lock (gate)
        {
            var took = time.GetUtcNow() - lines[worker].Since;
            lines.Remove(worker);
            latencies.Ended(cell);
            if (isNoisy) noisy++;
            return took;
        }
    }

    // Until the last cell is done; then what is measured, one after the other.
    private TimeSpan? Left() => forecast.Left(time.GetUtcNow()) is { } left ? left + latencies.Left : start.Total == 0 ? latencies.Left : null;

    private void Say(string line, bool isFailure = false) => Said?.Invoke(new RunEvent(line, isFailure));

    private string Describe(CellSpec cell, bool pretraining)
    {
        var brief = Brief(cell, pretraining);
        if (!shared.Contains(brief)) return brief;
        var recipe = pretraining ? cell.Pretraining : cell.Retraining;
        var length = recipe switch
        {
            null when pretraining => "",
            _ when !pretraining && !Method.IsSimple(cell) => $", {PlanText.AfterCut(cell)}", // two controls may differ in it alone
            null => ", not retrained",
            { Epochs: { } epochs } => $", {recipe.Name} {Words.Count(epochs, "epoch")}",
            _ => $", {recipe.Name} {Words.Count(recipe.Steps ?? 0, "step")}",
        };
        return $"{brief}{length}{(cell.Precision == "fp32" ? "" : $", {cell.Precision}")}{(cell.Protocol == "bench" ? "" : $", protocol {cell.Protocol}")}";
    }

    /// <summary>What tells a job from others, in few words.</summary>
    public static string Brief(CellSpec cell, bool pretraining) => pretraining
        ? $"{cell.Dataset.Name} {cell.Model} {(cell.Start is null ? $"pretraining seed {cell.Seed}" : "imported weights")}"
        : $"{cell.Dataset.Name} {cell.Model} {StrategyText.NameOf(cell)} {cell.Compression:0.##}× seed {cell.Seed}";
}

/// <summary>A line about something that has happened.</summary>
internal sealed record RunEvent(string Line, bool IsFailure);
