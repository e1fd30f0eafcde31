using Bench.Harness.Measuring;
using Bench.Sweeps;

namespace Bench.Cli.Display;

/// <summary>How long the measurement of latencies takes. Not thread-safe.</summary>
/// <param name="cells">All whose latencies are measured.</param>
/// <param name="secondsOfSample">How long an evaluation takes, a sample, as far as that is known.</param>
/// <param name="plan">Says what is measured besides.</param>
internal sealed class LatencyForecast(IReadOnlyList<PlannedCell> cells, Func<CellSpec, double?> secondsOfSample, SweepPlan? plan = null)
{
    // In ONNX Runtime as many networks again, and one more in 8 bits, whose accuracy is measured too.
    private readonly double times = cells.Count == 0 ? 1 : cells.Average(c => 1.0 + (plan?.OnnxRuntime.Contains(c.Identity) == true ? 1 : 0) + (plan?.Int8.Contains(c.Identity) == true ? 1 : 0));

    private double done;

    /// <summary>Cells that were measured, or could not be.</summary>
    public int Done { get; private set; }

    /// <summary>Of all that is left.</summary>
    public TimeSpan Left => TimeSpan.FromSeconds(Math.Max(0, times * (cells.Sum(c => Seconds(c.Spec)) - done)));

    public void Ended(CellSpec cell)
    {
        Done++;
        done += Seconds(cell);
    }

    private double Seconds(CellSpec cell) => LatencyCost.Seconds(cell, secondsOfSample(cell));
}
