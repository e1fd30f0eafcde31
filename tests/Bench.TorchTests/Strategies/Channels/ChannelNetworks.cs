using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies.Channels;

/// <summary>Small networks whose channels go together in one way or another.</summary>
internal static class ChannelNetworks
{
    /// <summary>Two linear layers, first 1, −2, 3, −4 and then 1, −1, 2, 0, without bias: one group of two units.</summary>
    public static Network Linear()
    {
        var network = TestNetworks.TwoLinear(1, -2, 3, -4);
        Set(network, "second.weight", 1, -1, 2, 0);
        Set(network, "second.bias", 0, 0);
        return network;
    }

    /// <summary>A stem of four channels that a block of two layers adds to, behind it a grouped convolution of six in two groups, all with norms; 2×6×6 inputs.</summary>
    public static Network Residual() => TestNetworks.Build("residual", new InputShape(2, 6, 6), 3, x =>
    {
        var stem = x.Convolution("stem", 4, 3, padding: 1, bias: false).Norm("stem_norm").Relu();
        var sum = stem.Convolution("one", 5, 3, padding: 1).Norm("one_norm").Relu().Convolution("two", 4, 3, padding: 1).Norm("two_norm").Add(stem).Relu();
        return sum.Convolution("grouped", 6, 3, stride: 2, groups: 2).Norm("grouped_norm").Relu().Flatten().Linear("out", 3);
    });

    /// <summary>Three convolutions of 8, 10 and 12 channels and a linear layer; 1×6×6 inputs.</summary>
    public static Network Chain() => TestNetworks.Build("chain", new InputShape(1, 6, 6), 3, x => x
        .Convolution("a", 8, 3, padding: 1).Relu().Convolution("b", 10, 3, stride: 2).Relu().Convolution("c", 12, 1).Relu().Flatten().Linear("out", 3));

    public static void Set(Network network, string name, params float[] values)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        network.Find(name).copy_(tensor(values).view(network.Find(name).shape));
    }

    public static LabeledBatch Batch(long[] shape, float[] values, params long[] labels) => new(tensor(values).view(shape), tensor(labels));
}
