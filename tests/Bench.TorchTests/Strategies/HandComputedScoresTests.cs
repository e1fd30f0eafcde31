using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>A few weights each, whose scores are computed by hand.</summary>
public sealed class HandComputedScoresTests
{
    private static readonly IProtocol Protocol = Protocols.Find("bench");

    [Fact]
    public void Lamp_is_the_square_relative_to_those_that_are_no_smaller()
    {
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        AssertScores(network, "lamp", [1 / 30.0, 4 / 29.0, 9 / 25.0, 1]);
        network.Parameters[0].Parameter.Fill(0, -2, 0, -4);
        AssertScores(network, "lamp", [0, 4 / 20.0, 0, 1]); // the zeros of an earlier cut count for nothing
        network.Parameters[0].Parameter.Fill(0, 0, 0, 0);
        AssertScores(network, "lamp", [0, 0, 0, 0]);
    }

    [Fact]
    public void Equal_weights_have_different_lamp_scores_so_that_no_layer_is_emptied_at_once()
    {
        using var network = TestNetworks.TwoLinear(2, -2, 2, 2);
        Assert.Equal([0.25, 1 / 3.0, 0.5, 1], Scores(network, new() { Criterion = Criteria.Find("lamp"), Seed = 1 }).Order());
        var orders = Enumerable.Range(0, 20).Select(seed => string.Join(' ', Scores(network, new() { Criterion = Criteria.Find("lamp"), Seed = seed })));
        Assert.True(orders.Distinct().Count() > 5);
    }

    [Fact]
    public void Synflow_is_the_weights_share_of_the_flow_through_absolute_weights()
    {
        // R = Σ_k Σ_i |W2_ki| Σ_j |W1_ij| + biases: ∂R/∂|W1_ij| is the i-th column's sum of |W2|, 3 and 1.
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        network.Parameters[1].Parameter.Fill(1, -1, 2, 0);
        AssertScores(network, "synflow", [3, 6, 3, 4]);
        network.Parameters[0].Parameter.Fill(1, 0, 3, -4);
        AssertScores(network, "synflow", [3, 0, 3, 4]);
    }

    [Fact]
    public void Synflow_takes_absolute_buffers_in_evaluation_mode()
    {
        // One weight w = −2, running mean −3, variance 4, no ε to speak of: (|w|·1 − |−3|) ÷ 2, whose slope is ½; the score is 2 · ½.
        using var network = TestNetworks.Build("norm", new InputShape(1, 1, 1), 2, 
            x => x.Convolution("conv", 1, 1, bias: false).Norm("bn", epsilon: 0).Flatten().Linear("out", 2));
        network.Mode = PassMode.Training;
        network.Parameters[0].Parameter.Fill(-2);
        network.Parameters.Single(p => p.Name == "out.weight").Parameter.Fill(-0.25f, 0.75f);
        network.Buffers.Single(b => b.Name == "bn.running_mean").Buffer.Fill(-3);
        network.Buffers.Single(b => b.Name == "bn.running_var").Buffer.Fill(4);
        AssertScores(network, "synflow", [1]);
    }

    /// <summary>Logits 2w·x and −w·x, w = 0.5: with x = 1 and label 0 the loss is ln(1 + e^(−3wx)).</summary>
    [Fact]
    public void Taylor_fisher_hutchinson_and_grasp_of_one_weight_follow_from_its_derivatives()
    {
        using var network = TestNetworks.Build("one", new InputShape(1, 1, 1), 2, 
            x => x.Flatten().Linear("w", 1, bias: false).Linear("out", 2, bias: false));
        const double w = 0.5;
        network.Parameters[0].Parameter.Fill((float)w);
        network.Parameters[1].Parameter.Fill(2, -1);
        double[] xs = [1, 2, -1];
        var batches = new[] { Batch([1f, 2f], [0, 0]), Batch([-1f], [0]) };
        double P(double x, double temperature) => 1 / (1 + Math.Exp(3 * w * x / temperature)); // of label 1
        double First(double x, double temperature = 1) => -3 * x / temperature * P(x, temperature);
        double Second(double x, double temperature = 1) => 9 * x * x / temperature / temperature * P(x, temperature) * (1 - P(x, temperature));

        AssertScores(network, "gradient", [w * Math.Abs(xs.Average(x => First(x)))], batches);
        AssertScores(network, "taylor", [Math.Pow(w * (First(1) + First(2)) / 2, 2) + Math.Pow(w * First(-1), 2)], batches);
        AssertScores(network, "fisher", [w * w * xs.Average(x => First(x) * First(x))], batches);
        AssertScores(network, "hutchinson", [w * w * xs.Average(x => Second(x)) / 2], batches);
        AssertScores(network, "grasp", [w * xs.Average(x => Second(x, 200)) * xs.Average(x => First(x, 200))], batches);
        Assert.True(Scores(network, new() { Criterion = Criteria.Find("grasp"), Batches = batches, Seed = 1 })[0] < 0); // the score has a sign
    }

    [Fact]
    public void Fisher_of_every_kind_of_layer_is_that_of_samples_one_by_one()
    {
        using var scope = NewDisposeScope();
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 5, 2);
        var protocol = Protocols.Find("shrinkbench"); // biases too
        using var undisturbed = new UndisturbedNetwork(network, BatchNormMode.Eval);
        var tensors = protocol.Prunable(network.Model, network.Layers);
        var scores = new FisherCriterion().Score(new ScoringContext(network, tensors, batches, 1));
        var singles = batches.SelectMany(b => b.Inputs.split(1).Zip(b.Labels.split(1), (x, y) => new LabeledBatch(x, y))).ToList();
        var sums = new TaylorCriterion().Score(new ScoringContext(network, tensors, singles, 1));
        foreach (var (tensor, (score, sum)) in tensors.Zip(scores.Zip(sums)))
            Assert.True(score.mul(Scalars.Of(7.0)).allclose(sum, rtol: 1e-4, atol: 1e-12), tensor.Name);
    }

    [Fact]
    public void Hutchinsons_estimate_nears_the_diagonal_with_more_draws()
    {
        using var network = TestNetworks.TwoLinear(1, 2, 3, 4);
        network.Parameters[1].Parameter.Fill(1, 0, 0, 1);
        // Logits are the hidden units: H of row i is p(1 − p) · mean x xᵀ, for one sample x = (1, 2).
        var batches = new[] { Batch([1f, 2f], [0], width: 2) };
        network.Parameters[2].Parameter.Fill(0, 0);
        var q = 1 / (1 + Math.Exp(6)); // logits 5 and 11
        double[] exact = [1 * 1 * q * (1 - q) / 2, 4 * 4 * q * (1 - q) / 2, 9 * 1 * q * (1 - q) / 2, 16 * 4 * q * (1 - q) / 2];
        var many = Scores(network, new() { Criterion = Criteria.Find("hutchinson"), Batches = batches, Seed = 1, Options = OptionValues.None.With("draws", 2000.0) });
        Assert.All(exact.Zip(many), s => Assert.Equal(s.First, s.Second, 0.2 * s.First));
        var few = Scores(network, new() { Criterion = Criteria.Find("hutchinson"), Batches = batches, Seed = 1, Options = OptionValues.None.With("draws", 1.0) });
        Assert.NotEqual(few, Scores(network, new() { Criterion = Criteria.Find("hutchinson"), Batches = batches, Seed = 2, Options = OptionValues.None.With("draws", 1.0) }));
    }

    [Fact]
    public void Wanda_is_the_weight_times_the_norm_of_its_input()
    {
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        AssertScores(network, "wanda", [1 * 5, 2 * 13, 3 * 5, 4 * 13], [Batch([3f, 5f], [0], width: 2), Batch([-4f, 12f], [1], width: 2)]);
    }

    [Fact]
    public void Wanda_of_a_convolution_is_by_place_in_the_patch_and_by_group()
    {
        using var network = TestNetworks.Build("grouped", new InputShape(2, 1, 3), 2, 
            x => x.Convolution("conv", 2, (1, 2), stride: (1, 2), groups: 2, bias: false).Flatten().Linear("out", 2));
        network.Parameters[0].Parameter.Fill(1, 1, -1, 2);
        // Stride 2 over three pixels makes one patch, of the first two.
        var batches = new[] { new LabeledBatch(tensor(new float[] { 3, 1, 9, 6, 2, 9, -4, 0, 9, 8, 0, 9 }).view(2, 2, 1, 3), tensor(new long[] { 0, 1 })) };
        AssertScores(network, "wanda", [5, 1, 10, 4], batches);
    }

    [Fact]
    public void Magnitude_increase_is_how_much_the_weight_has_grown_and_large_final_how_large_it_is()
    {
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        var initial = new Dictionary<string, Tensor> { ["first.weight"] = tensor(new float[] { -3, 1, 3, 5 }).view(2, 2) };
        Assert.Equal([-2, 1, 0, -1], Scores(network, new() { Criterion = Criteria.Find("magnitude-increase"), Seed = 1, Initial = initial }));
        AssertScores(network, "large-final", [1, 2, 3, 4]);
        Assert.Contains("weights at initialization", Assert.Throws<PruningException>(() => Scores(network, new() { Criterion = Criteria.Find("magnitude-increase"), Seed = 1 })).Message);
    }

    [Fact]
    public void Movement_is_what_training_has_added_up()
    {
        using var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        var accumulated = new Dictionary<string, Tensor> { ["first.weight"] = tensor(new float[] { -3, 1, 0.5f, 5 }).view(2, 2) };
        Assert.Equal([-3, 1, 0.5, 5], Scores(network, new() { Criterion = Criteria.Find("movement"), Seed = 1, Accumulated = accumulated }));
        Assert.Contains("needs training before it", Assert.Throws<PruningException>(() => Scores(network, new() { Criterion = Criteria.Find("movement"), Seed = 1 })).Message);
    }

    [Fact]
    public void Activation_of_tokens_is_the_mean_over_them()
    {
        // Channels (1, 3) and (-2, 4) of two pixels are the features of two tokens: norms 2 and 3.
        using var network = TestNetworks.Build("tokens", new InputShape(2, 1, 2), 2, x => x.ToTokens().Linear("first", 2, bias: false).FirstToken().Linear("out", 2));
        network.Parameters[0].Parameter.Fill(1, -1, 2, 0.5f);
        AssertScores(network, "activation", [2, 3, 4, 1.5], [new LabeledBatch(tensor(new float[] { 1, 3, -2, 4 }).view(1, 2, 1, 2), tensor(new long[] { 0 }))]);
    }

    private static LabeledBatch Batch(float[] inputs, long[] labels, int width = 1) => new(tensor(inputs).view(-1, width, 1, 1), tensor(labels));

    private static void AssertScores(Network network, string criterion, double[] expected, IReadOnlyList<LabeledBatch>? batches = null)
    {
        var scores = Scores(network, new() { Criterion = Criteria.Find(criterion), Batches = batches ?? [], Seed = 1 });
        Assert.Equal(expected.Length, scores.Length);
        Assert.All(expected.Zip(scores), s => Assert.Equal(s.First, s.Second, 1e-6 * Math.Abs(s.First)));
    }

    private static double[] Scores(Network network, ScoringRequest request)
    {
        using var scores = Pruner.Score(network, Protocol, request);
        return scores.Flat.to(ScalarType.Float64).data<double>().ToArray();
    }
}

/// <summary>Values for tensors.</summary>
file static class Filling
{
    public static void Fill(this Tensor target, params float[] values)
    {
        using var _ = no_grad();
        target.copy_(tensor(values).view(target.shape));
    }
}
