using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Models.Channels;
using static TorchSharp.torch;

namespace Bench.TorchTests.Onnx;

/// <summary>A file that is written is read again as the same network: its names, counts and groups of channels, its numbers to the last bit, and what it computes.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name), .. GoldenNetworks.All.Keys];

    public void Dispose() => folder.Dispose();

    [Theory, MemberData(nameof(Models))]
    public void With_all_channels(string model)
    {
        using var network = Exported.Network(GoldenNetworks.All.GetValueOrDefault(model) ?? ModelCatalogue.Find(model));
        IsTheSame(network);
    }

    [Theory, MemberData(nameof(Models))]
    public void Without_some_channels(string model)
    {
        using var network = Exported.Network(GoldenNetworks.All.GetValueOrDefault(model) ?? ModelCatalogue.Find(model));
        var map = ChannelMap.Of(network.Graph);
        using var small = network.Shrink(map.Shrink(Shrunk.RandomKept(map, SeededStream.For(1, "kept"))));
        IsTheSame(small, groups: false); // a part of a depthwise convolution is one by its history, which a file does not tell
    }

    private void IsTheSame(Network network, bool groups = true)
    {
        var path = Path.Combine(folder.Path, "n.onnx");
        OnnxWriter.Write(path, OnnxGraph.Of(network));
        using var again = Network.Create(NetworkGraph.Of(OnnxModel.Of("again", path), network.Input, network.Classes), null);
        OnnxModel.LoadWeights(again, path);
        Assert.Equal((network.TotalParameters, network.Graph.Macs), (again.TotalParameters, again.Graph.Macs));
        Assert.Equal(network.Layers.Select(l => (l.Name, string.Join(',', l.WeightShape), l.Macs)), again.Layers.Select(l => (l.Name, string.Join(',', l.WeightShape), l.Macs)));
        Assert.Equal(network.State.Select(t => t.Name).Order(StringComparer.Ordinal), again.State.Select(t => t.Name).Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in network.State) Assert.True(Bytes(tensor).SequenceEqual(Bytes(again.Find(name))), name);
        if (groups) Assert.Equal(Groups(network.Graph), Groups(again.Graph));
        var inputs = Exported.Inputs(network.Input);
        var (expected, found) = (Exported.Scores(network, inputs), Exported.Scores(again, inputs));
        var largest = expected.Max(Math.Abs);
        Assert.True(expected.Zip(found, (e, f) => Math.Abs(e - f)).Max() <= 1e-5 * Math.Max(1, largest));
    }

    // Of a copy that lives as long as they are read.
    private static byte[] Bytes(Tensor tensor)
    {
        using var whole = tensor.contiguous();
        return whole.bytes.ToArray();
    }

    private static IEnumerable<string> Groups(NetworkGraph graph) =>
        ChannelMap.Of(graph).Groups.Select(g => $"{g.Name} {g.Units}: {string.Join(' ', g.Members.Select(m => $"{m.Layer}/{m.Side}/{m.Channels}").Order(StringComparer.Ordinal))}").Order(StringComparer.Ordinal);
}
