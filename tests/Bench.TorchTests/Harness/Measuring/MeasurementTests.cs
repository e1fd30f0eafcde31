using Bench.Harness.Measuring;
using Bench.Harness.Training;
using Bench.Results;
using Bench.Strategies;
using Bench.TorchTests.Strategies;

namespace Bench.TorchTests.Harness.Measuring;

public sealed class MeasurementTests
{
    [Fact]
    public void Connectivity_is_recorded_for_the_network_and_each_layer()
    {
        using var network = TestNetworks.TwoLinear();
        var protocol = Protocols.Find("bench");
        // The second unit reads nothing, and both outputs read it.
        using var masks = new MaskSet(protocol.Prunable(network.Model, network.Layers), [true, true, false, false], askedKept: 2, tiedScores: 0);
        var (counts, connectivity) = (Counting.Count(network, protocol, masks), Connectivity.Of(network, masks));
        var size = Measurement.SizeOf(counts, connectivity);
        Assert.Equal((2L, 0.5, 0), (size.EffectiveKept!.Value, size.EffectiveDensity!.Value, size.CutOffOutputs!.Value));
        Assert.Equal([(2L, 2L, 1), (4L, 2L, 0)],
            Measurement.LayersOf(counts, connectivity).Select(l => (l.Kept, l.EffectiveKept!.Value, l.DisconnectedOutputs!.Value)));
        Assert.Null(Measurement.SizeOf(counts).EffectiveKept);
        Assert.Null(Measurement.LayersOf(counts)[0].DisconnectedOutputs);
    }

    [Fact]
    public void What_is_lost_is_recorded_beside_the_dense_networks_predictions()
    {
        var headline = new EvaluationDetails { Classes = [new(3, 4), new(0, 0), new(1, 2)], CalibrationError = 0.1, Predictions = [0, 0, 2, -1] };
        var lost = Measurement.LossOf(headline, [0, 1, 2, -1]);
        Assert.Equal((0.5, 0.1, 0.5), (lost.WorstClassTop1, lost.CalibrationError, lost.DenseAgreement)); // no sample is of class 1
        Assert.Throws<ArgumentException>(() => Measurement.LossOf(headline, [0, 1]));
    }
}
