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
        for (var i = 0; i < values.Length; i++) Assert.Equal(sorted[i], OrderStatistics.At(values, i), 0f);
    }

    [Fact]
    public void It_agrees_with_torch_on_random_values()
    {
        using var generator = new Generator(3, CPU);
        using var values = randn(10_007, generator: generator);
        foreach (var position in new[] { 0, 1, 5000, 10_005, 10_006 })
            Assert.Equal(values.kthvalue(position + 1, 0).values.item<float>(), OrderStatistics.At(values.data<float>().ToArray(), position));
    }
}
