namespace Bench.Models;

/// <summary>Values of one of ONNX's types: fp32, int64, int32, int8 or uint8.</summary>
/// <param name="Shape">In elements; empty for a single number.</param>
/// <param name="Values">An array of the type, in C order.</param>
public sealed record OnnxArray(IReadOnlyList<long> Shape, Array Values);

/// <summary>A node of an ONNX graph, with one output.</summary>
/// <param name="Type">Of its operator, such as <c>Conv</c>.</param>
/// <param name="Name">Unlike that of any other.</param>
/// <param name="Inputs">Names of values.</param>
/// <param name="Output">Name of its value.</param>
/// <param name="Attributes">Of the types <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, arrays of <see cref="long"/>, and <see cref="OnnxArray"/>.</param>
public sealed record WrittenNode(string Type, string Name, IReadOnlyList<string> Inputs, string Output, IReadOnlyDictionary<string, object> Attributes);

/// <summary>A network as a graph of ONNX operators, with its weights; what a file says, before it is one.</summary>
public sealed record OnnxGraph
{
    /// <summary>The version of the operators.</summary>
    public const int Opset = 17;

    /// <summary>The names of what it takes and gives.</summary>
    public const string Input = "input", Output = "logits";

    public required string Name { get; init; }

    /// <summary>In the order of computation.</summary>
    public required IReadOnlyList<WrittenNode> Nodes { get; init; }

    /// <summary>Parameters and buffers by their names in the network; nothing else, as other constants are nodes.</summary>
    public required IReadOnlyList<(string Name, OnnxArray Array)> Weights { get; init; }

    /// <summary>Of one sample.</summary>
    public required Core.InputShape InputShape { get; init; }

    public required int Classes { get; init; }

    /// <summary>Names of values that are given besides the output.</summary>
    public IReadOnlyList<string> Shown { get; init; } = [];

    /// <summary>Facts that the file states.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Which computes in evaluation what the network does, for any number of samples.</summary>
    /// <exception cref="Core.UserError">An operation has no form in ONNX.</exception>
    public static OnnxGraph Of(Network network) => Of(network.Graph) with { Weights = [.. network.State.Select(t => (t.Name, Array(t.Tensor)))] };

    /// <summary>The same without weights.</summary>
    public static OnnxGraph Of(NetworkGraph graph)
    {
        var draft = new OnnxDraft();
        var values = new string[graph.Nodes.Count];
        foreach (var node in graph.Nodes)
        {
            draft.Label = node.Operation.Name;
            values[node.Index] = OnnxForms.Write(node.Operation, new(draft, [.. node.Inputs.Select(i => values[i])], [.. node.Inputs.Select(i => graph.Nodes[i].Output)], node.Output));
        }
        return new OnnxGraph { Name = graph.Model.Name, Nodes = draft.Finish(values[graph.Output]), Weights = [], InputShape = graph.Input, Classes = graph.Classes };
    }

    /// <summary>With a first step that normalizes values from 0 to 1, so that it takes pixels divided by their largest value.</summary>
    public OnnxGraph WithNormalization(Core.Normalization normalization)
    {
        var draft = new OnnxDraft { Label = "normalization" };
        var shifted = draft.Node("Sub", [Input, Channels(normalization.Mean)]);
        var scaled = draft.Node("Div", [shifted, Channels(normalization.Std)]);
        return this with { Nodes = [.. draft.Nodes, .. Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == Input ? scaled : i)] })] };

        string Channels(IReadOnlyList<double> values) => draft.Constant(new OnnxArray([1, values.Count, 1, 1], values.Select(v => (float)v).ToArray()));
    }

    private static OnnxArray Array(TorchSharp.torch.Tensor tensor)
    {
        using var plain = tensor.detach();
        using var there = plain.cpu();
        using var packed = there.contiguous();
        return new OnnxArray(packed.shape, packed.data<float>().ToArray());
    }
}
