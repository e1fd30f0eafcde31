using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Tensors;
using Bench.TorchTests.Models.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Onnx;

/// <summary>A network beside its ONNX form in ONNX Runtime.</summary>
internal static class Exported
{
    public const int Samples = 3;
    private const long Large = 3_000_000; // parameters, from which a narrower form of the model is taken, which has the same graph

    /// <summary>A model of the catalogue for the smallest input that it takes, with biases and statistics that say something.</summary>
    public static Network Network(ModelEntry entry)
    {
        var input = entry.Source == "tests" ? GoldenNetworks.Input : new[] { 8, 16, 28, 32, 64, 224 }.Select(side => new InputShape(3, side, side)).First(i => entry.Refuses(i) is null);
        if (NetworkGraph.Of(entry, input, 10).TotalParameters > Large) entry = entry.WithWidth(0.125);
        var network = Bench.Models.Network.Create(entry, input, 10, SeededStream.For(1, "initialization"));
        RandomState.Give(network, seed: 2);
        return network;
    }

    /// <summary>Zeros for some of the weights.</summary>
    public static void Mask(Network network)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var layer in network.Layers)
            if (network.Find(layer.WeightName) is var weight) weight.mul_(RandomState.Draw(weight.shape, 7).gt(Scalars.Zero).to(weight.dtype));
    }

    /// <summary>Inputs of a network in C order.</summary>
    public static (float[] Values, long[] Shape) Inputs(InputShape input, int samples = Samples)
    {
        using var drawn = RandomState.Draw([samples, input.Channels, input.Height, input.Width], seed: 3);
        return (drawn.data<float>().ToArray(), drawn.shape);
    }

    public static float[] Scores(OnnxGraph graph, (float[] Values, long[] Shape) inputs)
    {
        using var session = new OnnxSession(OnnxWriter.Bytes(graph));
        return session.Run(inputs.Values, inputs.Shape);
    }

    public static float[] Scores(Network network, (float[] Values, long[] Shape) inputs)
    {
        using var guard = no_grad();
        using var x = tensor(inputs.Values).view(inputs.Shape);
        using var last = Layout.ChannelsLast(x.alias());
        network.Mode = PassMode.Evaluation;
        using var y = network.Forward(last);
        return y.contiguous().data<float>().ToArray();
    }

    /// <summary>Both give the same scores, to 1e-5 of the largest; of a network that adds up more rounding than that, as nearly as ours are those of fp64.</summary>
    public static void IsEqual(Network network)
    {
        var inputs = Inputs(network.Input);
        var (expected, found) = (Scores(network, inputs), Scores(OnnxGraph.Of(network), inputs));
        Assert.Equal(Samples * network.Classes, found.Length);
        var largest = expected.Max(Math.Abs);
        Assert.True(largest > 1e-3, "the outputs say something");
        using var scope = NewDisposeScope();
        var exact = Shrunk.InDouble(network, tensor(inputs.Values).view(inputs.Shape).to(float64)).contiguous().data<double>().ToArray();
        var (error, own) = (exact.Zip(found, (e, f) => Math.Abs(e - f)).Max(), exact.Zip(expected, (e, f) => Math.Abs(e - f)).Max());
        Assert.True(error <= Math.Max(1e-5 * Math.Max(1, largest), 3 * own), $"off by {error} of {largest}, and ours by {own}");
    }

    /// <summary>What a file is read as gives, of images of some size, the scores that the file gives.</summary>
    public static void IsReadAs(byte[] bytes, double images, int batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var file = OnnxFile.Parse(bytes, "drawn.onnx");
        using var network = Bench.Models.Network.Create(OnnxModel.Of("mine", file), DrawnNetworks.Images, 10, SeededStream.For(1, "initialization"));
        OnnxModel.LoadWeights(network, file);
        network.Mode = PassMode.Evaluation;
        using var session = new OnnxSession(bytes);
        using var scale = images.ToScalar();
        var x = randn([batch, 3, 16, 16], generator: new Generator(1, CPU)).mul(scale);
        var expected = session.Run(x.data<float>().ToArray(), [batch, 3, 16, 16]);
        Assert.InRange((network.Forward(x) - tensor(expected).view(batch, 10)).abs().max().item<float>(), 0, 1e-4f);
    }
}
