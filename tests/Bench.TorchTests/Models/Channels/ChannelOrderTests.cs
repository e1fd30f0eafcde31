using Bench.Core;
using Bench.Models;
using Bench.TorchTests.Strategies;

namespace Bench.TorchTests.Models.Channels;

/// <summary>The units of a smaller network are those that are left of the larger one, in the same order: what is known of the ones is known of the others.</summary>
public sealed class ChannelOrderTests
{
    [Fact]
    public void Units_stay_in_order_when_others_go()
    {
        // Of the first layer's channels 2 to 5 go with the second layer's, and 0, 1, 6 and 7 by themselves; then 0 and 1 are gone.
        using var network = TestNetworks.Build("padded", new InputShape(1, 4, 4), 2, x =>
        {
            var first = x.Convolution("first", 8, 1).Norm("norm").Relu();
            return first.Convolution("second", 4, 1).PadChannels(2, 2).Add(first).Relu().Flatten().Linear("out", 2);
        });
        var map = ChannelMap.Of(network.Graph);
        Assert.Equal([4, 4], map.Groups.Select(g => g.Units));
        var alone = map.Groups.Single(g => g.Members.All(m => m.Layer != "second" || m.Side != ChannelSide.Out));
        Holds(network.Graph, [.. Enumerable.Range(0, 8).Select(u => u != alone.First && u != alone.First + 1)]);
    }

    /// <summary>With one channel left a depthwise convolution is no plain one, and with one channel a group a grouped one is no depthwise one: what went together does.</summary>
    [Fact]
    public void Depthwise_and_grouped_convolutions_stay_what_they_are_with_one_channel_left()
    {
        using var network = TestNetworks.Build("grouped", new InputShape(1, 4, 4), 2, x => x.Convolution("wide", 4, 1).Relu().Convolution("depthwise", 4, 3, padding: 1, groups: 4).Relu()
            .Convolution("narrow", 4, 1).Relu().Convolution("grouped", 6, 1, groups: 2).Relu().Flatten().Linear("out", 2));
        var map = ChannelMap.Of(network.Graph);
        Assert.Equal([("wide", 4), ("narrow", 2), ("grouped", 3)], map.Groups.Select(g => (g.Name, g.Units)));
        bool[] kept = [.. map.Groups.SelectMany(g => Enumerable.Range(0, g.Units).Select(u => u == 1))];
        Holds(network.Graph, kept);
        Assert.Equal([("wide", 1), ("narrow", 1), ("grouped", 1)], ChannelMap.Of(map.Shrink(kept).Graph).Groups.Select(g => (g.Name, g.Units)));
    }

    [Theory]
    [InlineData("resnet20", 0), InlineData("resnet20", 1), InlineData("resnet20-b", 2), InlineData("lenet5", 3)]
    public void So_they_do_in_networks_of_the_catalogue(string model, int seed)
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), model == "lenet5" ? new(1, 28, 28) : new(3, 8, 8), 10);
        var map = ChannelMap.Of(graph);
        var stream = SeededStream.For(seed, "kept");
        bool[] kept = [.. map.Groups.SelectMany(g => Enumerable.Range(0, g.Units).Select(u => u == g.Units - 1 || stream.NextDouble() < 0.5))];
        Holds(graph, kept);
    }

    private static void Holds(NetworkGraph graph, bool[] kept)
    {
        var map = ChannelMap.Of(graph);
        var shrunk = map.Shrink(kept);
        var left = ChannelMap.Of(shrunk.Graph);
        Assert.Equal(map.Groups.Select(g => g.Name), left.Groups.Select(g => g.Name));
        foreach (var (large, small) in map.Groups.Zip(left.Groups))
        {
            Assert.Equal(large.Members.Select(m => (m.Layer, m.Side)), small.Members.Select(m => (m.Layer, m.Side)));
            foreach (var (before, after) in large.Members.Zip(small.Members).Where(m => m.First.Side is ChannelSide.Out or ChannelSide.Norm))
            {
                var along = shrunk.Kept[before.Layer + ".weight"][0]!;
                var expected = before.Indices.Where((_, u) => kept[large.First + u]).Select(own => own.Select(i => along.Take(i).Count(k => k)));
                Assert.Equal(expected, after.Indices);
            }
        }
    }
}
