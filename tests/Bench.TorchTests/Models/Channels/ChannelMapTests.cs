using System.Text.Json;
using Bench.Models;

namespace Bench.TorchTests.Models.Channels;

/// <summary>Which channels go together, found from the graph alone.</summary>
public class ChannelMapTests
{
    /// <summary>Groups, and counts once every second or fourth channel of each is left, of three networks of torchvision.</summary>
    [Theory]
    [InlineData("resnet18", "resnet18"), InlineData("mobilenet-v2", "mobilenet_v2"), InlineData("vgg11-bn", "vgg11_bn")]
    public void Finds_the_groups_of_Torch_Pruning(string model, string golden)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/channels.json")));
        var expected = file.RootElement.GetProperty(golden);
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), new(3, 224, 224), 1000);
        Assert.Equal((expected.GetProperty("parameters").GetInt64(), expected.GetProperty("macs").GetInt64()), (graph.TotalParameters, graph.Macs));
        var map = ChannelMap.Of(graph);
        Assert.Equal(GoldenChannels.GroupsOf(expected), GoldenChannels.GroupsOf(map));
        foreach (var step in new[] { 2, 4 })
        {
            var counts = expected.GetProperty("after").GetProperty($"kept every {step}");
            var small = map.Shrink([.. map.Groups.SelectMany(g => Enumerable.Range(0, g.Units)).Select(unit => unit % step == 0)]).Graph;
            Assert.Equal((counts.GetProperty("parameters").GetInt64(), counts.GetProperty("macs").GetInt64()), (small.TotalParameters, small.Macs));
        }
    }

    /// <summary>In ResNet-20 the channels of a narrower stage arrive in the middle of the next one's: units of 16, 16 and 32 channels, which go through one, two and three stages.</summary>
    [Fact]
    public void Follows_channels_through_parameter_free_shortcuts()
    {
        var map = ChannelMap.Of(NetworkGraph.Of(ModelCatalogue.Find("resnet20"), new(3, 32, 32), 10));
        var stages = map.Groups.Where(g => g.Members.Any(m => m.Layer == "linear")).ToList();
        Assert.Equal([("conv1", 16), ("layer2.0.conv2", 16), ("layer3.0.conv2", 32)], stages.Select(g => (g.Name, g.Units)));

        // A third of the channels of the last stage come from the first one: through two paddings, of 8 and of 16 on either side.
        var last = stages[0].Members.Single(m => m.Layer == "linear");
        Assert.Equal(Enumerable.Range(24, 16), last.Indices.Select(i => Assert.Single(i)));
        Assert.Equal(Enumerable.Range(8, 16), stages[0].Members.Single(m => m is { Layer: "layer2.0.conv2", Side: ChannelSide.Out }).Indices.Select(i => Assert.Single(i)));
        Assert.Equal(Enumerable.Range(0, 8).Concat(Enumerable.Range(24, 8)), stages[1].Members.Single(m => m is { Layer: "layer2.0.conv2", Side: ChannelSide.Out }).Indices.Select(i => Assert.Single(i)));
        Assert.Equal(Enumerable.Range(0, 16).Concat(Enumerable.Range(48, 16)), stages[2].Members.Single(m => m.Layer == "linear").Indices.Select(i => Assert.Single(i)));

        // The inner channels of nine blocks, each by itself.
        Assert.Equal(9, map.Groups.Count - stages.Count);
        Assert.All(map.Groups.Except(stages), g => Assert.Equal(["conv1", "bn1", "conv2"], g.Members.Select(m => m.Layer.Split('.')[^1])));
    }
}
