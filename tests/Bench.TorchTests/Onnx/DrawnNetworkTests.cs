using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Onnx;

/// <summary>Files of networks that the catalogue does not have, against ONNX Runtime.</summary>
public class DrawnNetworkTests
{
    private const int Samples = 4;

    public static TheoryData<string> Names => [.. DrawnNetworks.All.Keys];

    /// <summary>The batch left open, and named, as exporters do by default.</summary>
    public static TheoryData<string, int> NamesAndBatches => [.. from name in DrawnNetworks.All.Keys from batch in new[] { 0, 1, 2 } select (name, batch)];

    [Theory, MemberData(nameof(NamesAndBatches))]
    public void Computes_what_ONNX_Runtime_computes(string name, int batch)
    {
        using var scope = NewDisposeScope();
        var bytes = DrawnNetworks.All[name](batch);
        using var network = Create(bytes);
        network.Mode = PassMode.Evaluation;
        using var guard = no_grad();
        using var session = new OnnxSession(bytes);
        var x = Images(1);
        var at = batch == 0 ? Samples : batch;
        var expected = Enumerable.Range(0, Samples / at).SelectMany(i => session.Run(x.narrow(0, i * at, at).data<float>().ToArray(), [at, 3, 16, 16])).ToArray();
        Assert.InRange((network.Forward(x) - tensor(expected).view(Samples, 10)).abs().max().item<float>(), 0, 1e-5f);
    }

    [Theory, MemberData(nameof(Names))]
    public void Shrinks_to_the_outputs_of_the_masked_network(string name)
    {
        using var network = Create(DrawnNetworks.All[name](0));
        RandomState.Give(network, seed: 4);
        var map = ChannelMap.Of(network.Graph);
        Assert.NotEmpty(map.Groups);
        // Layer norms are means over the channels that are there.
        string[] normalized = [.. network.Graph.Nodes.Where(n => n.Operation is LayerNorm).Select(n => n.Operation.Name)];
        for (var draw = 0; draw < 3; draw++)
        {
            var kept = Shrunk.RandomKept(map, SeededStream.For(draw, "kept"));
            foreach (var group in map.Groups.Where(g => g.Members.Any(m => normalized.Contains(m.Layer)))) Array.Fill(kept, true, group.First, group.Units);
            Shrunk.IsEqualToMasked(network, map, kept);
        }
    }

    /// <summary>Depthwise weights lie in memory as their alias of another order does.</summary>
    [Fact]
    public void A_smaller_network_with_depthwise_convolutions_has_a_dense_form()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = Create(DrawnNetworks.All["squeeze and excitation by convolutions"](0));
        var map = ChannelMap.Of(network.Graph);
        var part = map.Shrink(Shrunk.RandomKept(map, SeededStream.For(1, "kept")));
        using var small = network.Shrink(part);
        using var dense = small.Expand(part, network.Graph);
        small.Mode = dense.Mode = PassMode.Evaluation;
        Assert.InRange((small.Forward(Images(3)) - dense.Forward(Images(3))).abs().max().item<float>(), 0, 1e-5f);
    }

    [Theory, MemberData(nameof(Names))]
    public void Trains(string name)
    {
        using var scope = NewDisposeScope();
        using var network = Create(DrawnNetworks.All[name](2));
        network.Mode = PassMode.Training;
        nn.functional.cross_entropy(network.Forward(Images(2)), tensor(new long[] { 1, 2, 3, 4 })).backward();
        Assert.All(network.Parameters, p => Assert.True(p.Parameter.grad!.isfinite().all().item<bool>(), p.Name));
        Assert.All(network.Parameters.Where(p => p.Parameter.ndim > 1), p => Assert.True(p.Parameter.grad!.abs().sum().item<float>() > 0, p.Name));
    }

    [Fact]
    public void Gates_go_with_what_they_gate_and_groups_keep_as_many_channels()
    {
        var gate = ChannelMap.Of(GraphOf("squeeze and excitation by convolutions"));
        var wide = gate.Groups.Single(g => g.Name == "block.0");
        Assert.Equal(["block.0 Out", "block.1 Norm", "block.2 Out", "block.3 Norm", "block.4.fc1 In", "block.4.fc2 Out", "block.5 In"], wide.Members.Select(m => $"{m.Layer} {m.Side}"));
        Assert.Equal(24, wide.Units);
        var grouped = ChannelMap.Of(GraphOf("grouped bottlenecks"));
        Assert.Equal([("stem", 16), ("layer1.0.conv1", 4), ("layer1.0.conv2", 4), ("layer1.0.conv3", 32)], grouped.Groups.Take(4).Select(g => (g.Name, g.Units)));
        var fire = ChannelMap.Of(GraphOf("fire modules"));
        Assert.DoesNotContain("classifier.1", fire.Groups.Select(g => g.Name));
        Assert.Equal(["features.3.squeeze", "features.3.expand1x1", "features.3.expand3x3"], fire.Groups.Skip(1).Take(3).Select(g => g.Name));
    }

    /// <summary>Tensors that exporters have computed are named by what is beside them.</summary>
    [Fact]
    public void Names_transposed_weights_by_their_biases()
    {
        var names = GraphOf("transformer of heads in one axis").Parameters.ToDictionary(p => p.Name, p => string.Join(',', p.Shape));
        Assert.Equal(("72,24", "72", "24,24", "1,17,24", "1,1,24"), (names["attn.qkv.weight"], names["attn.qkv.bias"], names["attn.proj.weight"], names["pos_embed"], names["cls_token"]));
        Assert.Contains("block.layer_scale", GraphOf("ConvNeXt block").Parameters.Select(p => p.Name));
    }

    /// <summary>What is no module's keeps its name and shape, but for the weights of a layer.</summary>
    [Fact]
    public void Names_what_stands_beside_modules_as_the_file_does()
    {
        var graph = GraphOf("parameters beside modules");
        Assert.Equal(
            ["gamma (16)", "beta (16)", "conv.weight (8,3,3,3)", "shift (1,8,1,1)", "W.weight (12,8)", "b (12)", "fc.weight (10,12)", "last (10)"],
            graph.Parameters.Select(p => $"{p.Name} ({string.Join(',', p.Shape)})"));
        Assert.Equal(["norm.running_mean", "norm.running_var"], graph.Buffers.Select(b => b.Name));
    }

    /// <summary>Exporters name the constants of a norm without scales by a count; other programs have names of their own for scales that are learned.</summary>
    [Fact]
    public void Scales_of_norms_that_have_a_name_are_learned_whatever_they_are_called()
    {
        var d = new DrawnFile();
        var x = d.Node("BatchNormalization", [d.Conv("images", "conv", 4, 3, 3), d.Store("bn/gamma", [4], [1, 1, 1, 1]), d.Store("bn/beta", [4], new float[4]), d.Weights("bn/moving_mean", 4), d.Scales("bn/moving_variance", 4)]);
        var graph = NetworkGraph.Of(OnnxModel.Of("named", d.File(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])]), "fc", 10, 4))), DrawnNetworks.Images, 10);
        Assert.Single(graph.Nodes, n => n.Operation is Norm { IsAffine: true });
    }

    /// <summary>LayerScale and ReZero are what their factors begin with.</summary>
    [Fact]
    public void New_factors_and_summands_begin_as_the_files_do_where_they_are_all_equal()
    {
        using var scope = NewDisposeScope();
        var d = new DrawnFile();
        var x = d.Node("Mul", [d.Conv("images", "conv", 4, 3, 3), d.Store("scale", [4, 1, 1], [1e-4f, 1e-4f, 1e-4f, 1e-4f])]);
        x = d.Node("Add", [d.Node("Mul", [x, d.Store("zero", [1], [0])]), d.Store("shift", [4, 1, 1], [0.5f, 0.5f, 0.5f, 0.5f])]);
        x = d.Node("Mul", [x, d.Store("trained", [4, 1, 1], [0.5f, 0.25f, 0.5f, 0.5f])]);
        var graph = NetworkGraph.Of(OnnxModel.Of("begun", d.File(d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])]), "fc", 10, 4))), DrawnNetworks.Images, 10);
        using var network = Network.Create(graph, SeededStream.For(1, "initialization"));
        Assert.Equal([1e-4f, 0, 0.5f, 1], new[] { "scale", "zero", "shift", "trained" }.Select(n => network.Find(n).flatten()[0].item<float>()));
        using var zeros = network.Like(graph); // as the part of a larger network that is removed
        Assert.Equal(0, zeros.Find("shift").abs().sum().item<float>());
    }

    /// <summary>An instance norm undoes any scale before it, which is why gates stand behind it.</summary>
    [Fact]
    public void Gates_stand_behind_norms_without_scales_too()
    {
        var d = new DrawnFile();
        var x = d.Node("InstanceNormalization", [d.Conv("images", "conv", 4, 3, 3), d.Constant([4], [1, 1, 1, 1]), d.Constant([4], [0, 0, 0, 0])]);
        var graph = NetworkGraph.Of(OnnxModel.Of("gated", d.File(d.Gemm(d.Node("Flatten", [d.Node("GlobalMaxPool", [d.Node("Relu", [x])])]), "fc", 10, 4))), DrawnNetworks.Images, 10);
        Assert.IsType<InstanceNorm>(graph.Find(Bench.Strategies.ChannelGroups.NormBehind(graph, "conv")));
    }

    [Fact]
    public void Finds_functions_however_they_are_spelled()
    {
        var kinds = GraphOf("spelled functions").Nodes.Select(n => n.Operation).Where(o => o is not Convolution).Select(o => o.GetType().Name).Skip(1);
        Assert.Equal(["HardSwish", "Silu", "Mish", "Gelu", "Gelu", "Rectify", "LearnedRectify", "Elu", "LeakyRectify", "PixelMean", "Linear"], kinds);
        Assert.Contains(GraphOf("group and instance norms").Nodes, n => n.Operation is GroupNorm { Groups: 4, Channels: 8 });
        Assert.Equal(2, GraphOf("mixer").Nodes.Count(n => n.Operation is LayerNorm));
    }

    /// <summary>What normalizes pixels is a buffer under its name and with the numbers of the file, and what stands in a formula is neither that nor learned.</summary>
    [Fact]
    public void Constants_are_not_learned_and_keep_their_numbers()
    {
        using var scope = NewDisposeScope();
        var bytes = DrawnNetworks.All["constants of its own"](0);
        using var network = Create(bytes);
        Assert.Equal(
            ["conv1.weight (8,3,3,3)", "conv1.bias (8)", "conv2.weight (8,8,1,1)", "alpha (1)", "shift ()", "delta_of_rows (8)", "gamma (8,1,1)", "beta (1,8,1,1)", "delta_reciprocal (1,8,1,1)", "fc.weight (10,8)", "fc.bias (10)"],
            network.Graph.Parameters.Select(p => $"{p.Name} ({string.Join(',', p.Shape)})"));
        Assert.Equal(["normalize.mean", "normalize.std"], network.Buffers.Select(b => b.Name));

        using var drawn = Network.Create(network.Graph, SeededStream.For(2, "initialization"));
        var written = OnnxFile.Parse(OnnxWriter.Bytes(OnnxGraph.Of(network)), "written.onnx");
        using var again = Network.Create(NetworkGraph.Of(OnnxModel.Of("again", written), DrawnNetworks.Images, 10), null);
        OnnxModel.LoadWeights(again, written);
        foreach (var one in (Network[])[network, drawn, again])
        {
            Assert.Equal([0.5f, 0.4f, 0.25f], one.Find("normalize.mean").data<float>().ToArray());
            Assert.Equal([0.25f, 0.2f, 0.3f], one.Find("normalize.std").data<float>().ToArray());
        }
        Assert.Equal(network.State.Select(t => (t.Name, string.Join(',', t.Tensor.shape))), again.State.Select(t => (t.Name, string.Join(',', t.Tensor.shape))));
        network.Mode = again.Mode = PassMode.Evaluation;
        Assert.InRange((network.Forward(Images(2)) - again.Forward(Images(2))).abs().max().item<float>(), 0, 1e-6f);
    }

    private static NetworkGraph GraphOf(string name) => NetworkGraph.Of(OnnxModel.Of("mine", OnnxFile.Parse(DrawnNetworks.All[name](0), "drawn.onnx")), DrawnNetworks.Images, 10);

    private static Network Create(byte[] bytes)
    {
        var file = OnnxFile.Parse(bytes, "drawn.onnx");
        var network = Network.Create(OnnxModel.Of("mine", file), DrawnNetworks.Images, 10, SeededStream.For(1, "initialization"));
        OnnxModel.LoadWeights(network, file);
        return network;
    }

    private static Tensor Images(int seed) => randn([Samples, 3, 16, 16], generator: new Generator((ulong)seed, CPU));
}
