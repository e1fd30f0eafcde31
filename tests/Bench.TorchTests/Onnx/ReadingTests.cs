using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;
using Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>What files spell that is nearly something else, against ONNX Runtime.</summary>
public sealed class ReadingTests
{
    [Theory, InlineData(0f, 20f), InlineData(-50f, 50f), InlineData(-1e9f, 1000f), InlineData(0f, 6f)]
    public void Clips_are_read_however_far_away_they_are(float least, float most)
    {
        var d = new DrawnFile();
        var x = d.Node("Clip", ["images", d.Number(least), d.Number(most)]);
        Exported.IsReadAs(d.Bytes(Head(d, d.Node("Mul", [x, d.Number(0.001f)]))), images: 1500, batch: 4);
    }

    [Fact]
    public void A_hard_sigmoid_behind_a_multiple_is_that_of_both()
    {
        var d = new DrawnFile();
        Exported.IsReadAs(d.Bytes(Head(d, d.Node("HardSigmoid", [d.Node("Mul", ["images", d.Number(2)])], ("alpha", 1f / 12), ("beta", 0.5f)))), images: 1, batch: 4);
    }

    /// <summary>PyTorch writes a product of matrices with a number in place of biases and a factor of 0.</summary>
    [Fact]
    public void A_factor_of_0_leaves_biases_out()
    {
        var d = new DrawnFile();
        Exported.IsReadAs(d.Bytes(d.Node("Gemm", [d.Node("Flatten", ["images"]), d.Weights("W", 768, 10), d.Constant([1], [1])], ("beta", 0f))), images: 1, batch: 4);
    }

    [Fact]
    public void A_factor_of_biases_that_are_not_there_is_not_that_of_what_is_added_behind()
    {
        var d = new DrawnFile();
        var x = d.Node("Gemm", [d.Node("Flatten", ["images"]), d.Weights("fc.weight", 10, 768)], ("beta", 0.5f), ("transB", 1L));
        Exported.IsReadAs(d.Bytes(d.Node("Add", [x, d.Weights("fc.bias", 10)])), images: 1, batch: 4);
    }

    [Fact]
    public void A_split_that_names_no_sizes_is_one_into_equal_parts_but_where_a_number_of_parts_is_named()
    {
        var d = new DrawnFile(13);
        var message = Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", d.File(Part(d))), DrawnNetworks.Images, 10)).Message;
        Assert.Contains("(Split): an axis of 3 cannot be split into 2 equal parts", message);
        d = new DrawnFile(18);
        Exported.IsReadAs(d.Bytes(Part(d, ("num_outputs", 2L))), images: 1, batch: 4);

        static string Part(DrawnFile d, params (string, object)[] attributes) =>
            d.Gemm(d.Node("Flatten", [d.Nodes("Split", ["images"], 2, [("axis", 1L), .. attributes])[0]]), "fc", 10, 512);
    }

    [Fact]
    public void A_sum_over_no_axes_is_what_it_takes_or_over_all()
    {
        var d = new DrawnFile();
        var x = d.Node("ReduceSum", [d.Node("GlobalAveragePool", ["images"]), d.Wholes()], ("noop_with_empty_axes", 1L));
        Exported.IsReadAs(d.Bytes(d.Gemm(d.Node("Flatten", [x]), "fc", 10, 3)), images: 1, batch: 4);
        d = new DrawnFile();
        var output = Head(d, d.Node("Add", ["images", d.Node("ReduceSum", ["images", d.Wholes()])]));
        Assert.Contains("mix the samples", Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", d.File(output)), DrawnNetworks.Images, 10)).Message);
        d = new DrawnFile();
        output = Head(d, d.Node("Add", ["images", d.Node("ReduceSum", ["images", d.Wholes(0, 1, 2, 3)], ("noop_with_empty_axes", 1L))]));
        Assert.Contains("mix the samples", Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", d.File(output)), DrawnNetworks.Images, 10)).Message);
    }

    /// <summary>A megabyte that a function is given under another name, three hundred times.</summary>
    [Fact]
    public void What_a_function_is_given_is_not_copied()
    {
        var d = new DrawnFile();
        var x = "images";
        for (var i = 0; i < 300; i++)
        {
            x = d.Node("own", [x]);
            d.Model.Graph.Node[^1].Domain = "own";
        }
        var given = new AttributeProto { Name = "given", Type = AttributeProto.Types.AttributeType.Tensor, T = new TensorProto { DataType = 1, Dims = { 1 << 18 } } };
        given.T.FloatData.Add(new float[1 << 18]);
        var function = new FunctionProto { Name = "own", Domain = "own", Input = { "x" }, Output = { "y" }, AttributeProto = { given } };
        function.Node.Add(new NodeProto { OpType = "Relu", Input = { "x" }, Output = { "y" }, Attribute = { new AttributeProto { Name = "value", RefAttrName = "given", Type = AttributeProto.Types.AttributeType.Tensor } } });
        d.Model.Functions.Add(function);
        var file = d.File(Head(d, x));
        var before = GC.GetAllocatedBytesForCurrentThread();
        NetworkGraph.Of(OnnxModel.Of("mine", file), DrawnNetworks.Images, 10);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000_000);
    }

    [Fact]
    public void Units_over_more_elements_than_are_worth_it_are_fixed()
    {
        var entry = GoldenNetworks.Entry("wide", (x, classes) => x.Convolution("a", 32, 1).Reshape(32, 65536).Reshape(65536, 32).Reduce(ReductionKind.Mean, [0], false).Linear("fc", classes));
        var graph = NetworkGraph.Of(entry, new InputShape(3, 256, 256), 10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Empty(ChannelMap.Of(graph).Groups);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    [Fact]
    public void A_constant_in_another_file_is_refused()
    {
        var d = new DrawnFile();
        var x = d.Node("Constant", []);
        d.Model.Graph.Node[^1].Name = "far";
        d.Model.Graph.Node[^1].Attribute.Add(new AttributeProto
        {
            Name = "value", Type = AttributeProto.Types.AttributeType.Tensor,
            T = new TensorProto { DataType = 1, DataLocation = TensorProto.Types.DataLocation.External, ExternalData = { new StringStringEntryProto { Key = "location", Value = "other" } } },
        });
        var file = d.File(Head(d, d.Node("Mul", ["images", x])));
        Assert.Equal("drawn.onnx: the constant of node 'far' lies in a file beside it, which only the graph's initializers may",
            Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", file), DrawnNetworks.Images, 10)).Message);
    }

    [Fact]
    public void A_softmax_at_the_end_is_left_out()
    {
        var d = new DrawnFile();
        var graph = NetworkGraph.Of(OnnxModel.Of("mine", d.File(d.Node("Softmax", [Head(d, "images")], ("axis", -1L)))), DrawnNetworks.Images, 10);
        Assert.Equal("fc", graph.Nodes[graph.Output].Operation.Name);
        d = new DrawnFile();
        graph = NetworkGraph.Of(OnnxModel.Of("mine", d.File(Head(d, d.Node("Softmax", ["images"], ("axis", 1L))))), DrawnNetworks.Images, 10);
        Assert.Contains(graph.Nodes, node => node.Operation is Softmax);
    }

    private static string Head(DrawnFile d, string x) => d.Gemm(d.Node("Flatten", [x], ("axis", 1L)), "fc", 10, 768);
}
