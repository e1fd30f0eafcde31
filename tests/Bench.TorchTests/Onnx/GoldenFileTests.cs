using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;
using static TorchSharp.torch;

namespace Bench.TorchTests.Onnx;

/// <summary>Networks as PyTorch exports them, norms folded away, kept, or in training mode, against what was computed in PyTorch.</summary>
public class GoldenFileTests
{
    private static readonly InputShape Images = new(3, 32, 32);

    public static TheoryData<string, string> Files =>
        [.. from name in new[] { "densenet-tiny", "mixed", "mobilenet-v2-x0.25", "vit-tiny" } from form in new[] { "folded", "plain", "train" } select (name, form)];

    [Theory, MemberData(nameof(Files))]
    public void Computes_what_PyTorch_computes(string name, string form)
    {
        using var golden = Golden(name);
        using var scope = NewDisposeScope();
        using var network = Create(name, form);
        OnnxModel.LoadWeights(network, PathOf(name, form));
        network.Mode = PassMode.Evaluation;
        using var guard = no_grad();
        var x = tensor(Numbers(golden.RootElement.GetProperty("x_values"))).view(2, 3, 32, 32);
        var expected = tensor(Numbers(golden.RootElement.GetProperty("logits").GetProperty(form))).view(2, 10);
        Assert.InRange((network.Forward(x) - expected).abs().max().item<float>(), 0, 1e-5f);
    }

    [Theory, MemberData(nameof(Files))]
    public void Has_the_names_and_counts_of_PyTorch(string name, string form)
    {
        using var golden = Golden(name);
        var graph = NetworkGraph.Of(OnnxModel.Of("mine", PathOf(name, form)), Images, 10);
        var counted = graph.Layers.Where(l => !l.Name.Contains("self_attention", StringComparison.Ordinal)).Sum(l => l.Macs); // by the golden file, whose hooks see no layer within attention
        Assert.Equal(golden.RootElement.GetProperty("macs").GetInt64(), counted);
        var expected = golden.RootElement.GetProperty("tensors").EnumerateObject().ToDictionary(t => t.Name, t => string.Join(',', t.Value.EnumerateArray()));
        var found = graph.Parameters.ToDictionary(p => p.Name, p => string.Join(',', p.Shape));
        if (form == "folded")
        {
            // A norm that is folded away has left a bias behind.
            Assert.All(found, t => Assert.True(expected.GetValueOrDefault(t.Key, t.Value) == t.Value, t.Key));
            Assert.All(expected.Where(t => t.Value.Contains(',')), t => Assert.Contains(t.Key, found.Keys));
            return;
        }
        Assert.Equal(expected.OrderBy(t => t.Key, StringComparer.Ordinal), found.OrderBy(t => t.Key, StringComparer.Ordinal));
        Assert.Equal(golden.RootElement.GetProperty("parameters").GetInt64(), graph.TotalParameters);
    }

    [Theory]
    [InlineData("mixed", "plain"), InlineData("mixed", "train"), InlineData("densenet-tiny", "plain"), InlineData("densenet-tiny", "train"), InlineData("mobilenet-v2-x0.25", "plain"), InlineData("mobilenet-v2-x0.25", "train")]
    public void Finds_the_groups_of_Torch_Pruning(string name, string form)
    {
        using var golden = Golden(name);
        Assert.Equal(GoldenChannels.GroupsOf(golden.RootElement), GoldenChannels.GroupsOf(ChannelMap.Of(NetworkGraph.Of(OnnxModel.Of("mine", PathOf(name, form)), Images, 10))));
    }

    /// <summary>Groups of the same network, described here, which has heads as well.</summary>
    [Theory, InlineData("folded"), InlineData("plain"), InlineData("train")]
    public void Finds_heads_in_attention_that_is_spelled_out(string form)
    {
        var described = ChannelMap.Of(NetworkGraph.Of(GoldenNetworks.All["vit-tiny"], GoldenNetworks.Input, 10));
        var read = ChannelMap.Of(NetworkGraph.Of(OnnxModel.Of("mine", PathOf("vit-tiny", form)), Images, 10));
        Assert.Equal(GoldenChannels.GroupsOf(described), GoldenChannels.GroupsOf(read));
        Assert.Equal(described.Groups.Select(g => (g.Name, g.Units)), read.Groups.Select(g => (g.Name, g.Units)));
    }

    [Theory, MemberData(nameof(Files))]
    public void Shrinks_to_the_outputs_of_the_masked_network(string name, string form)
    {
        using var network = Create(name, form);
        RandomState.Give(network, seed: 4);
        var map = ChannelMap.Of(network.Graph);
        var kept = Shrunk.RandomKept(map, SeededStream.For(1, "kept"));
        if (name == "vit-tiny") Array.Fill(kept, true, 0, map.Groups[0].Units); // layer norms are means over the channels that are there
        Shrunk.IsEqualToMasked(network, map, kept);
    }

    internal static string PathOf(string name, string form) => SharedFiles.Find($"golden/onnx/{name}.{form}.onnx");

    private static Network Create(string name, string form) => Network.Create(OnnxModel.Of("mine", PathOf(name, form)), Images, 10, SeededStream.For(1, "initialization"));

    private static JsonDocument Golden(string name) => JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/onnx/{name}.json")));

    private static float[] Numbers(JsonElement array) =>
        array.ValueKind == JsonValueKind.Number ? [array.GetSingle()] : [.. array.EnumerateArray().SelectMany(Numbers)];
}
