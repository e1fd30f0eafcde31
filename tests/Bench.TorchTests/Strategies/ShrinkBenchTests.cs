using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Against what ShrinkBench itself computed of two models with given weights, gradients and activation norms.</summary>
public sealed class ShrinkBenchTests
{
    private static readonly IProtocol Protocol = Protocols.Find("shrinkbench");

    public static TheoryData<string> Models => ["mnistnet", "resnet20"];

    [Theory]
    [MemberData(nameof(Models))]
    public void Masks_counts_and_flops_are_those_of_ShrinkBench(string model)
    {
        var cases = GoldenCase.Read(model);
        Assert.Equal(42, cases.Count);
        var golden = Golden(model);
        using var network = Load(model, golden);
        foreach (var group in cases.Where(c => c.Criterion != "random").GroupBy(c => c.Criterion))
        {
            using var scores = GivenScores(network, group.Key, golden);
            foreach (var expected in group)
            {
                using var masks = Pruner.Cut(network, Protocol, Scopes.Find(expected.Scope), scores, expected.Compression, seed: 1);
                Assert.Equal(expected.Fraction, ShrinkBenchProtocol.Fraction(network.TotalParameters, masks.Prunable, expected.Compression));
                foreach (var mask in masks.Masks)
                {
                    Assert.Equal((expected.Strategy, expected.Compression, mask.Tensor.Name, expected.Kept(mask.Tensor.Name)), (expected.Strategy, expected.Compression, mask.Tensor.Name, mask.Kept));
                    Assert.Equal((expected.Strategy, mask.Tensor.Name, expected.Hash(mask.Tensor.Name)), (expected.Strategy, mask.Tensor.Name, Fingerprint.Of(mask.PackedBits())[..16]));
                }
                Assert.Equal(masks.Masks.Any(m => m.Kept == 0) ? ["dead-layer"] : [], masks.Flags);
                AssertCounts(expected, Counting.Count(network, Protocol, masks));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Random_masks_are_those_of_ShrinkBench_in_distribution(string model)
    {
        using var network = Load(model, Golden(model));
        foreach (var expected in GoldenCase.Read(model).Where(c => c.Criterion == "random"))
        {
            using var scores = Pruner.Score(network, Protocol, Criteria.Find("random"), [], "train", seed: 1234);
            using var masks = Pruner.Cut(network, Protocol, Scopes.Find("global"), scores, expected.Compression, seed: 1234);
            foreach (var mask in masks.Masks)
            {
                // Both counts are binomial: their difference has twice the variance; 5 standard deviations.
                var deviation = Math.Sqrt(2 * mask.Tensor.Elements * expected.Fraction * (1 - Math.Min(1, expected.Fraction))) + 0.2;
                Assert.InRange(mask.Kept - expected.Kept(mask.Tensor.Name), -5 * deviation, 5 * deviation);
            }
            if (expected.Compression == 1) AssertCounts(expected, Counting.Count(network, Protocol, masks));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Thresholds_are_those_of_ShrinkBench(string model)
    {
        var golden = Golden(model);
        using var network = Load(model, golden);
        foreach (var group in GoldenCase.Read(model).Where(c => c.Criterion != "random").GroupBy(c => c.Criterion))
        {
            using var scores = GivenScores(network, group.Key, golden);
            foreach (var expected in group)
                foreach (var (index, (start, length, _)) in Scopes.Find(expected.Scope).Pools(new PoolRequest { Tensors = scores.Tensors, Kept = 0 }).Index())
                {
                    var threshold = QuantileCut.Quantile(scores.Values.Slice(start, length), 1 - expected.Fraction);
                    Assert.Equal(expected.Threshold(scores.Tensors[index].Name), threshold, 1e-6 * Math.Max(1e-3, threshold)); // the global pool's is that of any
                }
        }
    }

    /// <summary>Differences are measured against the largest absolute value of each tensor: single entries cancel to nearly nothing.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void Our_gradients_agree_with_the_stored_ones(string model)
    {
        var golden = Golden(model);
        using var network = Load(model, golden);
        var tensors = Protocol.Prunable(network.Model, network.Layers);
        using var undisturbed = new UndisturbedNetwork(network, BatchNormMode.Train);
        var gradients = GradientCriterion.Gradients(new ScoringContext(network, tensors, [new LabeledBatch(golden["x"], golden["y"])], 1));
        foreach (var (tensor, gradient) in tensors.Zip(gradients)) AssertClose(tensor.Name, golden[$"g/{tensor.Name}"], gradient);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Our_activation_norms_agree_with_the_stored_ones(string model)
    {
        var golden = Golden(model);
        using var network = Load(model, golden);
        var context = new ScoringContext(network, Protocol.Prunable(network.Model, network.Layers), [new LabeledBatch(golden["x"], golden["y"])], 1);
        using var undisturbed = new UndisturbedNetwork(network, BatchNormMode.Train);
        using var _ = no_grad();
        foreach (var (layer, norms) in ActivationCriterion.Norms(context)) AssertClose(layer, golden[$"act_norm/{layer}"], norms);
    }

    [Theory]
    [InlineData("lenet", 1, 28, 60_074, 60_074, 247_272)]
    [InlineData("lenet5", 1, 28, 431_080, 426_070, 4_397_000)]
    [InlineData("resnet20", 3, 32, 269_722, 267_696, 40_551_040)]
    [InlineData("resnet56", 3, 32, 853_018, 848_304, 125_485_696)]
    [InlineData("resnet110", 3, 32, 1_727_962, 1_719_216, 252_887_680)]
    [InlineData("vgg16-bn", 3, 32, 14_991_946, 14_977_344, 313_463_808)]
    public void Models_count_as_ShrinkBench_counts_them(string model, int channels, int side, long total, long prunable, long flops)
    {
        using var network = TestNetworks.Of(model, new InputShape(channels, side, side), 10);
        using var masks = MaskSet.Dense(network, Protocol);
        var counts = Counting.Count(network, Protocol, masks);
        Assert.Equal((total, prunable, flops), (counts.TotalParameters, counts.PrunableParameters, counts.DenseMacs));
    }

    [Fact]
    public void A_fresh_network_counts_its_zero_batch_norm_biases_as_removed()
    {
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        using (no_grad()) network.Parameters.Single(p => p.Name == "linear.bias").Parameter.fill_(Scalars.Of(0.1)); // which ShrinkBench draws
        using var masks = MaskSet.Dense(network, Protocol);
        Assert.Equal(269_034, Counting.Count(network, Protocol, masks).KeptParameters);
    }

    private static void AssertCounts(GoldenCase expected, NetworkCounts counts)
    {
        Assert.Equal(expected.SizeNonzero, counts.KeptParameters);
        Assert.Equal(expected.Number("size"), counts.TotalParameters);
        Assert.Equal(expected.Number("compression_ratio"), counts.AchievedCompression);
        Assert.Equal(expected.Number("flops"), counts.DenseMacs);
        Assert.Equal(expected.Number("flops_nz"), counts.EffectiveMacs);
        Assert.Equal(expected.Number("theoretical_speedup"), counts.TheoreticalSpeedup);
    }

    private static void AssertClose(string name, Tensor expected, Tensor actual)
    {
        var scale = expected.abs().max().item<float>();
        var difference = expected.sub(actual).abs().max().item<float>();
        Assert.True(difference <= 1e-5 * scale, $"{name}: {difference} of {scale}");
    }

    private static Scores GivenScores(Network network, string criterion, Dictionary<string, Tensor> golden)
    {
        var tensors = Protocol.Prunable(network.Model, network.Layers);
        using var _ = no_grad();
        return Scores.Of(Criteria.Find(criterion), tensors, [.. tensors.Select(t => criterion switch
        {
            "gradient" => GradientCriterion.Score(golden[$"w/{t.Name}"], golden[$"g/{t.Name}"]),
            "activation" => ActivationCriterion.Score(t, golden[$"w/{t.Name}"], golden[$"act_norm/{t.Layer.Name}"]),
            _ => golden[$"w/{t.Name}"].abs(),
        })]);
    }

    private static Dictionary<string, Tensor> Golden(string model) => SafeTensorsFile.Read(SharedFiles.Find($"golden/{model}.safetensors"));

    private static Network Load(string model, Dictionary<string, Tensor> golden)
    {
        var network = model == "mnistnet"
            ? TestNetworks.Of("lenet5", new InputShape(1, 28, 28), 10)
            : TestNetworks.Of(model, new InputShape(3, 32, 32), 10);
        using var _ = no_grad();
        foreach (var (name, parameter) in network.Parameters) parameter.copy_(golden[$"w/{name}"]);
        return network;
    }
}
