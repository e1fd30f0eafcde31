using Bench.Harness.Training;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

public class MaskTests
{
    public static TheoryData<OptimizerSpec> Optimizers =>
    [
        new OptimizerSpec { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "sgd", Momentum = 0.9, Nesterov = true, WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "adam", WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "adamw", WeightDecay = 1e-2 },
    ];

    [Theory, MemberData(nameof(Optimizers))]
    public void Pruned_weights_are_exactly_zero_after_every_step(OptimizerSpec optimizer)
    {
        using var scope = NewDisposeScope();
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        var mask = ones_like(network.Flat.Values);
        mask[TensorIndex.Slice(0, null, 3)] = 0;
        var pruned = mask.eq(Scalars.Of(0));
        var checks = 0;
        void Check()
        {
            using var _ = NewDisposeScope();
            Assert.Equal(0, network.Flat.Values[pruned].count_nonzero().item<long>());
            Assert.True(network.Flat.Values[mask.ne(Scalars.Of(0))].count_nonzero().item<long>() > 0);
            checks++;
        }
        TinyTraining.BeforeEachStep(network, _ => Check());

        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(optimizer)) with { Mask = mask });

        Check();
        Assert.Equal(outcome.Steps + 1, checks);
        outcome.RestoreSelected(network);
        Check();
    }
}
