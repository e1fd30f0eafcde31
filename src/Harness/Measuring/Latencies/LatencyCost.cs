using Bench.Sweeps;

namespace Bench.Harness.Measuring;

/// <summary>How long the measurement of a cell's latencies takes.</summary>
public static class LatencyCost
{
    // Networks are made, and data opened, in about that.
    private const double Preparation = 0.5;

    /// <param name="cell">A finished one.</param>
    /// <param name="secondsOfSample">How long an evaluation takes, a sample; null where that is not known: then passes are taken for short.</param>
    public static double Seconds(CellSpec cell, double? secondsOfSample)
    {
        var timer = new AlternatingTimer(TimeProvider.System);
        var networks = cell.IsControl ? 1 : cell.Strategy is { IsOfChannels: true, Rule.IsNarrower: false } ? 3 : 2;
        return Preparation + networks * LatencyMeasurement.Batches.Sum(batch =>
            Math.Max((timer.WarmUp + timer.Budget).TotalSeconds, batch * (secondsOfSample ?? 0) * (timer.Least + 2)));
    }
}
