using System.Runtime.InteropServices;
using Bench.Core;
using Bench.Onnx;
using Google.Protobuf;
using Onnx;

namespace Bench.TorchTests.Onnx;

/// <summary>An ONNX file that a test writes, node by node; weights are drawn from a seed.</summary>
internal sealed class DrawnFile
{
    private readonly SeededStream stream = SeededStream.For(1, "weights of a drawn file");
    private int count;

    public DrawnFile(long operatorSet = 17, long batch = 0, int channels = 3, int side = 16)
    {
        Model = new ModelProto { IrVersion = 8, ProducerName = "test", Graph = new GraphProto { Name = "main" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Version = operatorSet });
        Model.Graph.Input.Add(Value("images", batch, channels, side, side));
    }

    public ModelProto Model { get; }

    /// <summary>Numbers around 0, of a variance that keeps values in bounds.</summary>
    public string Weights(string name, params long[] shape)
    {
        var count = shape.Aggregate(1L, (n, s) => n * s);
        var scale = Math.Sqrt(3.0 * shape[0] / count);
        return Store(name, shape, [.. Enumerable.Range(0, (int)count).Select(_ => (float)(scale * (2 * stream.NextDouble() - 1)))]);
    }

    /// <summary>Numbers between 0.5 and 1.5, as scales and variances are.</summary>
    public string Scales(string name, params long[] shape) =>
        Store(name, shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (n, s) => n * s)).Select(_ => (float)(0.5 + stream.NextDouble()))]);

    /// <summary>Numbers in a node of their own.</summary>
    public string Constant(long[] shape, float[] values) => Node("Constant", [], ("value", Tensor("", shape, values)));

    public string Store(string name, long[] shape, float[] values)
    {
        Model.Graph.Initializer.Add(Tensor(name, shape, values));
        return name;
    }

    private static TensorProto Tensor(string name, long[] shape, float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)TensorProto.Types.DataType.Float, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values)) };
        tensor.Dims.Add(shape);
        return tensor;
    }

    public string Wholes(params long[] values)
    {
        var tensor = new TensorProto { Name = $"wholes_{count++}", DataType = (int)TensorProto.Types.DataType.Int64, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(values)) };
        tensor.Dims.Add(values.Length);
        Model.Graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    public string Number(float value) => Constant([], [value]);

    /// <summary>A node; what it gives is called as it is.</summary>
    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) => Nodes(op, inputs, 1, attributes)[0];

    public string[] Nodes(string op, string[] inputs, int outputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = $"/{op}_{count++}" };
        node.Input.Add(inputs);
        node.Output.Add(Enumerable.Range(0, outputs).Select(i => $"{node.Name}_output_{i}"));
        node.Attribute.Add(attributes.Select(Attribute));
        Model.Graph.Node.Add(node);
        return [.. node.Output];
    }

    public string Conv(string x, string name, long filters, long channels, int kernel, int stride = 1, int padding = 0, int groups = 1, bool bias = false) => Node(
        "Conv", [x, Weights($"{name}.weight", filters, channels / groups, kernel, kernel), .. bias ? [Weights($"{name}.bias", filters)] : Array.Empty<string>()],
        ("dilations", new long[] { 1, 1 }), ("group", (long)groups), ("kernel_shape", new long[] { kernel, kernel }),
        ("pads", new long[] { padding, padding, padding, padding }), ("strides", new long[] { stride, stride }));

    public string BatchNorm(string x, string name, long channels) => Node("BatchNormalization",
        [x, Scales($"{name}.weight", channels), Weights($"{name}.bias", channels), Weights($"{name}.running_mean", channels), Scales($"{name}.running_var", channels)],
        ("epsilon", 1e-5f), ("momentum", 0.9f));

    public string Gemm(string x, string name, long features, long inputs) =>
        Node("Gemm", [x, Weights($"{name}.weight", features, inputs), Weights($"{name}.bias", features)], ("alpha", 1f), ("beta", 1f), ("transB", 1L));

    /// <summary>The file, with a value as its class scores.</summary>
    public byte[] Bytes(string output, long classes = 10, long batch = 0)
    {
        Model.Graph.Output.Clear();
        Model.Graph.Output.Add(Value(output, batch, classes));
        return Model.ToByteArray();
    }

    public OnnxFile File(string output, long classes = 10) => OnnxFile.Parse(Bytes(output, classes), "drawn.onnx");

    public static ValueInfoProto Value(string name, long batch, params long[] sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(batch > 0 ? new TensorShapeProto.Types.Dimension { DimValue = batch } : new TensorShapeProto.Types.Dimension { DimParam = "n" });
        shape.Dim.Add(sizes.Select(s => new TensorShapeProto.Types.Dimension { DimValue = s }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1, Shape = shape } } };
    }

    private static AttributeProto Attribute((string Name, object Value) given)
    {
        var attribute = new AttributeProto { Name = given.Name };
        switch (given.Value)
        {
            case long whole: (attribute.I, attribute.Type) = (whole, AttributeProto.Types.AttributeType.Int); break;
            case float real: (attribute.F, attribute.Type) = (real, AttributeProto.Types.AttributeType.Float); break;
            case string text: (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(text), AttributeProto.Types.AttributeType.String); break;
            case TensorProto tensor: (attribute.T, attribute.Type) = (tensor, AttributeProto.Types.AttributeType.Tensor); break;
            case long[] wholes: attribute.Ints.Add(wholes); attribute.Type = AttributeProto.Types.AttributeType.Ints; break;
            default: throw new ArgumentException($"no attribute of {given.Value.GetType()}");
        }
        return attribute;
    }
}
