using Bench.Core;
using Onnx;

namespace Bench.Onnx;

/// <summary>Puts the nodes of a file's own functions, which some exporters write, where they are called.</summary>
internal sealed class FunctionInlining
{
    private const int Deepest = 16;
    private const long MostNumbers = 1 << 20;

    private readonly OnnxFile file;
    private readonly int most;
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> functions = [];
    private readonly List<NodeProto> nodes = [];
    private int calls;
    private long numbers;

    private FunctionInlining(OnnxFile file, int most)
    {
        (this.file, this.most) = (file, most);
        foreach (var function in file.Model.Functions)
            if (!functions.TryAdd((function.Domain, function.Name, function.Overload), function)) throw file.Refuse($"it has the function '{Shown.Of(function.Name)}' twice");
    }

    /// <summary>All nodes.</summary>
    /// <exception cref="UserError">Functions call each other without end, or come to more nodes than are read.</exception>
    public static IReadOnlyList<NodeProto> Of(OnnxFile file, int most)
    {
        if (file.Model.Functions.Count == 0) return file.Model.Graph.Node;
        var inlining = new FunctionInlining(file, most);
        foreach (var node in file.Model.Graph.Node) inlining.Add(node, 0);
        return inlining.nodes;
    }

    // A call may be there a hundred thousand times: what it is given is not copied, but for lists where they are called otherwise within, of which there may be only so much.
    private AttributeProto Named(string name, AttributeProto value)
    {
        if (value.Name == name) return value;
        if ((numbers += value.Floats.Count + value.Ints.Count + value.Strings.Count + value.Tensors.Count) > MostNumbers) throw file.Refuse($"its functions hand on lists of more than {MostNumbers:N0} numbers in all");
        var named = new AttributeProto { Name = name, Type = value.Type, F = value.F, I = value.I, S = value.S, T = value.T };
        named.Floats.Add(value.Floats);
        named.Ints.Add(value.Ints);
        named.Strings.Add(value.Strings);
        named.Tensors.Add(value.Tensors);
        return named;
    }

    private void Add(NodeProto node, int depth)
    {
        if (!functions.TryGetValue((node.Domain, node.OpType, node.Overload), out var function))
        {
            nodes.Add(node);
            if (nodes.Count > most) throw file.Refuse($"its functions come to more than {most:N0} nodes");
            return;
        }
        if (depth > Deepest || ++calls > most) throw file.Refuse($"its functions call each other more than {Deepest} deep, or too often");
        var within = $"{(node.Name.Length > 0 ? node.Name : function.Name)}/{calls}/";
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
        foreach (var (place, name) in function.Input.Index()) names[name] = place < node.Input.Count ? node.Input[place] : "";
        foreach (var (place, name) in function.Output.Index()) names[name] = place < node.Output.Count ? node.Output[place] : within + name;
        var given = function.AttributeProto.Concat(node.Attribute).GroupBy(a => a.Name).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        foreach (var own in function.Node)
        {
            var copy = new NodeProto { Name = within + own.Name, OpType = own.OpType, Domain = own.Domain, Overload = own.Overload };
            copy.MetadataProps.Add(own.MetadataProps);
            copy.Input.Add(own.Input.Select(Renamed));
            copy.Output.Add(own.Output.Select(Renamed));
            foreach (var attribute in own.Attribute)
                if (attribute.RefAttrName.Length == 0) copy.Attribute.Add(attribute);
                else if (given.TryGetValue(attribute.RefAttrName, out var value)) copy.Attribute.Add(Named(attribute.Name, value));
            Add(copy, depth + 1);
        }

        string Renamed(string name) => names.TryGetValue(name, out var outside) ? outside : within + name;
    }
}
