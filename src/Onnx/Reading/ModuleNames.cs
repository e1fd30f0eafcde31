using System.Text.RegularExpressions;

namespace Bench.Onnx;

/// <summary>
/// Names of modules. A tensor of a file that is called as a module's parameter is (<c>layer1.0.conv1.weight</c>) names its module. Exporters give tensors that they
/// have computed, such as convolutions with a norm folded into them or transposed matrices, names that count nodes (<c>onnx::Conv_123</c>, <c>val_7</c>): there the module is
/// taken from another of the layer's tensors, else from what the exporter says of the node: <c>/layer1/layer1.0/conv1/Conv</c> is of <c>layer1.0.conv1</c>.
/// </summary>
internal static partial class ModuleNames
{
    private static readonly string[] Endings = ["weight", "bias", "running_mean", "running_var"];

    /// <summary>The module of a tensor with a parameter's name, and what stands between it and the ending; null where a node's count is all that the name says.</summary>
    public static (string Module, string Separator)? OfTensor(string name)
    {
        if (IsCounted(name)) return null;
        foreach (var ending in Endings)
            foreach (var separator in (string[])[".", "_"])
                if (name.Length > ending.Length + 1 && name.EndsWith(separator + ending, StringComparison.Ordinal)) return (Clean(name[..^(ending.Length + 1)]), separator);
        return null;
    }

    /// <summary>The whole name, where it is more than a count.</summary>
    public static string? Whole(string name) => IsCounted(name) || name.Length == 0 ? null : Clean(name);

    /// <summary>The module that a node is within; null where nothing says.</summary>
    public static string? OfNode(OnnxNode node)
    {
        if (node.Scopes is { } scopes && Quoted().Matches(scopes).Select(m => m.Groups[1].Value).ToList() is { Count: > 1 } names && names[^2].Length > 0) return Clean(names[^2]);
        if (!node.Name.StartsWith('/')) return null;
        var path = new List<string>();
        foreach (var part in node.Name.Split('/', StringSplitOptions.RemoveEmptyEntries).SkipLast(1))
            if (path.Count > 0 && part.StartsWith(path[^1] + ".", StringComparison.Ordinal)) path[^1] = part; // a child of a list of modules has its parent's name too
            else path.Add(part);
        return path.Count == 0 ? null : Clean(string.Join('.', path));
    }

    // onnx::Conv_123, val_7, 497, /layer1/Transpose_output_0, _to_copy_3, lifted_tensor_0.
    private static bool IsCounted(string name) => Counted().IsMatch(name);

    // A name goes into tables, patterns and file names.
    private static string Clean(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' ? c : '_'));

    [GeneratedRegex(@"^(onnx::.*|/.*|(val|t|p|const|constant|initializer|_to_copy|tensor|node|c_lifted_tensor|lifted_tensor|_tensor_constant)?_?\d+|scalar_tensor_.*|.*_output_\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();

    [GeneratedRegex(@"'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();
}
