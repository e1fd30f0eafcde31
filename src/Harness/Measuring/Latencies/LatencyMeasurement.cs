using Bench.Results;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>How long a pass takes through the networks of a cell, at each batch, and whether the machine was quiet.</summary>
/// <param name="timer">Takes the times.</param>
/// <param name="processors">Reads what the machine's processors have done.</param>
internal sealed class LatencyMeasurement(AlternatingTimer timer, Func<ProcessorTimes?> processors)
{
    public static IReadOnlyList<int> Batches { get; } = [1, Footprint.Batch];

    // Of all processors of the machine: others on few of many hardly disturb one thread. But half of one is much, however many there are: they share memory and clock.
    private const double QuietLoad = 0.05, QuietProcessors = 0.5;

    // Between the quartiles, as a share of the median.
    private const double QuietSpread = 0.1;

    /// <summary>Measures in evaluation mode.</summary>
    /// <param name="networks">All of one input.</param>
    /// <param name="afterTurn">Told now and then.</param>
    /// <param name="stop">Ends it without a result.</param>
    public IReadOnlyList<LatencyRecord> Run(IReadOnlyList<ITimed> networks, Action afterTurn, CancellationToken stop)
    {
        using var _ = no_grad();
        return [.. Batches.SelectMany(batch => Measure(networks, batch, afterTurn, stop))];
    }

    private List<LatencyRecord> Measure(IReadOnlyList<ITimed> networks, int batch, Action afterTurn, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = networks[0].Input;
        using var chance = new Generator(1, CPU);
        var inputs = randn([batch, channels, height, width], generator: chance);
        var passes = networks.Select(n => n.Prepare(inputs)).ToList();
        try
        {
            var (before, began) = (processors(), timer.Time.GetTimestamp());
            var timings = timer.Run([.. passes.Select(p => (Action)p.Run)], afterTurn, stop);
            double? load = before is not null && processors() is { } after
                ? ProcessorTimes.LoadOfOthers(before, after, timer.Time.GetElapsedTime(began).TotalSeconds) : null;
            var disturbed = load > Math.Min(QuietLoad * before?.Processors ?? 0, QuietProcessors);
            return [.. networks.Zip(timings, (network, timing) => new LatencyRecord
            {
                Network = network.Name, Batch = batch, HandedOn = network.HandedOn, Runtime = network.Runtime, Precision = network.Precision, RuntimeVersion = network.RuntimeVersion,
                Median = timing.Median, LowerQuartile = timing.Lower, UpperQuartile = timing.Upper, Repetitions = timing.Repetitions,
                Load = load, Noisy = disturbed || timing.Spread > QuietSpread,
            })];
        }
        finally
        {
            foreach (var pass in passes) pass.Dispose();
        }
    }
}
