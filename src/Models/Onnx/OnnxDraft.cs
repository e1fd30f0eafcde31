namespace Bench.Models;

/// <summary>An ONNX graph that is being written, node after node. Constants become nodes, so that the file's only tensors are the network's.</summary>
internal sealed class OnnxDraft
{
    private readonly List<WrittenNode> nodes = [];
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>The name of the operation whose nodes come next; empty for one without.</summary>
    public string Label { get; set; } = "";

    public IReadOnlyList<WrittenNode> Nodes => nodes;

    /// <summary>Adds a node; gives the name of its value.</summary>
    /// <param name="type">Of its operator.</param>
    /// <param name="inputs">Names of values, of parameters and of running statistics; empty for one that is left out.</param>
    /// <param name="attributes">Of the types that <see cref="WrittenNode"/> has.</param>
    public string Node(string type, IReadOnlyList<string> inputs, params ReadOnlySpan<(string Name, object Value)> attributes)
    {
        var name = NameOf(type);
        nodes.Add(new(type, name, inputs, name + "_output", attributes.ToArray().ToDictionary(a => a.Name, a => a.Value)));
        return nodes[^1].Output;
    }

    /// <summary>The name of a constant.</summary>
    public string Constant(OnnxArray array) => Node("Constant", [], ("value", array));

    /// <summary>The name of a single number.</summary>
    public string Number(double value) => Constant(new OnnxArray([], new[] { (float)value }));

    /// <summary>The name of as many numbers, all the same.</summary>
    public string Numbers(IReadOnlyList<int> sizes, float value)
    {
        var values = new float[sizes.Aggregate(1, (product, size) => product * size)];
        Array.Fill(values, value);
        return Constant(new OnnxArray([.. sizes.Select(s => (long)s)], values));
    }

    /// <summary>The name of a single whole number.</summary>
    public string Index(long value) => Constant(new OnnxArray([], new[] { value }));

    /// <summary>The name of a row of whole numbers.</summary>
    public string Indexes(params IEnumerable<long> values) => values.ToArray() is var all ? Constant(new OnnxArray([all.Length], all)) : "";

    /// <summary>All nodes, of which the last gives the network's output under its name.</summary>
    public IReadOnlyList<WrittenNode> Finish(string output)
    {
        Label = "";
        var last = nodes.FindIndex(n => n.Output == output);
        if (last >= 0 && !nodes.Any(n => n.Inputs.Contains(output))) nodes[last] = nodes[last] with { Output = OnnxGraph.Output };
        else nodes.Add(new("Identity", NameOf("Output"), [output], OnnxGraph.Output, new Dictionary<string, object>())); // it is the input, or is used besides
        return nodes;
    }

    private string NameOf(string type)
    {
        var name = Label.Length == 0 ? $"/{type}" : $"/{Label}/{type}";
        var count = counts[name] = counts.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}_{count - 1}";
    }
}
