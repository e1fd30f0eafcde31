using Bench.Core;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Channels;

/// <summary>A network without channels computes what the larger one computes whose channels are zeros.</summary>
public class ShrinkingTests
{
    private const int Draws = 3;
    private const long Large = 3_000_000; // parameters, from which a narrower form of the model is taken, which has the same graph

    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void Gives_the_outputs_of_the_masked_network(string model)
    {
        var entry = ModelCatalogue.Find(model);
        var input = SmallInput(entry);
        if (NetworkGraph.Of(entry, input, 10).TotalParameters > Large) entry = entry.WithWidth(0.125);
        using var scope = NewDisposeScope();
        using var network = Network.Create(entry, input, 10, SeededStream.For(1, "initialization"));
        RandomState.Give(network, seed: 2);
        var map = ChannelMap.Of(network.Graph);
        var x = RandomState.Draw([2, input.Channels, input.Height, input.Width], seed: 3).to(float64);
        for (var draw = 0; draw < Draws; draw++)
        {
            var kept = RandomKept(map, SeededStream.For(draw, "kept"));
            var shrunk = map.Shrink(kept);
            using var masked = Copy(network);
            ChannelMasking.Apply(masked, map, kept);
            using var small = network.Shrink(shrunk);
            var (expected, found) = (InDouble(masked, x), InDouble(small, x));
            Assert.True(expected.abs().max().item<double>() > 1e-3, "the outputs say something");
            Assert.True((expected - found).abs().max().item<double>() < 1e-9 * Math.Max(1, expected.abs().max().item<double>()), $"{model}, draw {draw}");
            Assert.True(small.TotalParameters < network.TotalParameters);
            Assert.Equal(small.TotalParameters, MaskedCount(network.Graph, shrunk));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Keeps_everything_where_all_is_kept(string model)
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), SmallInput(ModelCatalogue.Find(model)), 10);
        var map = ChannelMap.Of(graph);
        var shrunk = map.Shrink([.. Enumerable.Repeat(true, map.Units)]);
        Assert.Equal(graph.Parameters.Select(p => $"{p.Name} {string.Join(',', p.Shape)}"), shrunk.Graph.Parameters.Select(p => $"{p.Name} {string.Join(',', p.Shape)}"));
        Assert.Equal(graph.Macs, shrunk.Graph.Macs);
    }

    // The smallest that it takes: 32×32 computes slowly where it need not be.
    private static InputShape SmallInput(ModelEntry model) =>
        new[] { 8, 16, 28, 32, 64, 224 }.Select(side => new InputShape(3, side, side)).First(input => model.Refuses(input) is null);

    private static bool[] RandomKept(ChannelMap map, SeededStream stream)
    {
        var kept = new bool[map.Units];
        foreach (var group in map.Groups)
        {
            var share = 0.2 + 0.7 * stream.NextDouble();
            for (var unit = 0; unit < group.Units; unit++) kept[group.First + unit] = stream.NextDouble() < share;
            kept[group.First + (int)(stream.NextUInt64() % (ulong)group.Units)] = true;
        }
        return kept;
    }

    private static Network Copy(Network network)
    {
        var copy = network.Like(network.Graph);
        var state = network.CopyState();
        copy.LoadState(state);
        foreach (var tensor in state.Values) tensor.Dispose();
        return copy;
    }

    private static Tensor InDouble(Network network, Tensor x)
    {
        using var guard = no_grad();
        using var body = new NetworkBody(network.Graph, [.. network.Parameters.Select(p => p.Parameter.to(float64))], [.. network.Buffers.Select(b => b.Buffer.to(float64))])
        {
            Mode = PassMode.Evaluation,
        };
        return body.Forward(x);
    }

    private static long MaskedCount(NetworkGraph graph, ShrunkGraph shrunk) => ChannelMasking.Masks(graph, shrunk).Values.Sum(m => m.sum(int64).item<long>());
}
