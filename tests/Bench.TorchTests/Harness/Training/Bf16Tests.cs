using Bench.Harness.Training;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

/// <summary>Training in bfloat16 over fp32 master weights.</summary>
public class Bf16Tests
{
    [Fact]
    public void Gradients_are_those_of_fp32_but_for_rounding()
    {
        using var scope = NewDisposeScope();
        using var network = Linear();
        using var twin = new Bf16Twin(network);
        var inputs = randn([16, 3, 8, 8], generator: new Generator(3, CPU));
        var labels = arange(Scalars.Zero, Scalars.Of(16), Scalars.One, ScalarType.Int64).remainder(Scalars.Of(TinyTraining.Classes));

        nn.functional.cross_entropy(network.Forward(inputs), labels).backward();
        var expected = network.Flat.Gradients.clone();
        network.Flat.Gradients.zero_();
        nn.functional.cross_entropy(twin.Forward(inputs), labels).backward();
        twin.CollectGradients();

        var error = (network.Flat.Gradients - expected).abs().max().item<float>();
        var largest = expected.abs().max().item<float>();
        Assert.InRange(error / largest, float.Epsilon, 0.02f); // bf16 has 8 bits of precision: not 0, not more
    }

    [Fact]
    public void Batch_norm_statistics_are_the_networks_own()
    {
        using var scope = NewDisposeScope();
        using var network = TinyTraining.Network();
        using var twin = new Bf16Twin(network);
        var before = network.Buffers.Select(b => b.Buffer.clone()).ToList();

        twin.Forward(randn([8, 3, 8, 8], generator: new Generator(3, CPU)));

        Assert.All(network.Buffers.Zip(before), pair => Assert.False(pair.First.Buffer.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Small_updates_add_up_in_the_master_weights()
    {
        using var scope = NewDisposeScope();
        using var data = TinyTraining.Data();
        using var network = Linear();
        using (no_grad()) network.Flat.Values.fill_(Scalars.Of(1)); // at 1, bf16 has no number within 0.004
        var recipe = TinyTraining.Recipe(new() { Name = "sgd" }, rate: 1e-4, epochs: 1);

        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, recipe) with { Precision = "bf16" });

        var moved = network.Flat.Values.sub(Scalars.One).abs().max().item<float>();
        Assert.InRange(moved, 1e-7f, 3e-3f);
    }

    [Fact]
    public void Pruned_weights_stay_exactly_zero()
    {
        using var scope = NewDisposeScope();
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        var mask = ones_like(network.Flat.Values);
        mask[TensorIndex.Slice(0, null, 3)] = 0;

        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe()) with { Mask = mask, Precision = "bf16" });

        Assert.Equal(0, network.Flat.Values[mask.eq(Scalars.Of(0))].count_nonzero().item<long>());
        Assert.All(outcome.Epochs, epoch => Assert.True(double.IsFinite(epoch.TrainLoss)));
    }

    private static Network Linear() => Strategies.TestNetworks.Build(
        "linear", new(3, 8, 8), TinyTraining.Classes, x => x.Flatten().Linear("1", TinyTraining.Classes));
}
