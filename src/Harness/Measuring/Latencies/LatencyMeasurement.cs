using Bench.Models;
using Bench.Results;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>How long a pass takes through the networks of a cell, at each batch, and whether the machine was quiet.</summary>
/// <param name="timer">Takes the times.</param>
/// <param name="processors">Reads what the machine's processors have done.</param>
internal sealed class LatencyMeasurement(AlternatingTimer timer, Func<ProcessorTimes?> processors)
{
    public static IReadOnlyList<int> Batches { get; } = [1, Footprint.Batch];

    // Of all processors of the machine: others on few of many hardly disturb one thread.
    private const double QuietLoad = 0.05;

    // Between the quartiles, as a share of the median.
    private const double QuietSpread = 0.1;

    /// <summary>Measures in evaluation mode, in fp32.</summary>
    /// <param name="networks">All of one input.</param>
    /// <param name="afterTurn">Told now and then.</param>
    /// <param name="stop">Ends it without a result.</param>
    public IReadOnlyList<LatencyRecord> Run(IReadOnlyList<TimedNetwork> networks, Action afterTurn, CancellationToken stop)
    {
        using var _ = no_grad();
        foreach (var timed in networks) timed.Network.Mode = PassMode.Evaluation;
        return [.. Batches.SelectMany(batch => Measure(networks, batch, afterTurn, stop))];
    }

    private IEnumerable<LatencyRecord> Measure(IReadOnlyList<TimedNetwork> networks, int batch, Action afterTurn, CancellationToken stop)
    {
        using var scope = NewDisposeScope();
        var (channels, height, width) = networks[0].Network.Input;
        var place = networks[0].Network.Device.Place;
        using var chance = new Generator(1, CPU);
        using var inputs = Layout.ChannelsLast(randn([batch, channels, height, width], generator: chance)).to(place);
        var (before, began) = (processors(), timer.Time.GetTimestamp());
        var timings = timer.Run([.. networks.Select(n => (Action)(() => n.Network.Forward(inputs).Dispose()))], afterTurn, stop);
        double? load = before is not null && processors() is { } after
            ? ProcessorTimes.LoadOfOthers(before, after, timer.Time.GetElapsedTime(began).TotalSeconds) : null;
        var disturbed = load > QuietLoad * before?.Processors;
        return [.. networks.Zip(timings, (network, timing) => new LatencyRecord
        {
            Network = network.Name, Batch = batch, HandedOn = network.HandedOn,
            Median = timing.Median, LowerQuartile = timing.Lower, UpperQuartile = timing.Upper, Repetitions = timing.Repetitions,
            Load = load, Noisy = disturbed || timing.Spread > QuietSpread,
        })];
    }
}

/// <summary>A network that is timed.</summary>
/// <param name="Name"><c>dense</c>, <c>masked</c> or <c>shrunk</c>.</param>
/// <param name="HandedOn">Whether it is the one that the cell ends with.</param>
/// <param name="Network">With whatever weights.</param>
internal sealed record TimedNetwork(string Name, bool HandedOn, Network Network) : IDisposable
{
    public void Dispose() => Network.Dispose();
}
