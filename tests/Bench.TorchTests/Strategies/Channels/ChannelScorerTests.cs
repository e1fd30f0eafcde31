using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies.Channels;

public sealed class ChannelScorerTests
{
    [Theory]
    [InlineData("sum", "none", new double[] { 4, 6, 2, 8 })]
    [InlineData("mean", "none", new double[] { 2, 3, 1, 4 })]
    [InlineData("max", "none", new double[] { 3, 5, 2, 7 })]
    [InlineData("first", "none", new double[] { 1, 5, 2, 1 })]
    [InlineData("sum", "mean", new double[] { 0.8, 1.2, 0.4, 1.6 })]
    [InlineData("sum", "max", new double[] { 4 / 6.0, 1, 0.25, 1 })]
    public void Combines_the_layers_of_a_group_and_normalizes_within_it(string combination, string normalization, double[] expected)
    {
        using var network = TestNetworks.Build("two groups", new InputShape(1, 1, 1), 2, x => x.Flatten().Linear("a", 2).Linear("b", 2).Linear("c", 2));
        var request = new ChannelScoringRequest { Criterion = new Given([[1, 5], [3, 1]], [[2, 1], [0, 7]]), Seed = 0, Combination = combination, Normalization = normalization };
        var scores = ChannelScorer.Score(network, ChannelMap.Of(network.Graph), request);
        foreach (var (one, other) in expected.Zip(scores)) Assert.Equal(one, other, 1e-12);
    }

    [Fact]
    public void Normalization_keeps_signs_zeros_and_infinities()
    {
        Assert.Equal([-0.5, 1.5], ChannelNormalization.Of([-1, 3], "mean"));
        Assert.Equal([0, 0], ChannelNormalization.Of([0, 0], "max"));
        Assert.Equal([1, double.PositiveInfinity], ChannelNormalization.Of([4, double.PositiveInfinity], "max"));
    }

    [Fact]
    public void A_score_that_is_no_number_names_the_layer()
    {
        using var network = ChannelNetworks.Chain();
        ChannelNetworks.Set(network, "b.weight", [.. Enumerable.Repeat(float.NaN, 720)]);
        var refused = Assert.Throws<PruningException>(() => Scores(network, "l1-norm"));
        Assert.Equal("criterion 'l1-norm' gave scores in layer 'b' that are not a number", refused.Message);
    }

    [Fact]
    public void Names_that_no_criterion_has_are_refused_with_all_that_could_be_meant()
    {
        Assert.StartsWith("unknown criterion 'l1norm': did you mean 'l1-norm'?", Assert.Throws<UserError>(() => ChannelCriteria.Find("l1norm")).Message, StringComparison.Ordinal);
        Assert.Contains("synflow", Assert.Throws<UserError>(() => ChannelCriteria.Find("l1norm")).Message, StringComparison.Ordinal);
        Assert.StartsWith("criterion 'obc' gives no scores of channels", Assert.Throws<UserError>(() => ChannelCriteria.Find("obc")).Message, StringComparison.Ordinal);
        Assert.Equal("random", ChannelCriteria.Find("random").Name);
        Assert.IsType<RandomChannelCriterion>(ChannelCriteria.Find("random"));
    }

    /// <summary>So that none is spared in rounds for where it stands.</summary>
    [Fact]
    public void What_is_drawn_for_a_channel_stays_its_own_when_others_are_gone()
    {
        using var network = ChannelNetworks.Residual();
        var map = ChannelMap.Of(network.Graph);
        double[] Random(Network of, ChannelMap units, IReadOnlyList<int>? places) =>
            ChannelScorer.Score(of, units, new() { Criterion = ChannelCriteria.Find("random"), Seed = 3, Units = places });
        var all = Random(network, map, null);
        bool[] kept = [.. Enumerable.Range(0, map.Units).Select(unit => unit % 2 == 1)];
        using var small = network.Shrink(map.Shrink(kept));
        int[] left = [.. Enumerable.Range(0, map.Units).Where(unit => kept[unit])];
        Assert.Equal(left.Select(unit => all[unit]), Random(small, ChannelMap.Of(small.Graph), left));
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void A_weight_criterion_is_summed_over_all_weights_that_go_with_a_unit()
    {
        using var network = ChannelNetworks.Residual();
        using var scope = NewDisposeScope();
        var map = ChannelMap.Of(network.Graph);
        var scores = Scores(network, "magnitude");
        foreach (var unit in Enumerable.Range(0, map.Units))
        {
            // What it has itself, and what all others have with it.
            bool[] kept = [.. Enumerable.Range(0, map.Units).Select(u => u != unit)];
            var masks = ChannelMasking.Masks(network.Graph, map.Shrink(kept));
            var lost = network.Layers.Sum(l => network.Find(l.WeightName).detach().abs().mul(masks[l.WeightName].neg().add(Scalars.One)).sum().to(ScalarType.Float64).item<double>());
            Assert.Equal(lost, scores[unit], 1e-4);
        }
    }

    private static double[] Scores(Network network, string criterion) =>
        ChannelScorer.Score(network, ChannelMap.Of(network.Graph), new() { Criterion = ChannelCriteria.Find(criterion), Seed = 0 });

    /// <summary>The same scores always: of each group the rows.</summary>
    private sealed class Given(params double[][][] groups) : IChannelCriterion
    {
        public string Name => "given";
        public string Title => "given";
        public string Source => "test";
        public bool NeedsData => false;

        public IReadOnlyList<Tensor> Score(ChannelScoring context) => [.. groups.Select(g => tensor(g.SelectMany(r => r).ToArray()).view(g.Length, -1))];
    }
}
