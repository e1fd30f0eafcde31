using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class ReconstructionTests
{
    private static readonly IProtocol Protocol = Protocols.Find("bench");

    [Fact]
    public void Greedy_removal_of_two_weights_is_as_computed_by_hand()
    {
        // H = (2 1; 1 2), H⁻¹ = ⅓·(2 −1; −1 2). Losses ½·w²/(2/3) of (3, 2): 6.75 and 3, so weight 1 goes and weight 0 becomes 3 + 2·½ = 4.
        // What is left of the inverse is 2/3 − (1/9)/(2/3) = ½: the second loss is ½·16/½ = 16.
        var greedy = new GreedyRemoval([2 / 3.0, -1 / 3.0, -1 / 3.0, 2 / 3.0], [3, 2]);
        var (first, second) = (greedy.Next([0, 1]), greedy.Next([0, 1]));
        Assert.Equal((1, 0), (first.Weight, second.Weight));
        Assert.Equal([3, 16], new[] { first.Loss, second.Loss }, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    // The samples (1, 1), (1, 0), (0, 1) make H = ⅔·(2 1; 1 2). In SparseGPT's order nothing makes up for the last column: (3, 2) becomes (3, 0), since 9/(2/3)
    // is more than 4/(1/2). In both (1, 4) becomes (0, 4 + 1·½).
    [Theory]
    [InlineData("obc", "row", 2, new float[] { 4, 0, 0, 4.5f })]
    [InlineData("obc", "layer", 3, new float[] { 3, 2, 0, 4.5f })]
    [InlineData("sparsegpt", "row", 2, new float[] { 3, 0, 0, 4.5f })]
    [InlineData("sparsegpt", "layer", 3, new float[] { 3, 2, 0, 4.5f })]
    public void A_layer_of_four_weights_becomes_what_is_computed_by_hand(string criterion, string scope, long kept, float[] expected)
    {
        using var network = TestNetworks.TwoLinear(3, 2, 1, 4);
        var batch = new LabeledBatch(tensor(new float[] { 1, 1, 1, 0, 0, 1 }).view(3, 2, 1, 1), tensor(new long[] { 0, 1, 0 }));
        var request = Request(criterion, [batch]) with { Options = OptionValues.None.With("damp", 1e-9) };
        using var outcome = Pruner.PruneTo(network, Protocol, request, Cut(scope), kept);
        Assert.Equal(expected, outcome.Weights![0].data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(expected.Select(w => w != 0), outcome.Masks.Masks[0].Keep.data<bool>().ToArray());
    }

    [Theory]
    [InlineData("0.5")]
    [InlineData("0.9")]
    public void Exact_removal_on_the_published_network_is_that_of_the_golden_file(string sparsity)
    {
        var golden = PublishedMlp.Golden("mlpnet-obc").GetProperty("layers");
        using var network = PublishedMlp.Network();
        using var training = PublishedMlp.First("train", 1024);
        var tensors = Protocol.Prunable(network.Model, network.Layers);
        var context = new ScoringContext(network, tensors, Request("obc", [training]) with { Options = OptionValues.None.With("inputs", "dense") });
        var kept = tensors.Select(t => golden.GetProperty(t.Name).GetProperty(sparsity).GetProperty("kept").GetInt64()).ToArray();
        var (keep, weights) = new ObcCriterion().Prune(context, [new Pool(0, 31360, kept[0]), new Pool(31360, 800, kept[1])]);

        using var _ = no_grad();
        var start = 0;
        foreach (var (index, tensor) in tensors.Index())
        {
            var expected = golden.GetProperty(tensor.Name).GetProperty(sparsity);
            var mask = keep.AsSpan(start, (int)tensor.Elements).ToArray();
            start += mask.Length;
            Assert.Equal(kept[index], mask.Count(k => k));
            // The golden file's H is a sum in fp32 over batches of 512: done so in PyTorch, the error of fc1 at 0.9 is the file's to 2e-6 and no row differs. The same code in
            // fp64 gives 6.3e-4 less, to which this is equal to 1e-6, and other batches in fp32 from 1.1e-3 to 1.8e-3 less: 36 of 31,360 weights that nearly tie.
            var rows = mask.Chunk((int)tensor.Shape[1]).Zip(expected.GetProperty("kept_by_row").EnumerateArray(), (r, e) => Math.Abs(r.Count(k => k) - e.GetInt32())).ToList();
            Assert.True(rows.Max() <= 4 && rows.Sum() <= 10, $"{tensor.Name}: rows differ by {string.Join(' ', rows)}");
            using var products = InputProducts.Of(context, [tensor.Layer])[0];
            Assert.Equal(expected.GetProperty("relative_error").GetDouble(), Error(context, tensor, products, weights[index]), expected.GetProperty("relative_error").GetDouble() * 1e-3);
            Assert.Equal(expected.GetProperty("abs_sum").GetDouble(), weights[index].abs().sum().item<float>(), expected.GetProperty("abs_sum").GetDouble() * 5e-4);
            var magnitude = context.Parameter(tensor).detach().abs().flatten();
            var least = magnitude.topk((int)kept[index]).values.min();
            var cut = context.Parameter(tensor).detach().mul(magnitude.ge(least).view([.. tensor.Shape]));
            var byMagnitude = expected.GetProperty("relative_error_of_magnitude_at_that_count").GetDouble();
            Assert.Equal(byMagnitude, Error(context, tensor, products, cut), byMagnitude * 1e-3);
        }
    }

    [Fact]
    public void The_products_of_inputs_are_those_by_which_outputs_change()
    {
        using var network = TestNetworks.OneOfEverything();
        var batches = TestNetworks.Batches(network, 5, 3);
        var context = new ScoringContext(network, Protocol.Prunable(network.Model, network.Layers), batches, 0);
        using var undisturbed = new UndisturbedNetwork(network, "eval");
        var products = InputProducts.Of(context, [.. context.Tensors.Select(t => t.Layer)]);
        using var _ = no_grad();
        using var generator = new Generator(1, CPU);
        foreach (var (tensor, product) in context.Tensors.Zip(products))
        {
            // ‖ΔX‖² = n/2 · Σ over rows of Δ H Δᵀ, by the layer's own outputs with the weights Δ and without bias.
            var change = randn([.. tensor.Shape], generator: generator);
            var delta = change.to(float64).reshape(tensor.Layer.Groups, -1, InputProducts.Columns(tensor.Layer));
            var expected = delta.bmm(product).mul(delta).sum().item<double>() * 8 / 2;
            var sum = 0.0;
            using var watch = network.Body.Observe([tensor.Layer.Name], before: (layer, x) =>
            {
                var y = layer is Convolution convolution ? convolution.Apply(x, change, null) : nn.functional.linear(x, change);
                sum += y.to(float64).mul(y).sum().item<double>();
            });
            foreach (var batch in batches) network.Forward(batch.Inputs);
            Assert.Equal(sum, expected, sum * 1e-5);
        }
    }

    [Theory]
    [InlineData("obc")]
    [InlineData("sparsegpt")]
    public void A_reconstruction_is_closer_than_the_mask_of_magnitudes(string criterion)
    {
        using var network = TestNetworks.OneOfEverything();
        // Inputs that have something in common, so that weights can make up for one another.
        using var generator = new Generator(1, CPU);
        var inputs = randn(64, 3, 8, 8, generator: generator).add(randn(64, 1, 1, 1, generator: generator), Scalars.Of(2.0));
        var request = Request(criterion, [new LabeledBatch(inputs, zeros(64, ScalarType.Int64))]) with { Options = OptionValues.None.With("inputs", "dense") };
        var tensors = Protocol.Prunable(network.Model, network.Layers);
        using var outcome = Pruner.PruneTo(network, Protocol, request, Cut("layer"), tensors.Sum(t => t.Elements) / 2);
        using var magnitudes = Pruner.Score(network, Protocol, Criteria.Find("magnitude"), [], "eval", 0);
        using var masks = Pruner.Cut(magnitudes, Cut("layer"), tensors.Sum(t => t.Elements) / 2);

        using var undisturbed = new UndisturbedNetwork(network, "eval");
        var context = new ScoringContext(network, tensors, request.Batches, 0);
        using var _ = no_grad();
        foreach (var (index, tensor) in tensors.Index())
        {
            using var products = InputProducts.Of(context, [tensor.Layer])[0];
            var masked = context.Parameter(tensor).detach().mul(masks.Masks[index].Keep);
            Assert.True(Error(context, tensor, products, outcome.Weights![index]) < 0.8 * Error(context, tensor, products, masked), tensor.Name);
        }
    }

    [Fact]
    public void Inputs_of_the_part_that_is_pruned_or_of_the_dense_network_differ_behind_the_first_layer()
    {
        using var network = TestNetworks.OneOfEverything();
        var request = Request("obc", TestNetworks.Batches(network, 20));
        using var pruned = Pruner.PruneTo(network, Protocol, request, Cut("layer"), 1500);
        using var dense = Pruner.PruneTo(network, Protocol, request with { Options = OptionValues.None.With("inputs", "dense") }, Cut("layer"), 1500);
        Assert.True(pruned.Weights![0].eq(dense.Weights![0]).all().item<bool>());
        Assert.False(pruned.Weights[1].eq(dense.Weights[1]).all().item<bool>());
        Assert.False(pruned.Weights[2].eq(dense.Weights[2]).all().item<bool>());
    }

    [Theory]
    [InlineData("obc")]
    [InlineData("sparsegpt")]
    public void Weights_on_inputs_that_are_always_zero_go_first_and_nothing_is_not_a_number(string criterion)
    {
        using var network = TestNetworks.Wide(6, 4);
        var inputs = randn(30, 6, 1, 1, generator: new Generator(1, CPU));
        using (no_grad()) inputs.narrow(1, 2, 2).zero_();
        using var outcome = Pruner.PruneTo(network, Protocol, Request(criterion, [new LabeledBatch(inputs, zeros(30, ScalarType.Int64))]), Cut("layer"), 16);
        Assert.True(outcome.Weights![0].isfinite().all().item<bool>());
        Assert.Equal([true, true, false, false, true, true], outcome.Masks.Masks[0].Keep[1].data<bool>().ToArray());
        // Nothing else goes, so nothing changes.
        Assert.True(outcome.Weights[0].allclose(network.Parameters[0].Parameter.detach().mul(outcome.Masks.Masks[0].Keep), rtol: 1e-5));

        using var silent = Pruner.PruneTo(network, Protocol, Request(criterion, [new LabeledBatch(zeros(30, 6, 1, 1), zeros(30, ScalarType.Int64))]), Cut("layer"), 10);
        Assert.True(silent.Weights![0].isfinite().all().item<bool>());
        Assert.Equal(10, silent.Masks.KeptPrunable);
    }

    private static double Error(ScoringContext context, PrunableTensor tensor, Tensor products, Tensor weights)
    {
        var w = context.Parameter(tensor).detach().to(float64).reshape(tensor.Layer.Groups, -1, InputProducts.Columns(tensor.Layer));
        var change = w.sub(weights.to(float64).reshape(w.shape));
        return change.bmm(products).mul(change).sum().item<double>() / w.bmm(products).mul(w).sum().item<double>();
    }

    private static ScoringRequest Request(string criterion, IReadOnlyList<LabeledBatch> batches) => new() { Criterion = Criteria.Find(criterion), Batches = batches, Seed = 0 };

    private static CutRequest Cut(string scope) => new() { Rules = new(Scopes.Find(scope)), Seed = 0 };
}
