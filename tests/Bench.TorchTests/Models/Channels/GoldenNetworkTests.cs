using System.Text.Json;
using Bench.Core;
using Bench.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Channels;

/// <summary>Small networks with concatenations, depthwise and grouped convolutions, attention and embeddings, beside those that PyTorch has exported.</summary>
public class GoldenNetworkTests
{
    public static TheoryData<string> Names => [.. GoldenNetworks.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Computes_what_PyTorch_computes(string name)
    {
        using var file = Golden(name);
        using var scope = NewDisposeScope();
        using var network = Create(name);
        var counted = network.Layers.Where(l => !l.Name.Contains("self_attention", StringComparison.Ordinal)).Sum(l => l.Macs); // by the golden file, whose hooks see no layer within attention
        Assert.Equal((file.RootElement.GetProperty("parameters").GetInt64(), file.RootElement.GetProperty("macs").GetInt64()), (network.TotalParameters, counted));
        network.LoadState(OnnxWeights.Read(SharedFiles.Find($"golden/onnx/{name}.plain.onnx")));
        network.Mode = PassMode.Evaluation;
        using var guard = no_grad();
        var x = tensor(Numbers(file.RootElement.GetProperty("x_values"))).view(2, 3, 32, 32);
        var expected = tensor(Numbers(file.RootElement.GetProperty("logits").GetProperty("plain"))).view(2, 10);
        Assert.True((network.Forward(x) - expected).abs().max().item<float>() < 2e-5f);
    }

    [Theory]
    [InlineData("mixed"), InlineData("densenet-tiny"), InlineData("mobilenet-v2-x0.25")]
    public void Finds_the_groups_of_Torch_Pruning(string name)
    {
        using var file = Golden(name);
        Assert.Equal(GoldenChannels.GroupsOf(file.RootElement), GoldenChannels.GroupsOf(MapOf(name)));
    }

    /// <summary>A grouped convolution keeps as many channels of every group: its 16 channels in 4 groups are 4 units, and so are its 20 outputs 5.</summary>
    [Fact]
    public void Channels_of_grouped_convolutions_go_together_across_the_groups()
    {
        var map = MapOf("mixed");
        Assert.Equal(
            [("stem.0", 4, 16), ("left.0", 12, 12), ("right.0", 5, 20), ("join", 24, 24), ("block.0", 40, 40), ("hidden", 30, 30)], map.Groups.Select(g => (g.Name, g.Units, g.Channels)));
        Assert.Equal([1, 5, 9, 13], map.Groups[0].Members[0].Indices[1]);
        Assert.Equal([1, 6, 11, 16], map.Groups[2].Members[0].Indices[1]);
        Assert.Equal([13, 18, 23, 28], map.Groups[2].Members.Single(m => m is { Layer: "join", Side: ChannelSide.In }).Indices[1]);
        Assert.Equal([4, 5, 6, 7], map.Groups[3].Members.Single(m => m is { Layer: "hidden", Side: ChannelSide.In }).Indices[1]);
    }

    /// <summary>Torch-Pruning sees attention as one layer, and no heads; it calls a layer norm's channels its outputs.</summary>
    [Fact]
    public void Finds_embeddings_heads_and_hidden_units_of_a_transformer()
    {
        using var file = Golden("vit-tiny");
        var map = MapOf("vit-tiny");
        Assert.Equal([("conv_proj", 48), ("encoder.layers.encoder_layer_0.self_attention.in_proj", 3), ("encoder.layers.encoder_layer_0.mlp.0", 96),
            ("encoder.layers.encoder_layer_1.self_attention.in_proj", 3), ("encoder.layers.encoder_layer_1.mlp.0", 96)], map.Groups.Select(g => (g.Name, g.Units)));

        var embedding = map.Groups[0].Members;
        var seen = embedding.Where(m => m.Side != ChannelSide.Embedding && !m.Layer.EndsWith("in_proj", StringComparison.Ordinal))
            .Select(m => (Layer: m.Layer.Replace(".out_proj", "", StringComparison.Ordinal), Side: m.Side == ChannelSide.Norm ? ChannelSide.Out : m.Side, m.Channels));
        Assert.Contains(string.Join(' ', seen.Select(m => $"{m.Layer}:{m.Side.ToString().ToLowerInvariant()}:{m.Channels}").Order(StringComparer.Ordinal)), GoldenChannels.GroupsOf(file.RootElement));
        Assert.Equal(["class_token", "encoder.pos_embedding"], embedding.Where(m => m.Side == ChannelSide.Embedding).Select(m => m.Layer));
        Assert.Equal(2, embedding.Count(m => m.Side == ChannelSide.In && m.Layer.EndsWith("in_proj", StringComparison.Ordinal)));

        var heads = map.Groups[1].Members;
        Assert.Equal([ChannelSide.Out, ChannelSide.In], heads.Select(m => m.Side));
        Assert.Equal([.. Enumerable.Range(16, 16), .. Enumerable.Range(64, 16), .. Enumerable.Range(112, 16)], heads[0].Indices[1]);
        Assert.Equal(Enumerable.Range(16, 16), heads[1].Indices[1]);
    }

    /// <summary>But for a transformer's embeddings, whose layer norms are means over the channels that are there.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Shrinks_to_the_outputs_of_the_masked_network(string name)
    {
        using var network = Create(name);
        RandomState.Give(network, seed: 4);
        var map = ChannelMap.Of(network.Graph);
        for (var draw = 0; draw < 3; draw++)
        {
            var kept = Shrunk.RandomKept(map, SeededStream.For(draw, "kept"));
            Shrunk.KeepWhatIsAveraged(network.Graph, map, kept);
            Shrunk.IsEqualToMasked(network, map, kept);
        }
    }

    [Fact]
    public void A_transformer_loses_embedding_channels_everywhere()
    {
        var map = MapOf("vit-tiny");
        var small = map.Shrink([.. Enumerable.Range(0, map.Units).Select(u => u >= 48 || u % 2 == 0)]).Graph;
        Assert.Equal("1,17,24", string.Join(',', small.Parameters.Single(p => p.Name == "encoder.pos_embedding").Shape));
        Assert.Equal("144,24", string.Join(',', small.Parameters.Single(p => p.Name == "encoder.layers.encoder_layer_0.self_attention.in_proj_weight").Shape));
        Assert.Equal("24,48", string.Join(',', small.Parameters.Single(p => p.Name == "encoder.layers.encoder_layer_0.self_attention.out_proj.weight").Shape));
        Assert.Equal("10,24", string.Join(',', small.Parameters.Single(p => p.Name == "heads.head.weight").Shape));
    }

    private static ChannelMap MapOf(string name) => ChannelMap.Of(NetworkGraph.Of(GoldenNetworks.All[name], GoldenNetworks.Input, 10));

    private static Network Create(string name) => Network.Create(GoldenNetworks.All[name], GoldenNetworks.Input, 10, SeededStream.For(1, "initialization"));

    private static JsonDocument Golden(string name) => JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/onnx/{name}.json")));

    private static float[] Numbers(JsonElement array) =>
        array.ValueKind == JsonValueKind.Number ? [array.GetSingle()] : [.. array.EnumerateArray().SelectMany(Numbers)];
}
