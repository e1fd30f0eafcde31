using Bench.Core;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

public class FlatOptimizerTests
{
    private const double Rate = 0.02;

    public static TheoryData<OptimizerSpec> Specs =>
    [
        new OptimizerSpec { Name = "sgd" },
        new OptimizerSpec { Name = "sgd", WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "sgd", Momentum = 0.9 },
        new OptimizerSpec { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-2, Nesterov = true },
        new OptimizerSpec { Name = "adam" },
        new OptimizerSpec { Name = "adam", WeightDecay = 1e-2, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-6 },
        new OptimizerSpec { Name = "adamw", WeightDecay = 1e-2 },
        new OptimizerSpec { Name = "adamw" },
    ];

    // SGD is equal bit for bit, also through the network. TorchSharp's Adam multiplies and adds where PyTorch's, and ours,
    // interpolates (lerp): with the same gradients the weights agree to 2e-7, two roundings of a weight around 1. (With gradients of their own they would not: that of
    // a bias before batch norm is nothing but rounding, which Adam scales up to the learning rate.)
    [Theory, MemberData(nameof(Specs))]
    public void Twenty_steps_equal_those_of_the_librarys_optimizer(OptimizerSpec spec)
    {
        var isSgd = spec.Name == "sgd";
        using var scope = NewDisposeScope();
        using var mine = TinyTraining.Network();
        using var theirs = TinyTraining.Network();
        using var flat = FlatOptimizer.Create(spec, mine.Flat);
        using var library = Library(spec, theirs);
        for (var step = 0; step < 20; step++)
        {
            Backward(mine, step);
            Backward(theirs, step);
            if (!isSgd) theirs.Flat.Gradients.copy_(mine.Flat.Gradients);
            flat.Step(Rate);
            library.step();
        }
        Assert.InRange((mine.Flat.Values - theirs.Flat.Values).abs().max().item<float>(), 0, isSgd ? 0 : 2e-7f);
        Assert.Equal(20, flat.Steps);
    }

    [Theory, MemberData(nameof(Specs))]
    public void A_resumed_optimizer_goes_on_as_if_it_had_not_stopped(OptimizerSpec spec)
    {
        using var scope = NewDisposeScope();
        using var network = TinyTraining.Network();
        using var other = TinyTraining.Network();
        using var optimizer = FlatOptimizer.Create(spec, network.Flat);
        for (var step = 0; step < 5; step++) Step(network, optimizer, step);

        using var resumed = FlatOptimizer.Create(spec, other.Flat);
        resumed.Resume(optimizer.Steps, optimizer.State.ToDictionary(s => s.Key, s => s.Value.clone()));
        using (var snapshot = Snapshot.Of(network)) snapshot.Restore(other);
        for (var step = 5; step < 10; step++)
        {
            Step(network, optimizer, step);
            Step(other, resumed, step);
        }
        Assert.Equal(TinyTraining.Bits(network), TinyTraining.Bits(other));
    }

    private static void Step(Network network, FlatOptimizer optimizer, int step)
    {
        Backward(network, step);
        optimizer.Step(Rate);
    }

    private static void Backward(Network network, int step)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)step, CPU);
        network.Mode = PassMode.Training;
        network.SeedDropout(SeededStream.For(step, "dropout"));
        network.Flat.Gradients.zero_();
        var inputs = randn(12, 3, 8, 8, generator: generator);
        nn.functional.cross_entropy(network.Forward(inputs), arange(Scalars.Zero, Scalars.Of(12), Scalars.One, ScalarType.Int64).remainder(Scalars.Of(5))).backward();
    }

    private static optim.Optimizer Library(OptimizerSpec spec, Network network)
    {
        var parameters = network.Parameters.Select(p => p.Parameter);
        return spec.Name switch
        {
            "sgd" => optim.SGD(parameters, Rate, spec.Momentum, weight_decay: spec.WeightDecay, nesterov: spec.Nesterov),
            "adam" => optim.Adam(parameters, Rate, spec.Beta1, spec.Beta2, spec.Epsilon, spec.WeightDecay),
            _ => optim.AdamW(parameters, Rate, spec.Beta1, spec.Beta2, spec.Epsilon, spec.WeightDecay),
        };
    }
}
