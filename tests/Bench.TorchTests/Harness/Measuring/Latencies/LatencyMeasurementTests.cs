using Bench.Core;
using Bench.Harness.Measuring;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.Tensors;

namespace Bench.TorchTests.Harness.Measuring.Latencies;

/// <summary>Real passes through small networks, beside machines that are made up.</summary>
public sealed class LatencyMeasurementTests
{
    private static readonly NetworkGraph LeNet = NetworkGraph.Of(ModelCatalogue.Find("lenet5"), new InputShape(1, 28, 28), 10);
    private static readonly AlternatingTimer Short = new(TimeProvider.System) { Budget = TimeSpan.FromMilliseconds(40), WarmUp = TimeSpan.FromMilliseconds(20), Least = 5 };

    private static NetworkShape Halved
    {
        get
        {
            var map = ChannelMap.Of(LeNet);
            return new() { KeptUnits = PackedBits.Pack([.. Enumerable.Range(0, map.Units).Select(u => u % 4 == 0)]), Densities = new Dictionary<string, double>() };
        }
    }

    // Others keep so many of four processors busy.
    private static Func<ProcessorTimes?> Machine(double load)
    {
        var began = TimeProvider.System.GetTimestamp();
        return () => new(load * TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0, 4);
    }

    private static IReadOnlyList<LatencyRecord> Measure(NetworkShape? shape, Func<ProcessorTimes?> machine)
    {
        var networks = CellNetworks.Of(LeNet, shape, ComputeDevice.Cpu);
        try
        {
            return new LatencyMeasurement(Short, machine).Run(networks, () => { }, CancellationToken.None);
        }
        finally
        {
            foreach (var network in networks) network.Dispose();
        }
    }

    [Fact]
    public void Dense_masked_and_smaller_networks_are_measured_at_both_batches()
    {
        var rows = Measure(Halved, Machine(0));
        Assert.Equal(
            [("dense", 1, false), ("masked", 1, false), ("shrunk", 1, true), ("dense", 128, false), ("masked", 128, false), ("shrunk", 128, true)],
            rows.Select(r => (r.Network, r.Batch, r.HandedOn)));
        Assert.All(rows, r => Assert.True(r.LowerQuartile > 0 && r.LowerQuartile <= r.Median && r.Median <= r.UpperQuartile && r.Repetitions >= 5));
        var networks = CellNetworks.Of(LeNet, Halved, ComputeDevice.Cpu);
        Assert.Equal([20L, 20, 5], networks.Select(n => n.Network.Layers[0].WeightShape[0])); // with a quarter of the channels
        foreach (var network in networks) network.Dispose();
    }

    [Fact]
    public void A_control_is_measured_alone_and_pruned_weights_leave_two_networks()
    {
        Assert.Equal([("dense", true), ("dense", true)], Measure(null, Machine(0)).Select(r => (r.Network, r.HandedOn)));
        var densities = LeNet.Layers.ToDictionary(l => l.Name, _ => 0.25);
        using var masked = CellNetworks.Of(LeNet, new() { Densities = densities }, ComputeDevice.Cpu)[1].Network;
        Assert.InRange(masked.Find("fc1.weight").count_nonzero().item<long>() / (double)masked.Layers.First(l => l.Name == "fc1").Weights, 0.24, 0.26);
    }

    [Fact]
    public void A_narrower_network_in_the_place_of_a_pruned_one_is_measured_beside_the_dense_one()
    {
        var networks = CellNetworks.Of(LeNet, new() { KeptUnits = "width=0.5", Densities = new Dictionary<string, double>() }, ComputeDevice.Cpu);
        Assert.Equal([("dense", false), ("shrunk", true)], networks.Select(n => (n.Name, n.HandedOn)));
        Assert.Equal((20L, 10L), (networks[0].Network.Layers[0].WeightShape[0], networks[1].Network.Layers[0].WeightShape[0]));
        foreach (var network in networks) network.Dispose();
    }

    [Theory]
    [InlineData(0.02, false)]
    [InlineData(1.5, true)]
    public void A_busy_machine_makes_every_number_noisy(double load, bool noisy)
    {
        var rows = Measure(null, Machine(load));
        Assert.All(rows, r => Assert.InRange(r.Load!.Value, load * 0.7, load * 1.3 + 0.05)); // the time is not read at one moment
        if (noisy) Assert.All(rows, r => Assert.True(r.Noisy));
        else Assert.All(rows, r => Assert.Equal((r.UpperQuartile - r.LowerQuartile) / r.Median > 0.1, r.Noisy));
    }

    [Fact]
    public void A_machine_that_does_not_tell_is_judged_by_the_spread_alone()
    {
        var rows = Measure(null, () => null);
        Assert.All(rows, r => Assert.Null(r.Load));
        Assert.All(rows, r => Assert.Equal((r.UpperQuartile - r.LowerQuartile) / r.Median > 0.1, r.Noisy));
    }

    [Theory]
    [InlineData("dense", 1), InlineData("global-magnitude", 2), InlineData("l1-filters", 3), InlineData("narrow-dense", 2)]
    public void As_much_time_is_planned_as_there_are_networks(string strategy, int networks)
    {
        var spec = strategy == StrategySpec.Dense ? new StrategySpec { Name = strategy } : StrategyCatalogue.Find(strategy).Spec;
        var cell = new CellSpec { Protocol = "bench", Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = spec, Compression = 2, Seed = 1 };
        Assert.Equal(0.5 + networks * 2 * 1.2, LatencyCost.Seconds(cell, null), 9);
    }

    [Fact]
    public void The_work_of_all_processors_is_read_without_what_is_counted_twice()
    {
        string[] Lines(int user, int steal) =>
            [$"cpu  {user} 100 200 90000 50 10 20 {steal} 7 3", "cpu0 1 1 1 1 1 1 1 1 0 0", "cpu1 1 1 1 1 1 1 1 1 0 0", "intr 12345"];
        var (before, after) = (ProcessorTimes.Parse(Lines(1_000, 5), own: 2), ProcessorTimes.Parse(Lines(1_300, 105), own: 4.5));
        Assert.Equal(new ProcessorTimes((1_000 + 100 + 200 + 10 + 20 + 5) / 100.0, 2, 2), before);
        Assert.Equal(0.75, ProcessorTimes.LoadOfOthers(before, after, seconds: 2)!.Value, 12); // 4 s of work, 2.5 of them our own, in 2 s
        Assert.Equal(0, ProcessorTimes.LoadOfOthers(before, after with { Own = 7 }, seconds: 2)); // whole ticks may be fewer than our own time
        Assert.Null(ProcessorTimes.LoadOfOthers(before, before with { Own = 9 }, seconds: 2)); // counters that stand still tell nothing
    }
}
