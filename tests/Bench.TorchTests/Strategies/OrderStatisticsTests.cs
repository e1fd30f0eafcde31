using Bench.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class OrderStatisticsTests
{
    [Fact]
    public void Every_position_holds_what_sorting_puts_there()
    {
        float[] values = [3, -2.5f, 0, float.PositiveInfinity, 1e-40f, -1e-40f, 3, float.NegativeInfinity, float.MaxValue, -0f, 0.1f, -7];
        float[] sorted = [.. values.Order()];
        for (var i = 0; i < values.Length; i++) Assert.Equal(sorted[i], OrderStatistics.At<float>(values, i), 0f);
    }

    [Fact]
    public void Every_position_of_double_numbers_holds_what_sorting_puts_there()
    {
        double[] values = [3, -2.5, 0, double.PositiveInfinity, 1e-310, -1e-310, 3, double.NegativeInfinity, double.MaxValue, -0.0, 0.1, -7, 1, 1 + 1e-15, 1 - 1e-16, 1e-100];
        double[] sorted = [.. values.Order()];
        for (var i = 0; i < values.Length; i++) Assert.Equal(sorted[i], OrderStatistics.At<double>(values, i), 0.0);
    }

    [Fact]
    public void It_agrees_with_torch_on_random_values()
    {
        using var generator = new Generator(3, CPU);
        using var values = randn(10_007, generator: generator);
        foreach (var position in new[] { 0, 1, 5000, 10_005, 10_006 })
            Assert.Equal(values.kthvalue(position + 1, 0).values.item<float>(), OrderStatistics.At<float>(values.data<float>().ToArray(), position));
    }
}
