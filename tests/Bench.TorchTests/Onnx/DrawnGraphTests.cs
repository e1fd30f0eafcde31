using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Models.Graph;

namespace Bench.TorchTests.Onnx;

/// <summary>Graphs drawn from all operations, written as ONNX and read again.</summary>
public sealed class DrawnGraphTests
{
    // Constants are read as parameters, which they may be.
    private static readonly string[] Unread = ["scaled", "shifted"];

    public static TheoryData<string, long> Blocks => [.. RandomGraphs.Blocks.Keys.Select((name, i) => (name, 200L + i))];

    public static TheoryData<string, long> Read => [.. RandomGraphs.Blocks.Keys.Where(b => !Unread.Contains(b)).Select((name, i) => (name, 300L + i))];

    [Theory, MemberData(nameof(Blocks))]
    public void What_is_written_computes_the_same_there(string block, long seed)
    {
        using var network = Network.Create(RandomGraphs.Entry(seed, [block, .. RandomGraphs.Draw(seed, 2)]), RandomGraphs.Input, 4, SeededStream.For(1, "initialization"));
        RandomState.Give(network, (ulong)seed);
        Exported.IsEqual(network);
    }

    [Theory, MemberData(nameof(Read))]
    public void What_is_read_again_computes_the_same_and_has_the_same_channels(string block, long seed)
    {
        using var network = Network.Create(RandomGraphs.Entry(seed, [block, "convolution", block]), RandomGraphs.Input, 4, SeededStream.For(1, "initialization"));
        RandomState.Give(network, (ulong)seed);
        var file = OnnxFile.Parse(OnnxWriter.Bytes(OnnxGraph.Of(network)), "drawn.onnx");
        using var again = Network.Create(OnnxModel.Of("drawn", file), network.Input, 4, SeededStream.For(2, "initialization"));
        OnnxModel.LoadWeights(again, file);
        var inputs = Exported.Inputs(network.Input);
        var expected = Exported.Scores(network, inputs);
        var largest = expected.Max(Math.Abs);
        foreach (var (one, other) in expected.Zip(Exported.Scores(again, inputs))) Assert.Equal(one, other, 1e-4 * Math.Max(1, largest));
        Assert.Equal((network.TotalParameters, network.Graph.LayerMacs), (again.TotalParameters, again.Graph.LayerMacs));
        Assert.Equal(Groups(network.Graph), Groups(again.Graph));
    }

    [Fact]
    public void A_matrix_before_rows_is_a_linear_layer_of_the_columns()
    {
        var d = new DrawnFile(channels: 3, side: 8);
        var rows = d.Node("MatMul", [d.Weights("rows.weight", 5, 8), "images"]);
        var bytes = d.Bytes(d.Gemm(d.Node("Flatten", [rows], ("axis", 1L)), "head", 10, 120));
        var file = OnnxFile.Parse(bytes, "drawn.onnx");
        using var network = Network.Create(OnnxModel.Of("drawn", file), new(3, 8, 8), 10, SeededStream.For(2, "initialization"));
        OnnxModel.LoadWeights(network, file);
        Assert.Equal(5 * 8 + 1210, network.TotalParameters);
        var inputs = Exported.Inputs(network.Input);
        using var session = new OnnxSession(bytes);
        foreach (var (one, other) in session.Run(inputs.Values, inputs.Shape).Zip(Exported.Scores(network, inputs))) Assert.Equal(one, other, 1e-4);
    }

    // By the layers that meet them, of whatever name.
    private static IEnumerable<string> Groups(NetworkGraph graph) =>
        ChannelMap.Of(graph).Groups.Select(g => string.Join(' ', g.Members.Where(m => m.Side is ChannelSide.Out or ChannelSide.In).Select(m => $"{m.Layer}:{m.Side}:{m.Channels}").Prepend($"{g.Units}"))).Order(StringComparer.Ordinal);
}
