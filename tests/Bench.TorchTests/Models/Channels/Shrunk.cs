using Bench.Core;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Channels;

/// <summary>A network without some channels beside one whose channels are zeros.</summary>
internal static class Shrunk
{
    /// <summary>Some of each group, at least one.</summary>
    public static bool[] RandomKept(ChannelMap map, SeededStream stream)
    {
        var kept = new bool[map.Units];
        foreach (var group in map.Groups)
        {
            var share = 0.2 + 0.7 * stream.NextDouble();
            for (var unit = 0; unit < group.Units; unit++) kept[group.First + unit] = stream.NextDouble() < share;
            kept[group.First + stream.NextInt(group.Units)] = true;
        }
        return kept;
    }

    /// <summary>Keeps the channels that a layer norm takes, whose mean is that of the channels that are there.</summary>
    public static void KeepWhatIsAveraged(NetworkGraph graph, ChannelMap map, bool[] kept)
    {
        foreach (var group in map.Groups.Where(g => g.Members.Any(m => m.Side == ChannelSide.Norm && graph.Find(m.Layer) is LayerNorm)))
            Array.Fill(kept, true, group.First, group.Units);
    }

    /// <summary>The outputs of both in evaluation mode in fp64 are equal, and so is what they have left.</summary>
    public static void IsEqualToMasked(Network network, ChannelMap map, bool[] kept)
    {
        using var scope = NewDisposeScope();
        var x = RandomState.Draw([2, network.Input.Channels, network.Input.Height, network.Input.Width], seed: 3).to(float64);
        var shrunk = map.Shrink(kept);
        using var masked = network.Like(network.Graph);
        masked.LoadState(network.State.ToDictionary(t => t.Name, t => t.Tensor));
        ChannelMasking.Apply(masked, map, kept);
        using var small = network.Shrink(shrunk);
        var (expected, found) = (InDouble(masked, x), InDouble(small, x));
        var largest = expected.abs().max().item<double>();
        Assert.True(largest > 1e-3, "the outputs say something");
        Assert.True((expected - found).abs().max().item<double>() < 1e-9 * Math.Max(1, largest));
        Assert.Equal(small.TotalParameters, ChannelMasking.Masks(network.Graph, shrunk).Values.Sum(m => m.sum(int64).item<long>()));
    }

    /// <summary>Class scores in evaluation mode in fp64.</summary>
    public static Tensor InDouble(Network network, Tensor x)
    {
        using var guard = no_grad();
        using var body = new NetworkBody(network.Graph, [.. network.Parameters.Select(p => p.Parameter.to(float64))], [.. network.Buffers.Select(b => b.Buffer.to(float64))])
        {
            Mode = PassMode.Evaluation,
        };
        return body.Forward(x);
    }
}
