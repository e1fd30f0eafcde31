using Bench.Core;
using Onnx;

namespace Bench.Onnx;

/// <summary>A node of a graph, with its attributes by name.</summary>
internal sealed class OnnxNode
{
    private const int MostPlaces = 64;

    private readonly Dictionary<string, AttributeProto> attributes = new(StringComparer.Ordinal);
    private readonly OnnxFile file;

    /// <param name="proto">The message.</param>
    /// <param name="file">Which it is of.</param>
    /// <exception cref="UserError">It has an attribute twice, or is of a set of operators that is not ONNX's own.</exception>
    public OnnxNode(NodeProto proto, OnnxFile file)
    {
        (this.file, Operator, Inputs, Outputs) = (file, proto.OpType, proto.Input, proto.Output);
        Name = proto.Name.Length > 0 ? proto.Name : $"that gives {(proto.Output.Count > 0 ? proto.Output[0] : "nothing")}";
        Scopes = proto.MetadataProps.FirstOrDefault(p => p.Key == "pkg.torch.onnx.name_scopes")?.Value;
        if (proto.Domain is not ("" or "ai.onnx")) throw Refuse($"operators of '{Shown.Of(proto.Domain)}' are not read");
        foreach (var attribute in proto.Attribute)
            if (!attributes.TryAdd(attribute.Name, attribute)) throw Refuse($"it has the attribute '{Shown.Of(attribute.Name)}' twice");
        if (proto.Attribute.FirstOrDefault(a => a.G is not null || a.Graphs.Count > 0) is not null) throw Refuse("it has graphs of its own: control flow is not read");
    }

    public string Name { get; }
    public string Operator { get; }

    /// <summary>Names of values; empty where one is left out.</summary>
    public IReadOnlyList<string> Inputs { get; }
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The modules that it is within, as the exporter based on torch.export writes them; null where it does not.</summary>
    public string? Scopes { get; }

    public bool Has(string name) => attributes.ContainsKey(name);

    public long Whole(string name, long standing) => Find(name, AttributeProto.Types.AttributeType.Int)?.I ?? standing;

    /// <exception cref="UserError">It is not there.</exception>
    public long Whole(string name) => Find(name, AttributeProto.Types.AttributeType.Int)?.I ?? throw Refuse($"it lacks the attribute '{name}'");

    public double Real(string name, double standing) => Find(name, AttributeProto.Types.AttributeType.Float)?.F ?? standing;

    public string Text(string name, string standing) => Find(name, AttributeProto.Types.AttributeType.String)?.S.ToStringUtf8() ?? standing;

    /// <exception cref="UserError">They are more than any operator has.</exception>
    public IReadOnlyList<long>? Wholes(string name) => Find(name, AttributeProto.Types.AttributeType.Ints) is not { } found ? null
        : found.Ints.Count <= MostPlaces ? found.Ints : throw Refuse($"'{name}' has {found.Ints.Count:N0} numbers");

    public TensorProto? Tensor(string name) => Find(name, AttributeProto.Types.AttributeType.Tensor)?.T;

    /// <summary>The numbers of an attribute of any kind of numbers, as those of Constant are.</summary>
    public (IReadOnlyList<double> Values, bool IsReal, bool IsList)? Numbers() =>
        Find("value_int", AttributeProto.Types.AttributeType.Int) is { } whole ? ([whole.I], false, false)
        : Find("value_float", AttributeProto.Types.AttributeType.Float) is { } real ? ([real.F], true, false)
        : Find("value_ints", AttributeProto.Types.AttributeType.Ints) is { } wholes ? ([.. wholes.Ints.Select(i => (double)i)], false, true)
        : Find("value_floats", AttributeProto.Types.AttributeType.Floats) is { } reals ? ([.. reals.Floats.Select(f => (double)f)], true, true) : null;

    public UserError Refuse(string reason) => file.Refuse($"node '{Shown.Of(Name)}' ({Shown.Of(Operator)}): {reason}");

    // Files of old may leave the kind of an attribute out.
    private AttributeProto? Find(string name, AttributeProto.Types.AttributeType kind) =>
        !attributes.TryGetValue(name, out var found) ? null
        : found.Type == kind || found.Type == AttributeProto.Types.AttributeType.Undefined ? found
        : throw Refuse($"its attribute '{name}' is of kind {found.Type}, not {kind}");
}
