using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Tests;
using Bench.TorchTests.Datasets;
using Google.Protobuf;
using Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>Files that are none of a network here: one line each, which names the node; and hostile ones, which can only fail.</summary>
public sealed class OnnxMistakeTests
{
    [Fact]
    public void Names_the_node_of_an_operator_that_is_not_known()
    {
        var d = new DrawnFile();
        var line = Line(d, d.Gemm(d.Node("Flatten", [d.Node("DepthToSpace", ["images"], ("blocksize", 2L))]), "fc", 10, 768));
        Assert.StartsWith("drawn.onnx: node '/DepthToSpace_0' (DepthToSpace): unknown operator 'DepthToSpace' (docs/own-networks.md says what is read)", line);
    }

    [Fact]
    public void Reads_what_is_refused_when_it_is_written_out_as_the_documentation_says()
    {
        var d = new DrawnFile();
        var x = d.Conv("images", "a", 4, 3, 3, padding: 1);
        Assert.Contains("(Max): it is read of one", Line(d, Head(d, d.Node("Max", [x, d.Conv("images", "b", 4, 3, 3, padding: 1)]))), StringComparison.Ordinal);

        d = new DrawnFile();
        string[] pair = [.. new[] { "a", "b" }.Select(name => d.Node("Unsqueeze", [d.Conv("images", name, 4, 3, 3, padding: 1), d.Wholes(1)]))];
        var larger = d.Node("ReduceMax", [d.Node("Concat", pair, ("axis", 1L))], ("axes", new long[] { 1 }), ("keepdims", 0L));
        var apart = d.Node("Transpose", [d.Node("Reshape", [larger, d.Wholes(0, 1, 2, 2, 16, 16)])], ("perm", new long[] { 0, 1, 4, 2, 5, 3 }));
        var file = d.File(d.Gemm(d.Node("Flatten", [d.Node("Reshape", [apart, d.Wholes(0, 1, 32, 32)])]), "fc", 10, 1024));
        Assert.Equal(3, NetworkGraph.Of(OnnxModel.Of("mine", file), new(3, 16, 16), 10).Layers.Count);
    }

    [Fact]
    public void Says_that_a_network_is_quantized()
    {
        var d = new DrawnFile();
        Assert.Contains("(QuantizeLinear): it is of a quantized network", Line(d, Head(d, d.Node("QuantizeLinear", ["images", d.Number(0.1f)]))));
    }

    [Fact]
    public void Writes_no_file_in_which_two_values_have_one_name()
    {
        var d = new DrawnFile();
        var file = d.File(Head(d, d.Node("Mul", [d.Conv("images", "a", 3, 3, 1), d.Scales("logits", 3, 1, 1)])));
        var graph = NetworkGraph.Of(OnnxModel.Of("mine", file), new(3, 16, 16), 10);
        using var network = Network.Create(graph, SeededStream.For(1, "initialization"));
        Assert.StartsWith("a parameter of the network is called 'logits', ", Assert.Throws<UserError>(() => OnnxWriter.Bytes(OnnxGraph.Of(network))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_size_that_is_left_open()
    {
        var d = new DrawnFile();
        d.Model.Graph.Input[0].Type.TensorType.Shape.Dim[2] = new TensorShapeProto.Types.Dimension { DimParam = "height" };
        Assert.Equal("drawn.onnx: its input 'images' has a size that is left open, 'height': only that of the batch may be; export it for images of one size", Line(d, Head(d)));
    }

    [Fact]
    public void Refuses_two_inputs_and_two_outputs()
    {
        var d = new DrawnFile();
        d.Model.Graph.Input.Add(DrawnFile.Value("mask", 0, 1));
        Assert.Equal("drawn.onnx: it has 2 inputs (images, mask); a network here has one, of images", Line(d, Head(d)));
        d = new DrawnFile();
        var bytes = d.Bytes(Head(d));
        d.Model.Graph.Output.Add(DrawnFile.Value("images", 0, 3, 16, 16));
        Assert.EndsWith("; a network here has one, of class scores", Line(d.Model));
    }

    [Fact]
    public void Refuses_other_images_and_other_classes()
    {
        var d = new DrawnFile(side: 32);
        Assert.Equal("drawn.onnx: its input 'images' takes images of 3×32×32, and the data set's are 3×16×16", Line(d, Head(d, side: 32)));
        d = new DrawnFile();
        Assert.EndsWith(" has 7 class scores, and the data set has 10 classes", Line(d, Head(d, classes: 7)));
        d = new DrawnFile();
        Assert.EndsWith(" is of shape (batch, 4, 16, 16), not of class scores, (batch, 10)", Line(d, d.Conv("images", "a", 4, 3, 3, padding: 1)));
    }

    [Fact]
    public void Refuses_what_would_mix_the_samples_of_a_batch()
    {
        var d = new DrawnFile();
        var x = d.Node("Reshape", [d.Node("Flatten", ["images"]), d.Wholes(1, -1)]);
        Assert.Contains("(1, 768·batch) and weights of (10, 768) do not go together", Line(d, d.Gemm(x, "fc", 10, 768)));
        d = new DrawnFile();
        x = d.Node("ReduceMean", ["images"], ("axes", new long[] { 0, 2, 3 }));
        Assert.EndsWith("is of shape (1, 10), not of class scores, (batch, 10)", Line(d, d.Gemm(d.Node("Reshape", [x, d.Wholes(-1, 3)]), "fc", 10, 3)));
        d = new DrawnFile();
        x = d.Node("ReduceMean", ["images"], ("axes", new long[] { 0 }));
        Assert.Contains("(ReduceMean): it would mix the samples of a batch", Line(d, Head(d, d.Node("Add", ["images", x]))));
    }

    /// <summary>A module that is called again has a count behind its name in nodes, and its weights stay one tensor.</summary>
    [Fact]
    public void Refuses_modules_that_are_called_twice_and_numbers_that_are_used_twice()
    {
        var d = new DrawnFile();
        var x = d.Conv("images", "act", 3, 3, 1);
        d.Model.Graph.Node[^1].Name = "/act/Conv";
        x = d.Node("Conv", [x, "act.weight"]);
        d.Model.Graph.Node[^1].Name = "/act_1/Conv";
        Assert.Contains("layers that share weights are not read", Line(d, Head(d, x)));
        d = new DrawnFile();
        x = d.Node("Add", [d.Conv("images", "a", 3, 3, 1), d.Weights("p", 3, 16, 16)]);
        x = d.Node("Add", [d.Conv(x, "b", 3, 3, 1), "p"]);
        Assert.Contains("its tensor 'p' is that of node '/Add_1' too: numbers that are used twice are not read", Line(d, Head(d, x)));
        d = new DrawnFile();
        x = d.Node("Conv", [d.Node("Conv", ["images", d.Weights("w", 3, 3, 1, 1)]), "w"]);
        Assert.Contains("its tensor 'w' is that of node '", Line(d, Head(d, x)));
        d = new DrawnFile();
        x = d.Node("MatMul", [d.Node("MatMul", [d.Node("Flatten", ["images"]), d.Weights("U", 768, 4)]), d.Node("Transpose", ["U"], ("perm", new long[] { 1, 0 }))]);
        Assert.Contains("its tensor 'U' is that of node '", Line(d, Head(d, d.Node("Reshape", [x, d.Wholes(-1, 3, 16, 16)]))));
    }

    [Fact]
    public void Refuses_what_is_learned_where_it_could_not_be_learned()
    {
        var d = new DrawnFile();
        var x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("its numbers are computed from others by Gather", Line(d, Head(d, d.Node("Add", [x, d.Node("Gather", [d.Weights("table", 5, 16), d.Wholes(0, 1, 2, 1, 3, 4, 2, 1, 0, 1, 2, 1, 3, 4, 2, 1)], ("axis", 0L))]))));
        d = new DrawnFile();
        x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("its numbers are computed from others by Exp", Line(d, Head(d, d.Node("Mul", [x, d.Node("Exp", [d.Scales("g", 1)])]))));
        d = new DrawnFile();
        x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("its numbers are a part of a tensor of the file", Line(d, Head(d, d.Node("Add", [x, d.Node("Slice", [d.Weights("p", 3, 16, 20), d.Wholes(0), d.Wholes(16), d.Wholes(2)])]))));
        d = new DrawnFile();
        x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("its power is a tensor of the file, which would be learned", Line(d, Head(d, d.Node("Pow", [x, d.Scales("p", 1)]))));

        // The bound of a quantizer that learns it (PACT), in both spellings.
        d = new DrawnFile();
        x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("its largest value is a tensor of the file, which would be learned", Line(d, Head(d, d.Node("Clip", [x, d.Number(0), d.Scales("alpha")]))));
        d = new DrawnFile();
        x = d.Conv("images", "a", 3, 3, 1);
        Assert.Contains("it is read of one value and one number only", Line(d, Head(d, d.Node("Min", [x, d.Scales("alpha", 1)]))));
    }

    [Fact]
    public void Refuses_what_torch_would_not_compute_and_no_number_breaks_the_reading()
    {
        var d = new DrawnFile();
        Assert.Contains("pads of (2, 2, 2, 2) are more than half of its windows", Line(d, Head(d, d.Node("MaxPool", ["images"], ("kernel_shape", new long[] { 3, 3 }), ("pads", new long[] { 2, 2, 2, 2 }), ("strides", new long[] { 1, 1 })))));
        d = new DrawnFile();
        Assert.Contains("it goes backwards, in steps of -1", Line(d, Head(d, d.Node("Slice", ["images", d.Wholes(-1), d.Wholes(-99), d.Wholes(3), d.Wholes(-1)]))));
        d = new DrawnFile();
        var scores = d.Gemm(d.Node("Flatten", ["images"]), "fc", 10, 768);
        Line(d, d.Node("Softmax", [scores], ("axis", 0L)));
        d = new DrawnFile();
        Assert.Contains("(Concat): it lacks input 1", Line(d, Head(d, d.Node("Concat", [], ("axis", 1L)))));
        d = new DrawnFile();
        Line(d, Head(d, d.Node("MaxPool", [d.Node("Mul", ["images", d.Node("Sign", [d.Constant([], [float.NaN])])])], ("kernel_shape", new long[] { 1, 1 }), ("pads", new long[] { 1, 1, 1, 1 }))));
    }

    [Fact]
    public void Refuses_layers_that_share_weights_and_weights_that_are_computed()
    {
        var d = new DrawnFile();
        var x = d.Conv("images", "a", 3, 3, 1);
        x = d.Node("Conv", [x, "a.weight"]);
        Assert.Contains("layers that share weights are not read", Line(d, Head(d, x)));
        d = new DrawnFile();
        x = d.Node("Conv", ["images", d.Node("Mul", [d.Weights("a.weight_v", 3, 3, 1, 1), d.Weights("a.weight_g", 3, 1, 1, 1)])]);
        Assert.Contains("its weights are computed from others by Mul", Line(d, Head(d, x)));
    }

    [Fact]
    public void Refuses_what_is_not_there_cycles_and_names_that_are_there_twice()
    {
        var d = new DrawnFile();
        var output = Head(d, d.Node("Add", ["images", "nowhere"]));
        Assert.Equal("drawn.onnx: node '/Add_0' (Add): it takes 'nowhere', which nothing before it gives", Line(d, output));
        d = new DrawnFile();
        output = Head(d, d.Node("Add", ["images", "/Relu_1_output_0"]));
        d.Model.Graph.Node.Insert(1, new NodeProto { OpType = "Relu", Input = { "/Add_0_output_0" }, Output = { "/Relu_1_output_0" } });
        Assert.Contains("which nothing before it gives", Line(d, output));
        d = new DrawnFile();
        output = Head(d);
        d.Model.Graph.Initializer.Add(d.Model.Graph.Initializer[0]);
        Assert.EndsWith("is there twice", Line(d, output));
    }

    [Fact]
    public void Refuses_sizes_that_lie_and_gigabytes_that_are_asked_for()
    {
        var d = new DrawnFile();
        var output = Head(d);
        d.Model.Graph.Initializer[0].Dims[0] = 1 << 30;
        Assert.Contains("says that it has 824,633,720,832 numbers", Line(d, output));
        d.Model.Graph.Initializer[0].Dims[0] = long.MaxValue;
        Assert.Contains("has a shape that cannot be", Line(d, output));
        d = new DrawnFile();
        Assert.Contains("computes more than 65,536 numbers", Line(d, Head(d, d.Node("Add", ["images", d.Node("ConstantOfShape", [d.Wholes(1 << 20, 1 << 20)])]))));
        d = new DrawnFile();
        Assert.Contains("larger than any memory", Line(d, Head(d, d.Node("Expand", [d.Node("Relu", ["images"]), d.Wholes(1L << 31, 1L << 31, 1, 1, 1, 1)]))));
        d = new DrawnFile();
        var x = d.Node("Pad", ["images", d.Wholes(0, 0, 6000, 6000, 0, 0, 0, 0), d.Number(0)]);
        Assert.Contains("more than 67,108,864 numbers", Line(d, d.Gemm(d.Node("Flatten", [d.Node("GlobalAveragePool", [x])]), "fc", 10, 3)));
    }

    [Fact]
    public void Reads_no_file_but_those_beside_it()
    {
        using var folder = new TemporaryFolder();
        foreach (var (location, expected) in new[] { ("../x", "which is not beside the file"), ("/etc/passwd", "which is not beside the file"), ("a/../../x", "which is not beside the file"), ("short.data", "beyond its end") })
        {
            folder.File("short.data", [1, 2, 3]);
            var d = new DrawnFile();
            var output = Head(d);
            var tensor = d.Model.Graph.Initializer[0];
            tensor.RawData = ByteString.Empty;
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            var path = folder.File("drawn.onnx", d.Bytes(output));
            Assert.Contains(expected, Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", path), DrawnNetworks.Images, 10)).Message);
        }
    }

    /// <summary>As newer exporters do by themselves; what is beside the file is part of its content.</summary>
    [Fact]
    public void Reads_weights_in_a_file_beside_it()
    {
        using var folder = new TemporaryFolder();
        var d = new DrawnFile();
        var output = Head(d);
        var plain = folder.File("plain.onnx", d.Bytes(output));
        byte[] outside = [];
        foreach (var tensor in d.Model.Graph.Initializer)
        {
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = "mine.onnx.data" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = $"{outside.Length}" });
            tensor.ExternalData.Add(new StringStringEntryProto { Key = "length", Value = $"{tensor.RawData.Length}" });
            outside = [.. outside, .. tensor.RawData];
            tensor.RawData = ByteString.Empty;
        }
        var path = folder.File("mine.onnx", d.Bytes(output));
        var data = folder.File("mine.onnx.data", outside);
        Assert.Equal(Values(plain), Values(path));
        var before = OnnxFile.FingerprintOf(path);
        Assert.Equal(Fingerprint.OfFile(plain), OnnxFile.FingerprintOf(plain));
        outside[0] ^= 1;
        File.WriteAllBytes(data, outside);
        Assert.NotEqual(before, OnnxFile.FingerprintOf(path));

        static float[] Values(string path)
        {
            using var network = Network.Create(OnnxModel.Of("mine", path), DrawnNetworks.Images, 10, SeededStream.For(1, "initialization"));
            OnnxModel.LoadWeights(network, path);
            return [.. network.Parameters.SelectMany(p => p.Parameter.detach().contiguous().data<float>())];
        }
    }

    /// <summary>Two bytes that ask for an object each, messages deep in each other, functions that call each other without end.</summary>
    [Fact]
    public void Is_not_exhausted_by_small_files()
    {
        Refused([0x3A, .. Varint(2_000_000), .. Enumerable.Repeat(new byte[] { 0x0A, 0 }, 1_000_000).SelectMany(b => b)], "more than 524,288 messages");
        byte[] deep = [];
        for (var i = 0; i < 40; i++) deep = [.. Field(0x0A, Field(0x2A, Field(0x32, deep)))];
        Refused(Field(0x3A, deep), "deep in each other");
        var d = new DrawnFile();
        var output = Head(d, d.Node("f0", ["images"]));
        d.Model.Graph.Node[0].Domain = "own";
        for (var i = 0; i < 12; i++)
        {
            var function = new FunctionProto { Name = $"f{i}", Domain = "own", Input = { "x" }, Output = { "y16" } };
            for (var n = 0; n < 16; n++) function.Node.Add(new NodeProto { OpType = i == 11 ? "Relu" : $"f{i + 1}", Domain = i == 11 ? "" : "own", Input = { n == 0 ? "x" : $"y{n}" }, Output = { $"y{n + 1}" } });
            d.Model.Functions.Add(function);
        }
        Assert.Contains("functions", Line(d, output));
    }

    [Fact]
    public void Reads_functions_of_the_file()
    {
        var d = new DrawnFile();
        var output = Head(d, d.Node("twice", ["images"], ("alpha", 0.3f)));
        d.Model.Graph.Node[0].Domain = "own";
        var function = new FunctionProto { Name = "twice", Domain = "own", Input = { "x" }, Output = { "y" }, Attribute = { "alpha" } };
        var leaky = new NodeProto { OpType = "LeakyRelu", Input = { "x" }, Output = { "h" }, Attribute = { new AttributeProto { Name = "alpha", RefAttrName = "alpha", Type = AttributeProto.Types.AttributeType.Float } } };
        function.Node.Add(leaky);
        function.Node.Add(new NodeProto { OpType = "Tanh", Input = { "h" }, Output = { "y" } });
        d.Model.Functions.Add(function);
        Assert.Equal(["LeakyRectify", "Tanh"], NetworkGraph.Of(OnnxModel.Of("mine", d.File(output)), DrawnNetworks.Images, 10).Nodes.Skip(1).Take(2).Select(n => n.Operation.GetType().Name));
    }

    [Fact]
    public void Survives_files_that_were_changed()
    {
        byte[][] seeds = [.. DrawnNetworks.All.Values.Select(make => make(0))];
        byte[][] tokens = [[0x0A], [0x12, 4], [0xff, 0xff, 0xff, 0xff, 0x0f], [0x08, 0x80, 0x80, 0x80, 0x80, 0x10], "Conv"u8.ToArray(), "Reshape"u8.ToArray(), "Identity"u8.ToArray(), "images"u8.ToArray(), [0], [0x7f]];
        Mutations.Survive(seeds, tokens, file => NetworkGraph.Of(OnnxModel.Of("mine", OnnxFile.Parse(file, "changed.onnx")), DrawnNetworks.Images, 10), count: 3000, seconds: 8);
    }

    internal static string Head(DrawnFile d, string? x = null, int side = 16, int classes = 10) => d.Gemm(d.Node("Flatten", [x ?? "images"], ("axis", 1L)), "fc", classes, 3L * side * side);

    internal static string Line(DrawnFile draft, string output)
    {
        draft.Bytes(output);
        return Line(draft.Model);
    }

    private static string Line(ModelProto model)
    {
        var message = Assert.Throws<UserError>(() => NetworkGraph.Of(OnnxModel.Of("mine", OnnxFile.Parse(model.ToByteArray(), "drawn.onnx")), DrawnNetworks.Images, 10)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static void Refused(byte[] bytes, string expected)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(expected, Assert.Throws<UserError>(() => OnnxFile.Parse(bytes, "hostile.onnx")).Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
    }

    private static byte[] Field(byte tag, byte[] content) => [tag, .. Varint(content.Length), .. content];

    private static byte[] Varint(int number)
    {
        var bytes = new List<byte>();
        for (; number >= 0x80; number >>= 7) bytes.Add((byte)(number | 0x80));
        return [.. bytes, (byte)number];
    }
}
