using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using Linear = TorchSharp.Modules.Linear;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Networks small enough to compute by hand, or with one of everything.</summary>
internal static class TestNetworks
{
    /// <summary>Linear 2→2 without bias, then linear 2→2 with bias: four prunable weights.</summary>
    public static Network TwoLinear(params float[] firstWeight)
    {
        var network = Build("two-linear", new InputShape(2, 1, 1), 2, () => new Chain(
            ("first", nn.Linear(2, 2, hasBias: false)), ("second", nn.Linear(2, 2))));
        using var _ = no_grad();
        if (firstWeight.Length > 0) network.Parameters[0].Parameter.copy_(tensor(firstWeight).view(2, 2));
        return network;
    }

    /// <summary>Convolution with bias, batch norm, dropout, a grouped convolution with stride, two linear layers; 3×8×8 inputs.</summary>
    public static Network OneOfEverything(ComputeDevice? device = null) => Build("one-of-everything", new InputShape(3, 8, 8), 5, () => new Chain(
        ("conv1", nn.Conv2d(3, 8, 3, padding: 1)), ("bn", new BatchNorm(8)), ("relu1", nn.ReLU()), ("drop", new Dropout(0.5)),
        ("conv2", nn.Conv2d(8, 12, 3, stride: 2, groups: 4, bias: false)), ("relu2", nn.ReLU()), ("flat", nn.Flatten()),
        ("fc1", nn.Linear(108, 20)), ("relu3", nn.ReLU()), ("fc2", nn.Linear(20, 5))), device);

    /// <summary>Two linear layers with dropout between them; 3×8×8 inputs.</summary>
    public static Network LinearWithDropout(ComputeDevice device) => Build("linear", new InputShape(3, 8, 8), 5, () => new Chain(
        ("fc1", nn.Linear(192, 20)), ("tanh", nn.Tanh()), ("drop", new Dropout(0.5)), ("fc2", nn.Linear(20, 5))), device);

    /// <summary>One hidden layer without biases: <paramref name="hidden"/> × <paramref name="inputs"/> weights are prunable.</summary>
    public static Network Wide(int inputs, int hidden) => Build("wide", new InputShape(inputs, 1, 1), 2, () => new Chain(
        ("hidden", nn.Linear(inputs, hidden, hasBias: false)), ("output", nn.Linear(hidden, 2, hasBias: false))));

    public static Network Of(string model, InputShape input, int classes) => Network.Create(ModelCatalogue.Find(model), input, classes, SeededStream.For(1, "initialization"));

    public static Network Build(string name, InputShape input, int classes, Func<nn.Module<Tensor, Tensor>> build, ComputeDevice? device = null) => Network.Create(
        new ModelEntry
        {
            Name = name, Title = name, Source = "test", Family = "lenet", Takes = "anything", Refuses = _ => null, Build = (_, _) => build(),
        },
        input, classes, SeededStream.For(1, "initialization"), device);

    /// <summary>Normal inputs and cyclic labels.</summary>
    public static IReadOnlyList<LabeledBatch> Batches(Network network, params int[] sizes)
    {
        using var generator = new Generator(7, CPU);
        return [.. sizes.Select(n => new LabeledBatch(
            randn(n, network.Input.Channels, network.Input.Height, network.Input.Width, generator: generator),
            arange(Scalars.Zero, Scalars.Of(n), Scalars.One, ScalarType.Int64).remainder(Scalars.Of(network.Classes))))];
    }

    /// <summary>Modules one after the other; inputs of linear layers are flattened.</summary>
    private sealed class Chain : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> steps = [];

        public Chain(params (string Name, nn.Module<Tensor, Tensor> Module)[] modules) : base("Chain")
        {
            foreach (var (name, module) in modules)
            {
                register_module(name, module);
                steps.Add(module);
            }
        }

        public override Tensor forward(Tensor x) =>
            steps.Aggregate(x, (value, module) => module.call(module is Linear ? value.flatten(1) : value));
    }
}
