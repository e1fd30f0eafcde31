using Bench.Analysis;

namespace Bench.Tests.Analysis;

public sealed class SampleTests
{
    [Fact]
    public void Has_the_sample_deviation_with_divisor_n_minus_1()
    {
        // Squared differences from the mean 5: 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32; √(32 / 7) = 2.13809.
        var sample = Sample.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        Assert.Equal(8, sample.Count);
        Assert.Equal(5, sample.Mean, 12);
        Assert.Equal(2.1380899352993952, sample.Deviation!.Value, 12);
        Assert.Equal((2, 9), (sample.Minimum, sample.Maximum));
        Assert.Equal(5 - 2.1380899352993952, sample.Lower, 12);
        Assert.Equal(5 + 2.1380899352993952, sample.Upper, 12);
    }

    [Fact]
    public void Has_no_deviation_for_one_value()
    {
        var sample = Sample.Of([0.93]);

        Assert.Null(sample.Deviation);
        Assert.Equal((0.93, 0.93), (sample.Lower, sample.Upper));
    }

    [Fact]
    public void Keeps_the_digits_of_a_small_deviation_around_a_large_mean() =>
        Assert.Equal(1, Sample.Of([1e9 + 1, 1e9 + 2, 1e9 + 3]).Deviation!.Value, 9);

    [Fact]
    public void Is_not_made_of_nothing() => Assert.Throws<ArgumentOutOfRangeException>(() => Sample.Of([]));
}
