using Bench.Core;
using Bench.Models;

namespace Bench.TorchTests.Models.Channels;

/// <summary>A network without channels computes what the larger one computes whose channels are zeros.</summary>
public class ShrinkingTests
{
    private const int Draws = 3;
    private const long Large = 3_000_000; // parameters, from which a narrower form of the model is taken, which has the same graph

    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name)];

    [Theory, MemberData(nameof(Models))]
    public void Gives_the_outputs_of_the_masked_network(string model)
    {
        var entry = ModelCatalogue.Find(model);
        var input = SmallInput(entry);
        if (NetworkGraph.Of(entry, input, 10).TotalParameters > Large) entry = entry.WithWidth(0.125);
        using var network = Network.Create(entry, input, 10, SeededStream.For(1, "initialization"));
        RandomState.Give(network, seed: 2);
        var map = ChannelMap.Of(network.Graph);
        for (var draw = 0; draw < Draws; draw++)
        {
            var kept = Shrunk.RandomKept(map, SeededStream.For(draw, "kept"));
            Shrunk.KeepWhatIsAveraged(network.Graph, map, kept);
            Shrunk.IsEqualToMasked(network, map, kept);
        }
    }

    [Theory, MemberData(nameof(Models))]
    public void Keeps_everything_where_all_is_kept(string model)
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), SmallInput(ModelCatalogue.Find(model)), 10);
        var map = ChannelMap.Of(graph);
        var shrunk = map.Shrink([.. Enumerable.Repeat(true, map.Units)]);
        Assert.Equal(graph.Parameters.Select(p => $"{p.Name} {string.Join(',', p.Shape)}"), shrunk.Graph.Parameters.Select(p => $"{p.Name} {string.Join(',', p.Shape)}"));
        Assert.Equal(graph.Macs, shrunk.Graph.Macs);
    }

    /// <summary>In ResNet-20 all channels of the second and third stage that no narrower one has: the zeros that pad them go too.</summary>
    [Fact]
    public void Takes_all_channels_of_a_group_that_others_stand_beside()
    {
        using var network = Network.Create(ModelCatalogue.Find("resnet20"), new(3, 16, 16), 10, SeededStream.For(1, "initialization"));
        RandomState.Give(network, seed: 2);
        var map = ChannelMap.Of(network.Graph);
        var kept = Enumerable.Repeat(true, map.Units).ToArray();
        foreach (var group in map.Groups.Where(g => g.Name is "layer2.0.conv2" or "layer3.0.conv2")) Array.Fill(kept, false, group.First, group.Units);
        Shrunk.IsEqualToMasked(network, map, kept);
        Assert.Equal([10, 16], map.Shrink(kept).Graph.Layers[^1].WeightShape);

        Array.Fill(kept, false, map.Groups[0].First, map.Groups[0].Units);
        Assert.Contains("layer 'conv1' would lose its last channel", Assert.Throws<ArgumentException>(() => map.Shrink(kept)).Message);
    }

    [Fact]
    public void Refuses_to_take_the_last_channel_of_a_layer()
    {
        var map = ChannelMap.Of(NetworkGraph.Of(ModelCatalogue.Find("lenet5"), new(1, 28, 28), 10));
        var kept = Enumerable.Repeat(true, map.Units).ToArray();
        Array.Fill(kept, false, map.Groups[1].First, map.Groups[1].Units);
        Assert.Contains("layer 'conv2' would lose its last channel", Assert.Throws<ArgumentException>(() => map.Shrink(kept)).Message);
        Assert.Contains("570 units, not 1", Assert.Throws<ArgumentException>(() => map.Shrink([true])).Message);
    }

    // The smallest that it takes: larger ones compute slowly where they need not be.
    private static InputShape SmallInput(ModelEntry model) =>
        new[] { 8, 16, 28, 32, 64, 224 }.Select(side => new InputShape(3, side, side)).First(input => model.Refuses(input) is null);
}
