using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>What a run is doing, for displays: counts, what each worker is at, an estimate of the time left. Thread-safe.</summary>
internal sealed class RunBoard : IRunObserver
{
    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly long start;
    private readonly int workers;
    private readonly SortedDictionary<int, WorkerLine> lines = [];
    private readonly Dictionary<(string, string), (int Left, int Done, double Seconds)> pairs = [];

    public RunBoard(IReadOnlyList<PlannedCell> cells, int workers, TimeProvider time)
    {
        (this.workers, this.time, start, Total) = (workers, time, time.GetTimestamp(), cells.Count);
        foreach (var pair in cells.GroupBy(c => (c.Spec.Dataset.Name, c.Spec.Model))) pairs[pair.Key] = (pair.Count(), 0, 0);
    }

    /// <summary>Something worth a line has happened.</summary>
    public event Action<string>? Said;

    public int Total { get; }
    public int Done { get; private set; }
    public int Failures { get; private set; }
    public TimeSpan Elapsed => time.GetElapsedTime(start);

    /// <summary>What the workers are at, in their order.</summary>
    public IReadOnlyList<WorkerLine> Workers
    {
        get
        {
            lock (gate) return [.. lines.Values];
        }
    }

    /// <summary>
    /// Time left: the cells left of each dataset × model at the mean time of those finished in this run (or, before the first, of
    /// all), divided by the workers; null before the first cell is done.
    /// </summary>
    public TimeSpan? Left
    {
        get
        {
            lock (gate)
            {
                if (Done == 0) return null;
                var mean = pairs.Values.Sum(p => p.Seconds) / Math.Max(1, pairs.Values.Sum(p => p.Done));
                return TimeSpan.FromSeconds(pairs.Values.Sum(p => p.Left * (p.Done > 0 ? p.Seconds / p.Done : mean)) / workers);
            }
        }
    }

    public void Started(int worker, CellSpec cell, bool pretraining)
    {
        lock (gate) lines[worker] = new WorkerLine(worker, Describe(cell, pretraining), null, time.GetTimestamp());
    }

    public void Progressed(int worker, WorkerProgress progress)
    {
        lock (gate) lines[worker] = lines[worker] with { Progress = progress };
    }

    public void Finished(int worker, CellSpec cell, CellResult result)
    {
        lock (gate)
        {
            Done++;
            var pair = pairs[(cell.Dataset.Name, cell.Model)];
            pairs[(cell.Dataset.Name, cell.Model)] = (pair.Left - 1, pair.Done + 1, pair.Seconds + result.Seconds["total"]);
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
        lock (gate)
        {
            lines.Remove(worker);
            if (!again && !pretraining) Failures++;
        }
        Say($"{Describe(cell, pretraining)}: {(again ? "failed, is tried again" : "FAILED")}: {reason}");
    }

    private void Say(string line) => Said?.Invoke(line);

    private static string Describe(CellSpec cell, bool pretraining) => pretraining
        ? $"{cell.Dataset.Name} {cell.Model} {(cell.Start is null ? $"pretraining seed {cell.Seed}" : "imported weights")}"
        : $"{cell.Dataset.Name} {cell.Model} {cell.Strategy.Name} {cell.Compression:0.##}× seed {cell.Seed}";

    /// <summary>One worker's work.</summary>
    internal sealed record WorkerLine(int Worker, string What, WorkerProgress? Progress, long Since);
}
