using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Networks small enough to compute by hand, or with one of everything.</summary>
internal static class TestNetworks
{
    /// <summary>Linear 2→2 without bias, then linear 2→2 with bias: four prunable weights.</summary>
    public static Network TwoLinear(params float[] firstWeight)
    {
        var network = Build("two-linear", new InputShape(2, 1, 1), 2, x => x.Flatten().Linear("first", 2, bias: false).Linear("second", 2));
        using var _ = no_grad();
        if (firstWeight.Length > 0) network.Parameters[0].Parameter.copy_(tensor(firstWeight).view(2, 2));
        return network;
    }

    /// <summary>Convolution with bias, batch norm, dropout, a grouped convolution with stride, two linear layers; 3×8×8 inputs.</summary>
    public static Network OneOfEverything(ComputeDevice? device = null) => Build("one-of-everything", new InputShape(3, 8, 8), 5, 
        x => x.Convolution("conv1", 8, 3, padding: 1).Norm("bn").Relu().Dropout(0.5)
            .Convolution("conv2", 12, 3, stride: 2, groups: 4, bias: false).Relu()
            .Flatten().Linear("fc1", 20).Relu().Linear("fc2", 5), device);

    /// <summary>Two linear layers with dropout between them; 3×8×8 inputs.</summary>
    public static Network LinearWithDropout(ComputeDevice device) => Build("linear", new InputShape(3, 8, 8), 5, 
        x => x.Flatten().Linear("fc1", 20).Then(new Tanh()).Dropout(0.5).Linear("fc2", 5), device);

    /// <summary>One hidden layer without biases: <paramref name="hidden"/> × <paramref name="inputs"/> weights are prunable.</summary>
    public static Network Wide(int inputs, int hidden) => Build("wide", new InputShape(inputs, 1, 1), 2, 
        x => x.Flatten().Linear("hidden", hidden, bias: false).Linear("output", 2, bias: false));

    public static Network Of(string model, InputShape input, int classes) => Network.Create(ModelCatalogue.Find(model), input, classes, SeededStream.For(1, "initialization"));

    public static Network Build(string name, InputShape input, int classes, Func<Value, Value> build, ComputeDevice? device = null) => Network.Create(
        new ModelEntry
        {
            Name = name, Title = name, Source = "test", Family = "lenet", Takes = "anything", Refuses = _ => null, Build = (x, _) => build(x),
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

    private sealed record Tanh : Operation
    {
        public override ValueShape ShapeOf(IReadOnlyList<ValueShape> inputs) => inputs[0];

        public override Tensor Run(IReadOnlyList<Tensor> inputs, OperationState state) => inputs[0].tanh();
    }
}
