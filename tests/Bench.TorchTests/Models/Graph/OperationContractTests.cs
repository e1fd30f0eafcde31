using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using Bench.TorchTests.Models.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Graph;

/// <summary>What every operation must do, by graphs drawn from all of them.</summary>
public sealed class OperationContractTests
{
    private const int Drawn = 30, Classes = 4;

    public static TheoryData<string, long> Blocks => [.. RandomGraphs.Blocks.Keys.Select((name, i) => (name, (long)i))];

    public static TheoryData<long> Seeds => [.. Enumerable.Range(100, Drawn).Select(s => (long)s)];

    /// <summary>Each block twice by itself, with another draw of what it leaves to chance.</summary>
    [Theory, MemberData(nameof(Blocks))]
    public void Every_block_holds_its_contract(string block, long seed)
    {
        Holds(RandomGraphs.Entry(seed, [block]), seed);
        Holds(RandomGraphs.Entry(seed + 1000, [block, block]), seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void So_do_graphs_of_several(long seed) => Holds(RandomGraphs.Entry(seed, RandomGraphs.Draw(seed, 4)), seed);

    /// <summary>One step in bf16: finite gradients.</summary>
    [Theory, MemberData(nameof(Blocks))]
    public void Every_block_trains_in_bf16(string block, long seed)
    {
        using var scope = NewDisposeScope();
        using var network = Create(RandomGraphs.Entry(seed, [block]));
        using var twin = new Bench.Harness.Training.Bf16Twin(network);
        nn.functional.cross_entropy(twin.Forward(Images()), tensor(new long[] { 0, 1 })).backward();
        twin.CollectGradients();
        Assert.True(network.Flat.Gradients.isfinite().all().item<bool>());
    }

    private static void Holds(ModelEntry entry, long seed)
    {
        using var scope = NewDisposeScope();
        using var network = Create(entry);
        RandomState.Give(network, seed: (ulong)seed);
        ShapesAreThoseThatRun(network);
        LeavesNothing(network);
        Assert.InRange(Connectivity.Of(network, MaskSet.Dense(network, Protocols.Find("bench"))).EffectiveDensity, 0, 1);
        var map = ChannelMap.Of(network.Graph);
        for (var draw = 0; draw < 3; draw++)
        {
            var kept = Shrunk.RandomKept(map, SeededStream.For(10 * seed + draw, "kept"));
            Shrunk.KeepWhatIsAveraged(network.Graph, map, kept);
            Shrunk.IsEqualToMasked(network, map, kept);
            StaysInOrder(network.Graph, map, kept);
        }
    }

    private static void ShapesAreThoseThatRun(Network network)
    {
        using var guard = no_grad();
        network.Mode = PassMode.Evaluation;
        var seen = 0;
        using var apart = network.Body.Forward(Images(), (node, value) =>
        {
            seen++;
            Assert.True(node.Output.Sizes.Select(s => (long)s).SequenceEqual(value.shape[1..]), $"node {node.Index}, {node.Operation}: ({string.Join(", ", value.shape)}), not {node.Output}");
        });
        Assert.Equal(network.Graph.Nodes.Count - 1, seen);
        using var together = network.Forward(Images());
        Assert.True((apart - together).abs().max().item<float>() <= 1e-4 * Math.Max(1, apart.abs().max().item<float>()));
    }

    private static void LeavesNothing(Network network)
    {
        using var images = Images();
        foreach (var mode in new[] { PassMode.Evaluation, PassMode.Training })
        {
            network.Mode = mode;
            using var scope = NewDisposeScope();
            _ = network.Forward(images);
            Assert.Equal(1, scope.DisposablesCount);
        }
    }

    // The groups of the smaller network are those of the larger one.
    private static void StaysInOrder(NetworkGraph graph, ChannelMap map, bool[] kept)
    {
        var left = ChannelMap.Of(map.Shrink(kept).Graph);
        Assert.Equal(map.Groups.Select(g => (g.Name, Left: Enumerable.Range(g.First, g.Units).Count(u => kept[u]))), left.Groups.Select(g => (g.Name, Left: g.Units)));
        Assert.Equal(graph.Parameters.Select(p => p.Name), map.Shrink(kept).Graph.Parameters.Select(p => p.Name));
    }

    private static Network Create(ModelEntry entry) => Network.Create(entry, RandomGraphs.Input, Classes, SeededStream.For(1, "initialization"));

    private static Tensor Images() => Layout.ChannelsLast(RandomState.Draw([2, RandomGraphs.Input.Channels, RandomGraphs.Input.Height, RandomGraphs.Input.Width], seed: 5));
}
