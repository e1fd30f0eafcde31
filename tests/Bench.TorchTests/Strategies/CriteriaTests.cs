using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class CriteriaTests
{
    private static readonly IProtocol Protocol = Protocols.Find("bench");

    [Fact]
    public void Magnitude_is_the_absolute_value()
    {
        using var network = TestNetworks.TwoLinear(0.5f, -2, 0, -0.25f);
        Assert.Equal([0.5f, 2, 0, 0.25f], Values(Pruner.Score(network, Protocol, Criteria.Find("magnitude"), [], "eval", 0)));
    }

    [Fact]
    public void Gradient_is_the_weight_times_the_gradient_of_the_mean_loss()
    {
        // Outputs are W2·W1·x with W2 = 1 and b = 0, so dL/dW1 = mean over samples of (softmax − onehot)·xᵀ.
        using var network = TestNetworks.TwoLinear(1, 2, 3, 4);
        using (no_grad())
        {
            network.Parameters[1].Parameter.copy_(eye(2));
            network.Parameters[2].Parameter.zero_();
        }
        // Sample (1, 0): outputs (1, 3), label 0; sample (0, 1): outputs (2, 4), label 1. p = softmax of a difference of 2.
        var p = 1 / (1 + Math.Exp(-2));
        var batch = new LabeledBatch(tensor(new float[] { 1, 0, 0, 1 }).view(2, 2, 1, 1), tensor(new long[] { 0, 1 }));
        var expected = new[] { 1 * p / 2, 2 * (1 - p) / 2, 3 * p / 2, 4 * (1 - p) / 2 };
        var scores = Values(Pruner.Score(network, Protocol, Criteria.Find("gradient"), [batch], "eval", 0));
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], scores[i], 1e-6);
    }

    [Theory]
    [InlineData("gradient"), InlineData("grasp"), InlineData("fisher"), InlineData("hutchinson"), InlineData("wanda")]
    [InlineData("activation")]
    public void Uneven_batches_score_like_one_large_batch(string criterion)
    {
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 5, 3, 1);
        var whole = new LabeledBatch(cat([.. batches.Select(b => b.Inputs)]), cat([.. batches.Select(b => b.Labels)]));
        using var apart = Pruner.Score(network, Protocol, Criteria.Find(criterion), batches, "eval", 0);
        using var together = Pruner.Score(network, Protocol, Criteria.Find(criterion), [whole], "eval", 0);
        Assert.True(apart.Flat.allclose(together.Flat, rtol: 1e-4, atol: 1e-7 * together.Flat.max().to(ScalarType.Float64).item<double>()));
        Assert.True(together.Flat.max().to(ScalarType.Float64).item<double>() > 0);
    }

    [Fact]
    public void Activation_is_the_weight_times_the_mean_activation_of_its_input()
    {
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        var batch = new LabeledBatch(tensor(new float[] { 1, 4, -3, 6 }).view(2, 2, 1, 1), tensor(new long[] { 0, 1 })); // means −1 and 5
        Assert.Equal([1, 10, 3, 20], Values(Pruner.Score(network, Protocol, Criteria.Find("activation"), [batch], "eval", 0)));
    }

    [Fact]
    public void Activation_of_a_grouped_convolution_uses_the_channels_of_the_group()
    {
        // Four input channels in two groups; an output of the second group reads channels 2 and 3.
        using var network = TestNetworks.Build("grouped", new InputShape(4, 1, 2), 2, 
            x => x.Convolution("conv", 2, 1, groups: 2, bias: false).Flatten().Linear("out", 2));
        using (no_grad()) network.Parameters[0].Parameter.fill_(Scalars.Of(1));
        var inputs = tensor(new float[] { 1, -3, 4, 4, 0, 6, -7, -9 }).view(1, 4, 1, 2); // norms 2, 4, 3, 8
        var batch = new LabeledBatch(inputs, tensor(new long[] { 0 }));
        Assert.Equal([2, 4, 3, 8], Values(Pruner.Score(network, Protocol, Criteria.Find("activation"), [batch], "eval", 0)));
    }

    [Fact]
    public void Random_scores_come_from_the_seed_alone_and_are_uniform()
    {
        using var network = TestNetworks.Wide(100, 200);
        manual_seed(1);
        var first = Values(Pruner.Score(network, Protocol, Criteria.Find("random"), [], "eval", 3));
        manual_seed(2);
        Assert.Equal(first, Values(Pruner.Score(network, Protocol, Criteria.Find("random"), [], "eval", 3)));
        Assert.NotEqual(first, Values(Pruner.Score(network, Protocol, Criteria.Find("random"), [], "eval", 4)));
        Assert.Equal(0.5, first.Average(), 0.01);
        Assert.Equal(0.25, first.Count(v => v < 0.25f) / 20_000.0, 0.015);
    }

    public static TheoryData<string, string> CriteriaAndModes =>
        new(Criteria.All.SelectMany(c => BatchNormMode.All.Select(mode => (c.Name, mode))));

    [Theory]
    [MemberData(nameof(CriteriaAndModes))]
    public void Scoring_leaves_no_trace(string criterion, string batchNorm) => LeavesNoTrace(Criteria.Find(criterion), batchNorm);

    /// <summary>What every criterion has to hold to, in the catalogue or not.</summary>
    internal static void LeavesNoTrace(ICriterion criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        var mode = network.Mode = PassMode.Training with { UsesBatchStatistics = false, Momentum = 0.3 }; // as nothing else sets it
        using (no_grad()) network.Flat.Gradients.fill_(Scalars.Of(0.5));
        var state = network.CopyState();
        var random = get_rng_state();

        using var scores = Pruner.Score(network, Protocol, CompleteRequest.Of(network, criterion, TestNetworks.Batches(network, 8, 4), batchNorm, 1));

        Assert.True(scores.Flat.isfinite().all().item<bool>());
        Assert.False(scores.Flat.requires_grad);
        foreach (var (name, tensor) in network.CopyState()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
        Assert.True(network.Flat.Gradients.eq(Scalars.Of(0.5)).all().item<bool>());
        Assert.True(network.Parameters[0].Parameter.grad!.eq(Scalars.Of(0.5)).all().item<bool>());
        Assert.Same(mode, network.Mode);
        Assert.True(get_rng_state().eq(random).all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(CriteriaAndModes))]
    public void Scoring_twice_gives_the_same_scores_so_dropout_is_off(string criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        network.Mode = PassMode.Training;
        var batches = TestNetworks.Batches(network, 8);
        Assert.Equal(
            Values(Pruner.Score(network, Protocol, CompleteRequest.Of(network, Criteria.Find(criterion), batches, batchNorm, 1))),
            Values(Pruner.Score(network, Protocol, CompleteRequest.Of(network, Criteria.Find(criterion), batches, batchNorm, 1))));
    }

    /// <summary>Every criterion on what an earlier cut has left: what it has pruned changes no score of the rest to something that is not a number.</summary>
    [Theory]
    [MemberData(nameof(CriteriaAndModes))]
    public void What_is_left_of_an_earlier_cut_is_scored(string criterion, string batchNorm)
    {
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 8);
        using var magnitudes = Pruner.Score(network, Protocol, Criteria.Find("magnitude"), [], "eval", 1);
        using var masks = Pruner.Cut(network, Protocol, Scopes.Find("layer"), magnitudes, 4, 1);
        using var flat = masks.FlatMask(network);
        network.Flat.ApplyMask(flat);
        var state = network.CopyState();
        var request = CompleteRequest.Of(network, Criteria.Find(criterion), batches, batchNorm, 1) with { Mask = masks };
        var scores = Values(Pruner.Score(network, Protocol, request));
        Assert.All(scores, s => Assert.True(float.IsFinite(s)));
        Assert.True(scores.Distinct().Count() > masks.KeptPrunable / 2);
        foreach (var (name, tensor) in network.CopyState()) Assert.True(tensor.eq(state[name]).all().item<bool>(), name);
    }

    [Theory]
    [InlineData("gradient"), InlineData("grasp"), InlineData("taylor"), InlineData("fisher"), InlineData("hutchinson"), InlineData("wanda")]
    [InlineData("activation")]
    public void The_batch_norm_mode_matters_to_criteria_that_see_data(string criterion)
    {
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 8);
        Assert.NotEqual(
            Values(Pruner.Score(network, Protocol, Criteria.Find(criterion), batches, BatchNormMode.Train, 1)),
            Values(Pruner.Score(network, Protocol, Criteria.Find(criterion), batches, BatchNormMode.Eval, 1)));
    }

    [Fact]
    public void A_score_that_is_not_a_number_names_its_layer()
    {
        using var network = TestNetworks.OneOfEverything();
        using (no_grad()) network.Parameters.Single(p => p.Name == "conv2.weight").Parameter.select(0, 3).fill_(Scalars.Of(float.NaN));
        var error = Assert.Throws<PruningException>(() => Pruner.Score(network, Protocol, Criteria.Find("magnitude"), [], "eval", 0));
        Assert.Contains("conv2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failure_while_scoring_leaves_no_trace_either()
    {
        using var network = TestNetworks.OneOfEverything();
        network.Mode = PassMode.Training;
        var broken = new LabeledBatch(zeros(2, 3, 8, 8), tensor(new long[] { 0, 99 }));
        Assert.ThrowsAny<Exception>(() => Pruner.Score(network, Protocol, Criteria.Find("gradient"), [broken], "train", 0));
        Assert.Equal(PassMode.Training, network.Mode);
        Assert.Equal(0, network.Buffers.Single(b => b.Name == "bn.running_mean").Buffer.count_nonzero().item<long>());
    }

    [Fact]
    public void ShrinkBench_scores_one_batch_with_its_own_statistics()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("shrinkbench");
        Assert.Equal((1, "train"), (protocol.ScoringBatches, protocol.ScoringBatchNorm));
        Assert.Throws<ArgumentException>(() => Pruner.Score(network, protocol, Criteria.Find("gradient"), TestNetworks.Batches(network, 4, 4), "train", 0));
        Assert.Throws<ArgumentException>(() => Pruner.Score(network, protocol, Criteria.Find("gradient"), TestNetworks.Batches(network, 4), "eval", 0));
    }

    private static float[] Values(Scores scores)
    {
        using (scores) return scores.Flat.to(ScalarType.Float32).data<float>().ToArray();
    }
}
