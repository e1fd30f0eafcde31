using Bench.Strategies;

namespace Bench.TorchTests.Strategies;

public sealed class FeasibilityTests
{
    [Theory]
    [InlineData("bench", 431_080, 425_500, 2, 431_080 / 2 - 5_580)]
    [InlineData("bench", 431_080, 425_500, 77.24, 1)]
    [InlineData("bench", 11, 11, 1.1, 10)] // as written, not as the binary fraction next to it
    [InlineData("bench", 100, 90, 1, 90)]
    [InlineData("all-weights", 431_080, 430_500, 16, 430_500 / 16)]
    [InlineData("all-weights", 431_080, 430_500, 430_500, 1)]
    [InlineData("shrinkbench", 431_080, 426_070, 2, 210_530)]  // as ShrinkBench itself kept
    [InlineData("shrinkbench", 431_080, 426_070, 32, 8_462)]
    [InlineData("shrinkbench", 431_080, 426_070, 86.04, 1)]
    [InlineData("shrinkbench", 60_074, 60_074, 1e6, 1)]
    public void A_feasible_ratio_says_what_it_keeps(string protocol, long total, long prunable, double compression, long kept) =>
        Assert.Equal(new Feasibility(kept, null), Feasibility.Of(Protocols.Find(protocol), total, prunable, compression));

    [Theory]
    [InlineData("bench", 431_080, 425_500, 128, "77.24")]
    [InlineData("all-weights", 431_080, 430_500, 1e9, "430500")]
    [InlineData("shrinkbench", 431_080, 426_070, 128, "86.04")]
    [InlineData("shrinkbench", 269_722, 267_696, 256, "133.13")]
    [InlineData("shrinkbench", 853_018, 848_304, 256, "180.95")]
    [InlineData("shrinkbench", 1_727_962, 1_719_216, 256, "197.57")]
    [InlineData("shrinkbench", 14_991_946, 14_977_344, 2048, "1026.7")]
    [InlineData("shrinkbench", 100, 75, 4, "3.99")] // 4 itself would keep a fraction of 0
    public void An_infeasible_ratio_names_the_largest_feasible_one(string name, long total, long prunable, double compression, string largest)
    {
        var protocol = Protocols.Find(name);
        var refused = Feasibility.Of(protocol, total, prunable, compression);
        Assert.False(refused.IsFeasible);
        Assert.EndsWith($"at most {largest}", refused.Reason, StringComparison.Ordinal);
        Assert.True(Feasibility.Of(protocol, total, prunable, double.Parse(largest)).IsFeasible);
        Assert.False(Feasibility.Of(protocol, total, prunable, double.Parse(largest) + 0.01).IsFeasible);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_ratio_is_infeasible(double compression) =>
        Assert.All(Protocols.All, p => Assert.False(Feasibility.Of(p, 100, 90, compression).IsFeasible));
}
