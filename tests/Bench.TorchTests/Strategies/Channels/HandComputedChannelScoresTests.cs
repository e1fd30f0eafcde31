using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies.Channels;

/// <summary>A few channels each, whose scores are computed by hand.</summary>
public sealed class HandComputedChannelScoresTests
{
    // The larger one of the probabilities of outputs that differ by 2.
    private static readonly double P = 1 / (1 + Math.Exp(-2));

    [Theory]
    [InlineData("l1-norm", 3, 7)]
    [InlineData("l2-norm", 2.2360679774997896, 5)]
    [InlineData("geometric-median", 2.8284271247461903, 2.8284271247461903)]
    [InlineData("group-norm", 5 / 9.0, 13 / 9.0)] // ((5 + 5) ÷ 2, (25 + 1) ÷ 2), whose mean is 9
    [InlineData("magnitude", 3 + 3, 7 + 1)]
    [InlineData("synflow", 2 * 3 * 3, 2 * 7 * 1)] // the flow through a unit is counted where it comes and where it goes
    public void Scores_filters_by_their_weights(string criterion, double first, double second)
    {
        using var network = ChannelNetworks.Linear();
        AssertNear([first, second], Scores(network, criterion));
    }

    [Fact]
    public void Geometric_median_adds_up_the_distances_to_all_filters_of_the_layer()
    {
        using var network = TestNetworks.Build("three", new InputShape(2, 1, 1), 2, x => x.Flatten().Linear("first", 3, bias: false).Linear("second", 2));
        ChannelNetworks.Set(network, "first.weight", 0, 0, 3, 4, 0, 8);
        AssertNear([5 + 8, 5 + 5, 8 + 5], Scores(network, "geometric-median"));
    }

    [Fact]
    public void Norm_scale_is_the_magnitude_of_the_scale_and_the_mean_over_coupled_norms()
    {
        using var network = ChannelNetworks.Residual();
        ChannelNetworks.Set(network, "stem_norm.weight", 1, -2, 3, 0);
        ChannelNetworks.Set(network, "two_norm.weight", 0, 0.5f, -1, 2);
        ChannelNetworks.Set(network, "one_norm.weight", -5, 4, 3, 2, 1);
        var map = ChannelMap.Of(network.Graph);
        var scores = Scores(network, "norm-scale");
        // The grouped convolution ties channels 0 and 2, 1 and 3 of the stream: both of a unit count.
        Assert.Equal([2, 5, 3], map.Groups.Select(g => g.Units));
        AssertNear([(1 + 3 + 0 + 1) / 2.0, (2 + 0 + 0.5 + 2) / 2.0, 5, 4, 3, 2, 1], scores[..7]);
    }

    [Fact]
    public void Norm_scale_refuses_channels_that_pass_no_norm_and_scores_the_others_where_those_are_left()
    {
        using var network = TestNetworks.OneOfEverything();
        var refused = Assert.Throws<PruningException>(() => Scores(network, "norm-scale"));
        Assert.Equal("criterion 'norm-scale' scores channels by the scales of their batch norms, and those of layer 'conv2' pass none: take another criterion, or except the layer", refused.Message);
        var map = ChannelMap.Of(network.Graph);
        var scores = ChannelScorer.Score(network, map, Request("norm-scale") with { Limits = LayerLimits.None with { Only = ["conv1"] } });
        Assert.Equal([4, 4], scores[..2]); // four channels a unit, whose scales are 1
        Assert.All(scores[2..], s => Assert.Equal(double.PositiveInfinity, s));
    }

    [Fact]
    public void Apoz_is_the_share_of_values_that_a_rectification_leaves()
    {
        using var network = TestNetworks.Build("rectified", new InputShape(1, 1, 2), 2, x => x.Convolution("conv", 2, 1, bias: false).Relu().Flatten().Linear("out", 2));
        ChannelNetworks.Set(network, "conv.weight", 1, -1);
        var batches = new[] { ChannelNetworks.Batch([1, 1, 1, 2], [1, -2], 0), ChannelNetworks.Batch([1, 1, 1, 2], [3, 0], 1) };
        AssertNear([2 / 4.0, 1 / 4.0], Scores(network, "apoz", batches));
    }

    [Fact]
    public void Apoz_behind_a_sum_counts_what_the_sum_leaves()
    {
        using var network = TestNetworks.Build("sum", new InputShape(1, 1, 1), 2, x =>
        {
            var stem = x.Convolution("stem", 2, 1, bias: false);
            return stem.Relu().Convolution("more", 2, 1, bias: false).Add(stem).Relu().Flatten().Linear("out", 2);
        });
        ChannelNetworks.Set(network, "stem.weight", 1, -1);
        ChannelNetworks.Set(network, "more.weight", -2, 0, 3, 0);
        // x = 1: stem (1, −1) → (1, 0); sum (−2 + 1, 3 − 1) → (0, 2). Each channel is active behind one of two.
        AssertNear([0.5, 0.5], Scores(network, "apoz", ChannelNetworks.Batch([1, 1, 1, 1], [1], 0)));
        Assert.Equal("criterion 'apoz' counts zeros behind rectifications, and the channels of layer 'first' pass none: take another criterion, or except the layer",
            Assert.Throws<PruningException>(() => Scores(ChannelNetworks.Linear(), "apoz", ChannelNetworks.Batch([1, 2, 1, 1], [1, 0], 0))).Message);
    }

    [Fact]
    public void Apoz_of_tokens_counts_all_of_them()
    {
        using var network = TestNetworks.Build("tokens", new InputShape(2, 1, 3), 2, x => x.ToTokens().Linear("first", 2, bias: false).Relu().FirstToken().Linear("out", 2));
        ChannelNetworks.Set(network, "first.weight", 1, -1, 2, 0.5f);
        // Tokens (1, -2), (3, 4) and (0, 5) give (3, 1), (-1, 8) and (-5, 2.5).
        AssertNear([1 / 3.0, 1], Scores(network, "apoz", ChannelNetworks.Batch([1, 2, 1, 3], [1, 3, 0, -2, 4, 5], 0)));
    }

    [Fact]
    public void Gate_taylor_squares_the_gradient_of_each_batch()
    {
        // Sample (1, 0): outputs (1, 3), label 0; sample (0, 1): outputs (−2, −4), label 1. A gate's gradient is its output times (softmax − onehot).
        using var network = ChannelNetworks.Linear();
        ChannelNetworks.Set(network, "second.weight", 1, 0, 0, 1);
        var (one, other) = (ChannelNetworks.Batch([1, 2, 1, 1], [1, 0], 0), ChannelNetworks.Batch([1, 2, 1, 1], [0, 1], 1));
        double[] first = [-P, 3 * P], second = [-2 * P, 4 * P];
        AssertNear([Square(first[0]) + Square(second[0]), Square(first[1]) + Square(second[1])], Scores(network, "gate-taylor", one, other));
        var both = ChannelNetworks.Batch([2, 2, 1, 1], [1, 0, 0, 1], 0, 1);
        AssertNear([Square((first[0] + second[0]) / 2), Square((first[1] + second[1]) / 2)], Scores(network, "gate-taylor", both));
    }

    [Theory]
    [InlineData("none", 1)]
    [InlineData("memory", 1)] // one value of a feature map
    [InlineData("macs", 4)] // two weights in each layer
    public void Group_fisher_squares_the_gradient_of_each_sample(string per, double saved)
    {
        using var network = ChannelNetworks.Linear();
        ChannelNetworks.Set(network, "second.weight", 1, 0, 0, 1);
        var both = ChannelNetworks.Batch([2, 2, 1, 1], [1, 0, 0, 1], 0, 1);
        var request = Request("group-fisher", both) with { Options = OptionValues.None.With("per", per) };
        AssertNear([(Square(P) + Square(2 * P)) / saved, (Square(3 * P) + Square(4 * P)) / saved], ChannelScorer.Score(network, ChannelMap.Of(network.Graph), request));
    }

    [Fact]
    public void Group_fisher_closes_a_coupled_channel_in_all_layers_that_take_it()
    {
        using var network = ChannelNetworks.Residual();
        var batch = TestNetworks.Batches(network, 4)[0];
        var request = Request("group-fisher", batch) with { Options = OptionValues.None.With("per", "none") };
        var scores = ChannelScorer.Score(network, ChannelMap.Of(network.Graph), request);
        // Unit 0 is channels 0 and 2 of the stream, which 'one' takes, and 'grouped' as channel 0 of each of its groups.
        using var scope = NewDisposeScope();
        double[] Losses(float scale)
        {
            using var _ = no_grad();
            using var scaled = ChannelNetworks.Residual();
            foreach (var (from, to) in network.State.Zip(scaled.State)) to.Tensor.copy_(from.Tensor);
            scaled.Mode = PassMode.Evaluation;
            foreach (var channel in new[] { 0, 2 }) scaled.Find("one.weight")[.., channel].mul_(Scalars.Of(scale));
            scaled.Find("grouped.weight")[.., 0].mul_(Scalars.Of(scale));
            return nn.functional.cross_entropy(scaled.Forward(batch.Inputs), batch.Labels, reduction: nn.Reduction.None).to(ScalarType.Float64).data<double>().ToArray();
        }
        var slopes = Losses(1.01f).Zip(Losses(0.99f), (above, below) => (above - below) / 0.02);
        Assert.Equal(slopes.Sum(Square), scores[0], slopes.Sum(Square) * 1e-2);
    }

    /// <summary>Channel c of the input becomes channels 2c and 2c + 1 of a depthwise convolution, which takes it once.</summary>
    [Fact]
    public void Group_fisher_closes_a_channel_of_which_a_depthwise_convolution_makes_two()
    {
        Network Made() => TestNetworks.Build("doubling", new InputShape(1, 4, 4), 3, x =>
            x.Convolution("stem", 2, 3, bias: false).Relu().Convolution("doubled", 4, 2, groups: 2, bias: false).Flatten().Linear("out", 3));
        using var network = Made();
        var batch = TestNetworks.Batches(network, 4)[0];
        var scores = ChannelScorer.Score(network, ChannelMap.Of(network.Graph), Request("group-fisher", batch) with { Options = OptionValues.None.With("per", "none") });
        using var scope = NewDisposeScope();
        double[] Losses(int unit, float scale)
        {
            using var _ = no_grad();
            using var scaled = Made();
            foreach (var (from, to) in network.State.Zip(scaled.State)) to.Tensor.copy_(from.Tensor);
            scaled.Mode = PassMode.Evaluation;
            foreach (var channel in new[] { 2 * unit, 2 * unit + 1 })
            {
                scaled.Find("doubled.weight")[channel].mul_(Scalars.Of(scale));
                scaled.Find("out.weight")[.., channel].mul_(Scalars.Of(scale));
            }
            return nn.functional.cross_entropy(scaled.Forward(batch.Inputs), batch.Labels, reduction: nn.Reduction.None).to(ScalarType.Float64).data<double>().ToArray();
        }
        foreach (var unit in new[] { 0, 1 })
        {
            var slopes = Losses(unit, 1.01f).Zip(Losses(unit, 0.99f), (above, below) => (above - below) / 0.02);
            Assert.Equal(slopes.Sum(Square), scores[unit], slopes.Sum(Square) * 1e-2);
        }
    }

    [Fact]
    public void Norm_scale_takes_no_scale_of_a_layer_norm()
    {
        using var network = TestNetworks.Build("layered", new InputShape(4, 1, 1), 2, x => x.Flatten().Linear("first", 3).LayerNorm("norm").Linear("second", 2));
        Assert.Contains("those of layer 'first' pass none", Assert.Throws<PruningException>(() => Scores(network, "norm-scale")).Message);
    }

    [Fact]
    public void Gates_see_a_unit_of_several_channels_as_one()
    {
        using var network = ChannelNetworks.Residual();
        var batch = TestNetworks.Batches(network, 4)[0];
        var scores = Scores(network, "gate-taylor", batch);
        double Loss(float scale)
        {
            using var _ = no_grad();
            using var scope = NewDisposeScope();
            using var scaled = ChannelNetworks.Residual();
            foreach (var (from, to) in network.State.Zip(scaled.State)) to.Tensor.copy_(from.Tensor);
            scaled.Mode = PassMode.Evaluation;
            foreach (var name in new[] { "grouped_norm.weight", "grouped_norm.bias" })
                foreach (var channel in new[] { 1, 4 }) scaled.Find(name)[channel].mul_(Scalars.Of(scale));
            return nn.functional.cross_entropy(scaled.Forward(batch.Inputs), batch.Labels).to(ScalarType.Float64).item<double>();
        }
        var slope = (Loss(1.01f) - Loss(0.99f)) / 0.02;
        Assert.Equal(Square(slope), scores[8], Square(slope) * 1e-2); // units: 2 of the stream, 5 of 'one', then 3 of 'grouped'
    }

    [Fact]
    public void A_random_score_is_one_draw_of_the_seed_for_each_unit()
    {
        using var network = ChannelNetworks.Residual();
        var stream = SeededStream.For(5, "random channels");
        double[] drawn = [.. Enumerable.Range(0, 10).Select(_ => stream.NextDouble())];
        var map = ChannelMap.Of(network.Graph);
        Assert.Equal(drawn, ChannelScorer.Score(network, map, Request("random") with { Seed = 5 }));
        var limited = ChannelScorer.Score(network, map, Request("random") with { Seed = 5, Limits = LayerLimits.None with { Only = ["one"] } });
        Assert.Equal(drawn[2..7], limited[2..7]);
    }

    private static double Square(double x) => x * x;

    private static ChannelScoringRequest Request(string criterion, params LabeledBatch[] batches) => new() { Criterion = ChannelCriteria.Find(criterion), Batches = batches, Seed = 0 };

    private static double[] Scores(Network network, string criterion, params LabeledBatch[] batches) =>
        ChannelScorer.Score(network, ChannelMap.Of(network.Graph), Request(criterion, batches));

    private static void AssertNear(double[] expected, double[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        foreach (var (one, other) in expected.Zip(found)) Assert.Equal(one, other, 1e-5 * Math.Max(1, Math.Abs(one)));
    }
}
