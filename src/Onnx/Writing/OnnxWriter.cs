using Bench.Core;
using Bench.Models;
using global::Onnx;
using Google.Protobuf;

namespace Bench.Onnx;

/// <summary>Writes networks as ONNX files: equal graphs give equal bytes.</summary>
public static class OnnxWriter
{
    private const int IrVersion = 8; // the one that came with opset 17
    private const string Batch = "batch";

    private static readonly (Type Of, TensorProto.Types.DataType Type)[] Types =
    [
        (typeof(float), TensorProto.Types.DataType.Float), (typeof(long), TensorProto.Types.DataType.Int64), (typeof(int), TensorProto.Types.DataType.Int32),
        (typeof(sbyte), TensorProto.Types.DataType.Int8), (typeof(byte), TensorProto.Types.DataType.Uint8),
    ];

    /// <summary>Writes durably: the file is wholly there or not at all.</summary>
    public static void Write(string path, OnnxGraph graph) => DurableFile.Write(path, Bytes(graph));

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="UserError">A parameter is called as another value of the file is.</exception>
    public static byte[] Bytes(OnnxGraph graph)
    {
        var twice = graph.Weights.Select(w => w.Name).Concat(graph.Nodes.Select(n => n.Output)).Append(OnnxGraph.Input).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) throw new UserError($"a parameter of the network is called '{twice.Key}', as a value of the ONNX file has to be: give it another name in the network's own file");
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "bench", Graph = new GraphProto { Name = graph.Name } };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxGraph.Opset });
        foreach (var (key, value) in graph.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        var (channels, height, width) = graph.InputShape;
        model.Graph.Input.Add(Floats(OnnxGraph.Input, channels, height, width));
        model.Graph.Output.Add(Floats(OnnxGraph.Output, graph.Classes));
        foreach (var shown in graph.Shown) model.Graph.Output.Add(new ValueInfoProto { Name = shown, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } } });
        foreach (var (name, array) in graph.Weights) model.Graph.Initializer.Add(Tensor(array, name));
        foreach (var node in graph.Nodes)
        {
            var proto = new NodeProto { OpType = node.Type, Name = node.Name };
            proto.Input.Add(node.Inputs);
            proto.Output.Add(node.Output);
            proto.Attribute.Add(node.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => Attribute(a.Key, a.Value)));
            model.Graph.Node.Add(proto);
        }
        return model.ToByteArray();
    }

    private static ValueInfoProto Floats(string name, params ReadOnlySpan<long> sizes)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = Batch });
        foreach (var size in sizes) shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = size });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float, Shape = shape } } };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var proto = new AttributeProto { Name = name };
        switch (value)
        {
            case long number: (proto.Type, proto.I) = (AttributeProto.Types.AttributeType.Int, number); break;
            case float number: (proto.Type, proto.F) = (AttributeProto.Types.AttributeType.Float, number); break;
            case string text: (proto.Type, proto.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text)); break;
            case OnnxArray array: (proto.Type, proto.T) = (AttributeProto.Types.AttributeType.Tensor, Tensor(array, "")); break;
            case long[] numbers:
                proto.Type = AttributeProto.Types.AttributeType.Ints;
                proto.Ints.Add(numbers);
                break;
            default: throw new ArgumentException($"an attribute of ONNX is no {value.GetType().Name}", nameof(value));
        }
        return proto;
    }

    private static TensorProto Tensor(OnnxArray array, string name)
    {
        // By the type itself: to the runtime an array of bytes is one of signed bytes too.
        var type = Types.FirstOrDefault(t => t.Of == array.Values.GetType().GetElementType()).Type is var found && found != TensorProto.Types.DataType.Undefined
            ? found
            : throw new ArgumentException($"no arrays of {array.Values.GetType().Name} are written", nameof(array));
        var bytes = new byte[Buffer.ByteLength(array.Values)]; // the lowest first, as on every machine that .NET runs on
        Buffer.BlockCopy(array.Values, 0, bytes, 0, bytes.Length);
        var proto = new TensorProto { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        proto.Dims.Add(array.Shape);
        return proto;
    }
}
