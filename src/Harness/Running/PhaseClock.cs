using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>Wall time by phase, up to when the device has done what was asked of it; the phases add up to the total.</summary>
internal sealed class PhaseClock(TimeProvider time, ComputeDevice device)
{
    private readonly Dictionary<string, double> seconds = [];
    private readonly long start = time.GetTimestamp();
    private long last = time.GetTimestamp();

    /// <summary>Of the phases that results tell apart, the one that a step is of.</summary>
    public static string Of(Step step) => step switch
    {
        BeginStep => "start",
        TrainStep => "retrain",
        MeasureStep => "evaluate",
        _ => "score",
    };

    /// <summary>Books the time since the last call on a phase.</summary>
    public void Ends(string phase)
    {
        device.Synchronize();
        var now = time.GetTimestamp();
        seconds[phase] = seconds.GetValueOrDefault(phase) + time.GetElapsedTime(last, now).TotalSeconds;
        last = now;
    }

    /// <summary>Seconds by phase, with the total until now.</summary>
    public IReadOnlyDictionary<string, double> Seconds =>
        new Dictionary<string, double>(seconds) { ["total"] = time.GetElapsedTime(start).TotalSeconds };
}
