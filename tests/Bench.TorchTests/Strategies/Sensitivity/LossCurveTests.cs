using Bench.Strategies;

namespace Bench.TorchTests.Strategies.Sensitivity;

public sealed class LossCurveTests
{
    [Fact]
    public void Between_measured_losses_it_is_straight_in_the_logarithm_of_the_density()
    {
        var curve = new LossCurve(100, [(100, 0), (10, 2)], empty: 6);
        Assert.Equal(0, curve.At(100));
        Assert.Equal(2, curve.At(10));
        Assert.Equal(2 - 2 * Math.Log10(2), curve.At(20), 12); // 20 of a decade from 10 to 100
        Assert.Equal(6, curve.At(0)); // no weight counts as half a one
        Assert.Equal(6 - 4 * Math.Log(2) / Math.Log(20), curve.At(1), 12); // from ½ to 10
    }

    [Fact]
    public void Losses_that_fall_with_fewer_weights_become_their_mean()
    {
        // 10: 1, 20: 2, 40: 0.5, 100: 0 is not monotone between 10 and 20: 1.5 for both.
        var curve = new LossCurve(100, [(100, 0), (40, 0.5), (20, 2), (10, 1)], empty: 4);
        Assert.Equal([4, 1.5, 1.5, 1.5, 0.5, 0], new long[] { 0, 10, 15, 20, 40, 100 }.Select(curve.At));
        // A cut that is better than no cut at all pulls the dense end down with it.
        Assert.Equal(0.4, new LossCurve(100, [(100, 0.5), (50, 0.3)], empty: 4).At(100), 12);
    }

    [Fact]
    public void It_never_rises_with_more_weights()
    {
        var stream = Bench.Core.SeededStream.For(3, "losses");
        for (var round = 0; round < 200; round++)
        {
            var curve = new LossCurve(50, [(50, stream.NextDouble()), .. Enumerable.Range(0, 4).Select(_ => ((long)stream.NextInt(50), stream.NextDouble()))], empty: 2);
            for (var kept = 1; kept <= 50; kept++) Assert.True(curve.At(kept) <= curve.At(kept - 1) + 1e-12);
        }
    }

    [Fact]
    public void Without_the_uncut_loss_there_is_none() => Assert.Throws<ArgumentException>(() => new LossCurve(100, [(10, 2)], empty: 6));
}
