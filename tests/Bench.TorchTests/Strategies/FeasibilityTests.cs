using Bench.Core;
using Bench.Models;
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

    // LeNet-5: 431,080 parameters, 425,500 of them prunable: 500, 25,000 and 400,000 of conv1, conv2 and fc1.
    [Theory]
    [InlineData("global", 0.1, 1, 2, 209_960L, null)]
    [InlineData("global", 0.1, 1, 9, null, "protocol 'bench' may prune 425,500 of 431,080 parameters and must keep 42,550 of them, which allows at most 8.95")]
    [InlineData("global", 0, 0.5, 1, 425_500L, null)] // nothing is pruned at ratio 1
    [InlineData("global", 0, 0.5, 1.5, null, "the layers may keep 212,750 of 425,500 prunable parameters, which needs at least 1.98")]
    [InlineData("uniform-plus", 0, 1, 80, null, "protocol 'bench' may prune 425,500 of 431,080 parameters and must keep 500 of them, which allows at most 70.9")]
    [InlineData("uniform-plus", 0, 0.1, 77, null, "protocol 'bench' may prune 425,500 of 431,080 parameters and must keep 50 of them, which allows at most 76.56")]
    public void Limits_say_which_ratios_are_feasible(string scope, double floor, double cap, double compression, long? kept, string? reason)
    {
        var rules = new CutRules(Scopes.Find(scope)) { Limits = new() { Floor = floor, Cap = cap } };
        var feasibility = Feasibility.Of(Protocols.Find("bench"), 431_080, LeNet5, rules, compression);
        Assert.Equal(new Feasibility(kept ?? 0, reason is null ? null : $"compression {compression} is infeasible: {reason}"), feasibility);
        if (reason is null) return;
        var nearest = double.Parse(reason.Split(' ')[^1]);
        Assert.True(Feasibility.Of(Protocols.Find("bench"), 431_080, LeNet5, rules, nearest).IsFeasible);
        Assert.False(Feasibility.Of(Protocols.Find("bench"), 431_080, LeNet5, rules, nearest + (nearest < compression ? 0.01 : -0.01)).IsFeasible);
    }

    [Fact]
    public void Fewer_prunable_layers_make_the_largest_ratio_smaller()
    {
        var rules = new CutRules(Scopes.Find("global")) { Limits = new() { Only = ["conv*"] } };
        // 215,540 − (431,080 − 25,500) is negative: 431,080 ÷ 405,581 is the most.
        var feasibility = Feasibility.Of(Protocols.Find("bench"), 431_080, LeNet5, rules, 2);
        Assert.EndsWith("may prune 25,500 of 431,080 parameters, which allows at most 1.06", feasibility.Reason, StringComparison.Ordinal);
        Assert.Equal(new Feasibility(431_080 * 100 / 106 - 405_580, null), Feasibility.Of(Protocols.Find("bench"), 431_080, LeNet5, rules, 1.06));
    }

    [Fact]
    public void A_pattern_that_fits_no_layer_is_a_mistake_at_planning() =>
        Assert.Contains("conv1, conv2, fc1", Assert.Throws<UserError>(() => Feasibility.Of(
            Protocols.Find("bench"), 431_080, LeNet5, new(Scopes.Find("global")) { Limits = new() { Only = ["layer*"] } }, 2)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("erk", 0, "under the scopes global and layer, not 'erk'")]
    [InlineData("layer", 0.1, "keeps no floor or cap")]
    public void What_a_quantile_cannot_cut_is_refused(string scope, double floor, string reason) =>
        Assert.Contains(reason, Feasibility.Of(
            Protocols.Find("shrinkbench"), 431_080, LeNet5, new(Scopes.Find(scope)) { Limits = new() { Floor = floor } }, 2).Reason, StringComparison.Ordinal);

    private static TensorSize[] LeNet5 { get; } =
    [
        new() { Layer = "conv1", Kind = LayerKind.Conv2d, Shape = [20, 1, 5, 5], IsFirst = true, IsOutput = false },
        new() { Layer = "conv2", Kind = LayerKind.Conv2d, Shape = [50, 20, 5, 5], IsFirst = false, IsOutput = false },
        new() { Layer = "fc1", Kind = LayerKind.Linear, Shape = [500, 800], IsFirst = false, IsOutput = false },
    ];
}
