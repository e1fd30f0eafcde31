using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>Follows a run: counts, what each worker is at, an estimate of the time left. Thread-safe.</summary>
internal sealed class RunBoard : IRunObserver
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly int workers;
    private readonly RunSnapshot start;
    private readonly SortedDictionary<int, WorkerSnapshot> lines = [];
    private readonly Dictionary<(string Dataset, string Model), Pair> pairs = [];
    private readonly Dictionary<string, int> cellsOfStart;
    private int finished;
    private int failed;

    public RunBoard(string sweep, IReadOnlyList<PlannedCell> cells, int workers, TimeProvider time, CancellationToken stop)
    {
        (this.workers, this.time, Stop) = (workers, time, stop);
        start = new RunSnapshot
        {
            Sweep = sweep, ProcessId = Environment.ProcessId, Started = time.GetUtcNow(), Taken = time.GetUtcNow(),
            Total = cells.Count, Finished = 0, Failed = 0, Workers = [],
        };
        foreach (var pair in cells.CountBy(c => (c.Spec.Dataset.Name, c.Spec.Model))) pairs[pair.Key] = new(pair.Value, 0, 0);
        cellsOfStart = cells.CountBy(c => c.PretrainingIdentity).ToDictionary();
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
                Taken = time.GetUtcNow(), Finished = finished, Failed = failed, Left = Left(), Stopping = Stop.IsCancellationRequested,
                Workers = [.. lines.Values],
            };
    }

    public void Started(int worker, CellSpec cell, bool pretraining)
    {
        lock (gate) lines[worker] = new WorkerSnapshot { Worker = worker, What = Describe(cell, pretraining), Since = time.GetUtcNow() };
    }

    public void Progressed(int worker, WorkerProgress progress)
    {
        lock (gate) lines[worker] = lines[worker] with { Progress = progress };
    }

    public void Finished(int worker, CellSpec cell, CellResult result)
    {
        lock (gate)
        {
            finished++;
            var key = (cell.Dataset.Name, cell.Model);
            var pair = pairs[key];
            pairs[key] = new(pair.Left - 1, pair.Done + 1, pair.Seconds + result.Seconds["total"]);
            lines.Remove(worker);
        }
        var headline = result.Evaluations.First(e => e.Point == result.Headline && e.Split == "test");
        Say($"{Describe(cell, false)}: {headline.Top1 * 100:0.00} % top-1 ({result.Seconds["total"]:0.0} s)");
    }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record)
    {
        lock (gate) lines.Remove(worker);
        Say($"{Describe(cell, true)}: {record.Evaluations.First(e => e.Split == "test").Top1 * 100:0.00} % top-1 ({record.Seconds:0.0} s)");
    }

    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again)
    {
        var lost = again ? 0 : pretraining ? cellsOfStart[CellIdentity.PretrainingOf(cell)] : 1;
        lock (gate)
        {
            lines.Remove(worker);
            failed += lost;
            var key = (cell.Dataset.Name, cell.Model);
            pairs[key] = pairs[key] with { Left = pairs[key].Left - lost };
        }
        var verdict = again ? "failed, is tried again" : pretraining ? $"FAILED, and with it {Words.Count(lost, "cell")}" : "FAILED";
        Say($"{Describe(cell, pretraining)}: {verdict}: {reason}", isFailure: !again);
    }

    private void Say(string line, bool isFailure = false) => Said?.Invoke(new RunEvent(line, isFailure));

    // The cells left of each data set × model at the mean time of those finished in this run (or, before the first, of all),
    // divided by the workers.
    private TimeSpan? Left()
    {
        if (finished == 0) return null;
        var mean = pairs.Values.Sum(p => p.Seconds) / finished;
        return TimeSpan.FromSeconds(pairs.Values.Sum(p => p.Left * (p.Done > 0 ? p.Seconds / p.Done : mean)) / workers);
    }

    private static string Describe(CellSpec cell, bool pretraining) => pretraining
        ? $"{cell.Dataset.Name} {cell.Model} {(cell.Start is null ? $"pretraining seed {cell.Seed}" : "imported weights")}"
        : $"{cell.Dataset.Name} {cell.Model} {cell.Strategy.Name} {cell.Compression:0.##}× seed {cell.Seed}";

    private sealed record Pair(int Left, int Done, double Seconds);
}

/// <summary>A line about something that has happened.</summary>
internal sealed record RunEvent(string Line, bool IsFailure);
