using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class WoodFisherTests
{
    private static readonly IProtocol AllWeights = Protocols.Find("all-weights");

    [Fact]
    public void The_inverse_of_two_weights_is_as_computed_by_hand()
    {
        // F = I + ½·((1, 1)ᵀ(1, 1) + (1, −1)ᵀ(1, −1)) = 2·I at damp 1; with the gradients (2, 0) and (0, 0) F = diag(3, 1).
        Assert.Equal([0.5, 0.5], Diagonal(new double[,] { { 1, 1 }, { 1, -1 } }, 1));
        Assert.Equal([1 / 3.0, 1], Diagonal(new double[,] { { 2, 0 }, { 0, 0 } }, 1), Near);
        // One gradient (1, 1, 1), damp ½: F = ½·I + 1·1ᵀ, F⁻¹ = 2·(I − 1·1ᵀ/3.5), by Woodbury since 3 weights are more than 1 gradient.
        Assert.Equal([10 / 7.0, 10 / 7.0, 10 / 7.0], Diagonal(new double[,] { { 1, 1, 1 } }, 0.5), Near);
        using var inverse = new FisherInverse(tensor(new double[,] { { 1, 1, 1 } }).to(float32), [(0, 3)], 0.5);
        Assert.Equal([10 / 7.0, -4 / 7.0, -4 / 7.0], Doubles(inverse.Times(tensor(new double[] { 1, 0, 0 }))), Near);
        // In blocks of 2 and 1: ½·I + 1·1ᵀ over two has the inverse 2·(I − 1·1ᵀ/2.5), over one 1/1.5.
        using var blocks = new FisherInverse(tensor(new double[,] { { 1, 1, 1 } }).to(float32), [(0, 2), (2, 1)], 0.5);
        Assert.Equal([1.2, 1.2, 2 / 3.0], Doubles(blocks.Diagonal()), Near);
    }

    [Fact]
    public void Scores_and_update_of_one_layer_are_as_computed_by_hand()
    {
        // Outputs are W·x + b, both 0 or equal, so p = ½ and the gradient of the one sample x = (1, 2), label 0, is (−½, ½)ᵀ·xᵀ = (−½, −1, ½, 1).
        using var network = TestNetworks.Build("one-linear", new InputShape(2, 1, 1), 2, x => x.Flatten().Linear("only", 2, bias: false));
        using (no_grad()) network.Parameters[0].Parameter.copy_(tensor(new float[] { 2, 1, 4, 0 }).view(2, 2));
        var batch = new LabeledBatch(tensor(new float[] { 1, 2 }).view(1, 2, 1, 1), tensor(new long[] { 0 }));
        var request = Request("woodfisher", [batch], OptionValues.None.With("damp", 0.5));
        using var scores = Pruner.Score(network, AllWeights, request);
        // F = ½·I + g·gᵀ with g·g = 2.5, F⁻¹ = 2·(I − g·gᵀ/3): its diagonal is 2 − ⅔g².
        var diagonal = new[] { 2 - 1 / 6.0, 2 - 2 / 3.0, 2 - 1 / 6.0, 2 - 2 / 3.0 };
        var weights = new[] { 2.0, 1, 4, 0 };
        Assert.Equal(weights.Zip(diagonal, (w, d) => w * w / d), Doubles(scores.Flat), Near);

        // Weights 1 and 3 (of the values 1 and 0) go: the step is −(1/d₁)·F⁻¹e₁, and [F⁻¹]₀₁ = −⅔·½, [F⁻¹]₂₁ = ⅔·½.
        using var masks = ExactCut.Of(scores, Scopes.Find("global"), 2, 0);
        var left = scores.Update!.Weights(masks)[0];
        Assert.Equal([2 + 1 / 3.0 / diagonal[1], 0, 4 - 1 / 3.0 / diagonal[1], 0], Doubles(left.flatten()), Near);
    }

    [Fact]
    public void What_an_earlier_round_has_pruned_is_out_of_the_inverse()
    {
        // As above, with g = (−½, −1, ½, 1), but weight 1 is pruned: g·g over the others is 1.5, F⁻¹ = 2·(I − g·gᵀ/2), its diagonal 2 − g².
        using var network = TestNetworks.Build("one-linear", new InputShape(2, 1, 1), 2, x => x.Flatten().Linear("only", 2, bias: false));
        using (no_grad()) network.Parameters[0].Parameter.copy_(tensor(new float[] { 4, 0, 2, 1 }).view(2, 2));
        var tensors = AllWeights.Prunable(network.Model, network.Layers);
        using var earlier = new MaskSet(tensors, [true, false, true, true], 3, 0);
        var batch = new LabeledBatch(tensor(new float[] { 1, 2 }).view(1, 2, 1, 1), tensor(new long[] { 0 }));
        using var scores = Pruner.Score(network, AllWeights, Request("woodfisher", [batch], OptionValues.None.With("damp", 0.5)) with { Mask = earlier });
        Assert.Equal([16 / 1.75, 0, 4 / 1.75, 1], Doubles(scores.Flat), Near);

        // Weight 3 goes too: the step is −(1/1)·F⁻¹e₃, of which the others feel −(−g·1): −½ and ½.
        using var masks = new MaskSet(tensors, [true, false, true, false], 2, 0);
        Assert.Equal([3.5, 0, 2.5, 0], Doubles(scores.Update!.Weights(masks)[0].flatten()), Near);
    }

    [Theory]
    [InlineData(1, "layer")]
    [InlineData(3, "network")]
    [InlineData(7, "layer")]
    [InlineData(0, "layer")]
    [InlineData(0, "network")]
    public void Blocks_of_any_size_agree_with_the_inverse_of_the_whole_matrix(int size, string within)
    {
        using var network = TestNetworks.OneOfEverything();
        var context = new ScoringContext(network, [.. AllWeights.Prunable(network.Model, network.Layers).Take(2)], TestNetworks.Batches(network, 20), 0);
        using var generator = new Generator(1, CPU);
        using var gradients = randn(20, context.Tensors.Sum(t => t.Elements), generator: generator);
        var blocks = WoodFisherScoreCriterion.Blocks(context.Tensors, size, within == "layer");
        using var inverse = new FisherInverse(gradients.clone(), blocks, 0.1);
        using var v = randn(gradients.shape[1], ScalarType.Float64, generator: generator);
        var (diagonal, product) = (inverse.Diagonal(), inverse.Times(v));
        foreach (var (start, length) in blocks)
        {
            using var scope = NewDisposeScope();
            var g = gradients.narrow(1, start, length).to(float64);
            var whole = linalg.inv(g.t().mm(g).div(Scalars.Of(20L)).add(eye(length, dtype: ScalarType.Float64).mul(Scalars.Of(0.1)), Scalars.One));
            Assert.True(diagonal.narrow(0, start, length).allclose(whole.diagonal(), rtol: 1e-7, atol: 1e-10));
            Assert.True(product.narrow(0, start, length).allclose(whole.mv(v.narrow(0, start, length)), rtol: 1e-6, atol: 1e-8));
        }
    }

    [Fact]
    public void A_mini_batch_of_all_samples_has_the_gradient_of_the_mean_loss()
    {
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 5, 3);
        var tensors = AllWeights.Prunable(network.Model, network.Layers);
        using var _ = new UndisturbedNetwork(network, "eval");
        var context = new ScoringContext(network, tensors, batches, 0);
        using var single = GradientRows.Of(context, "woodfisher", 1);
        using var pairs = GradientRows.Of(context, "woodfisher", 3);
        using var whole = GradientRows.Of(context, "woodfisher", 100);
        Assert.Equal((8, 3, 1), (single.shape[0], pairs.shape[0], whole.shape[0]));
        Assert.True(single.mean([0]).allclose(whole[0], rtol: 1e-4, atol: 1e-6));
        Assert.True(single.narrow(0, 6, 2).mean([0]).allclose(pairs[2], rtol: 1e-4, atol: 1e-6));
        using (no_grad()) network.Flat.Gradients.zero_();
        Assert.True(cat([.. GradientCriterion.Gradients(context).Select(g => g.flatten())]).allclose(whole[0], rtol: 1e-4, atol: 1e-6));
    }

    [Fact]
    public void A_single_sample_that_shows_a_batch_norm_one_value_a_channel_is_refused()
    {
        using var network = TestNetworks.Build("lone", new InputShape(2, 1, 1), 2, x => x.Convolution("conv", 4, 1).Norm("bn").Flatten().Linear("out", 2));
        var request = Request("woodfisher", TestNetworks.Batches(network, 4), OptionValues.None);
        Assert.Contains("batch norm 'bn'", Assert.Throws<PruningException>(() => Pruner.Score(network, AllWeights, request with { BatchNorm = "train" })).Message, StringComparison.Ordinal);
        Pruner.Score(network, AllWeights, request).Dispose();
        Pruner.Score(network, AllWeights, request with { BatchNorm = "train", Options = OptionValues.None.With("mini-batch", 2) }).Dispose();
    }

    [Theory]
    [InlineData("layer", 1e-5)]
    [InlineData("network", 1e-5)]
    [InlineData("layer", 1e-3)]
    public void Scores_of_the_published_network_are_those_of_the_golden_file(string within, double damp)
    {
        var golden = PublishedMlp.Golden("mlpnet-mnist");
        var name = $"woodfisher, F = damp*I + mean g g^T, damp {(damp == 1e-5 ? "1e-05" : "0.001")}, block = {(within == "layer" ? "layer" : "whole network")}";
        var expected = golden.GetProperty("scores").GetProperty(name);
        using var network = PublishedMlp.Network();
        using var training = PublishedMlp.First("train", 1000);
        using var scores = Pruner.Score(network, AllWeights, Request("woodfisher", [training], OptionValues.None.With("within", within).With("damp", damp)));

        var sums = scores.Flat.to(float64).split([31360, 800, 200]).Select(s => s.sum().item<double>());
        Assert.Equal(Numbers(expected.GetProperty("sum_by_layer")), sums, Within(2e-5));
        Assert.Equal(Numbers(expected.GetProperty("first")), Doubles(scores.Flat.narrow(0, 400, 4)), Within(2e-4));
        var diagonal = ((WoodFisherCriterion.Update)scores.Update!).Diagonal.split([31360, 800, 200]).Select(s => s.sum().item<double>());
        Assert.Equal(Numbers(expected.GetProperty("inverse_diagonal_sum")), diagonal, Within(2e-5));

        if (!golden.GetProperty("rows").TryGetProperty(name + ", mask only", out var rows)) return;
        var updated = golden.GetProperty("rows").GetProperty(name + ", with update (single-weight steps added up, pruned set to 0)");
        using var test = PublishedMlp.First("t10k", 10_000);
        foreach (var row in rows.EnumerateObject())
        {
            using var masks = ExactCut.Of(scores, Scopes.Find("global"), row.Value.GetProperty("kept").GetInt64(), 0);
            Assert.Equal(Numbers(row.Value.GetProperty("kept_by_layer")), masks.Masks.Select(m => (double)m.Kept));
            var dense = network.Flat.Values.clone();
            using (no_grad()) network.Flat.ApplyMask(masks.FlatMask(network));
            Assert.Equal(row.Value.GetProperty("correct").GetInt64(), PublishedMlp.Correct(network, test));
            using (no_grad())
                foreach (var (weights, (_, parameter)) in scores.Update!.Weights(masks).Zip(network.Parameters)) parameter.copy_(weights);
            Assert.Equal(updated.GetProperty(row.Name).GetProperty("correct").GetInt64(), PublishedMlp.Correct(network, test));
            using (no_grad()) network.Flat.Values.copy_(dense);
        }
    }

    private static ScoringRequest Request(string criterion, IReadOnlyList<LabeledBatch> batches, OptionValues options) =>
        new() { Criterion = Criteria.Find(criterion), Batches = batches, Options = options, Seed = 0 };

    private static double[] Diagonal(double[,] gradients, double damp)
    {
        using var inverse = new FisherInverse(tensor(gradients).to(float32), [(0, gradients.GetLength(1))], damp);
        return Doubles(inverse.Diagonal());
    }

    private static double[] Doubles(Tensor values) => values.detach().to(float64).data<double>().ToArray();

    private static double[] Numbers(System.Text.Json.JsonElement list) => [.. list.EnumerateArray().Select(v => v.GetDouble())];

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-6;

    private static Func<double, double, bool> Within(double relative) => (a, b) => Math.Abs(a - b) <= relative * Math.Abs(a);
}
