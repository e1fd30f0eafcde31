using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Tasks;

/// <summary>Follows a task: counts, and a line with the time for what is finished or has failed. Thread-safe.</summary>
internal sealed class TaskBoard(TimeProvider time, TextWriter output) : IRunObserver
{
    private const string Killed = "killed by signal 9";

    private readonly Lock gate = new();

    /// <summary>Cells.</summary>
    public int Finished { get; private set; }
    public int Pretrainings { get; private set; }

    /// <summary>Failed for good.</summary>
    public int Failures { get; private set; }

    /// <summary>Workers that the system has killed.</summary>
    public int WorkersKilled { get; private set; }

    /// <summary>Of the failure that came last.</summary>
    public string? Reason { get; private set; }

    public void Started(int worker, CellSpec cell, bool pretraining) { }

    public void Progressed(int worker, WorkerProgress progress) { }

    void IRunObserver.Finished(int worker, CellSpec cell, CellResult result)
    {
        var headline = result.Evaluations.First(e => e.Point == result.Headline && e.Split == "test");
        lock (gate) Finished++;
        Say($"{RunBoard.Brief(cell, false)}: {headline.Top1 * 100:0.00} % top-1 ({result.Seconds["total"]:0.0} s)");
    }

    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached)
    {
        lock (gate) Pretrainings++;
        if (!cached) Say($"{RunBoard.Brief(cell, true)}: {record.Evaluations.First(e => e.Split == "test").Top1 * 100:0.00} % top-1 ({record.Seconds:0.0} s)");
    }

    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again)
    {
        lock (gate)
        {
            if (!again) Failures++;
            if (reason == Killed) WorkersKilled++;
            Reason = reason;
        }
        Say($"{RunBoard.Brief(cell, pretraining)}: {(again ? "failed, is tried again" : "FAILED")}: {reason}");
    }

    public void Measured(int worker, CellSpec cell, CellLatencies latencies) => Say($"{RunBoard.Brief(cell, false)}: latencies measured{(latencies.Networks.Any(n => n.Noisy) ? ", noisy" : "")}");

    public void NotMeasured(int worker, CellSpec cell, string reason)
    {
        lock (gate) (Failures, Reason) = (Failures + 1, reason);
        Say($"{RunBoard.Brief(cell, false)}: latency not measured: {reason}");
    }

    /// <summary>A line with the time.</summary>
    public void Say(string line)
    {
        lock (gate) output.WriteLine($"{LocalTime.Text(time.GetUtcNow(), time)}  {line}");
    }
}
