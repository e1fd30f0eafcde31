using System.Text.RegularExpressions;
using Bench.Core;
using Bench.Models;

namespace Bench.Onnx;

/// <summary>Names of a network's layers and parameters, each once, and where the numbers come from.</summary>
internal sealed partial class Parameters(OnnxFile file)
{
    private readonly Dictionary<string, ParameterSource> sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Term> owners = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counts = new(StringComparer.Ordinal); // that have been put behind a name which was taken
    private int unnamed;
    private readonly Dictionary<string, Term> users = new(StringComparer.Ordinal); // by tensors with names of their own that are no module's

    public IReadOnlyDictionary<string, ParameterSource> Sources => sources;

    /// <summary>The name of a layer, by the first of its tensors that tells it, else by its node.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="tensors">Its parameters and buffers.</param>
    /// <param name="mayUnderscore">Whether its parameters may be called <c>name_weight</c>.</param>
    public (string Name, string Separator) LayerOf(Term layer, IReadOnlyList<Term> tensors, bool mayUnderscore = false)
    {
        var node = ModuleNames.OfNode(layer.Node!);
        foreach (var leaf in tensors.Select(Leaf).Where(l => l.Stored is not null && ModuleNames.Whole(l.Name) is not null && ModuleNames.OfTensor(l.Name) is null))
            if (!users.TryAdd(leaf.Name, layer) && IsWithin(leaf.Name, node))
                throw new ArgumentException($"its tensor '{Shown.Of(leaf.Name)}' is that of node '{Shown.Of(users[leaf.Name].Node!.Name)}' too: numbers that are used twice are not read");
        var leaves = tensors.Select(Leaf).Select(l => l.Name).ToList();
        var told = leaves.Select(ModuleNames.OfTensor).FirstOrDefault(t => t is { } known && (known.Separator == "." || mayUnderscore));
        var (name, separator) = told ?? (node ?? leaves.Select(ModuleNames.Whole).FirstOrDefault(w => w is not null) ?? layer.Kind.ToLowerInvariant(), ".");
        if (owners.TryGetValue(name + separator, out var other))
        {
            // Exporters may store equal tensors once, under the name of the first; tensors that modules share in truth are trained together, which is not done here.
            if (told is not null && (node is null || AreOne(name, node)))
                throw new ArgumentException($"its weights '{Shown.Of(leaves[0])}' are those of node '{Shown.Of(other.Node!.Name)}' too: layers that share weights are not read");
            (name, separator) = (node is not null && !owners.ContainsKey(node + ".") ? node : Free(node ?? name), ".");
        }
        owners[name + separator] = layer;
        return (name, separator);
    }

    /// <summary>
    /// Whether numbers that are added to a layer's values, or by which they are multiplied, are the layer's own by their names: as a bias or a weight of the module of its weights, or of
    /// its node, or where no name says anything. A parameter of another name keeps that, as numbers by themselves.
    /// </summary>
    public static bool AreOfOne(Term layer, Term numbers)
    {
        var name = Leaf(numbers).Name;
        if (ModuleNames.Whole(name) is null) return true;
        if (ModuleNames.OfTensor(name) is not { } told) return false;
        var modules = layer.Inputs.Skip(1).Select(i => ModuleNames.OfTensor(Leaf(i).Name)?.Module).OfType<string>().ToList();
        return modules.Count > 0 ? modules.Contains(told.Module) : ModuleNames.OfNode(layer.Node!) is not { } node || AreOne(told.Module, node) || node.StartsWith(told.Module + ".", StringComparison.Ordinal);
    }

    /// <summary>A name for a layer that has no parameters, by which it can be watched: one that no tensor has.</summary>
    public string Unnamed(string kind) => $"{kind}@{++unnamed}";

    /// <summary>The name of a parameter that is a layer of its own.</summary>
    public string NameOf(Term layer, Term tensor)
    {
        var name = ModuleNames.Whole(Leaf(tensor).Name) ?? (ModuleNames.OfNode(layer.Node!) is { } node ? node + ".numbers" : layer.Kind.ToLowerInvariant());
        if (owners.TryGetValue(name + ".", out var other))
        {
            var (within, parent) = (ModuleNames.OfNode(layer.Node!) ?? "", ParentOf(name));
            if (ModuleNames.Whole(Leaf(tensor).Name) is not null && IsWithin(name, within))
                throw new ArgumentException($"its tensor '{Shown.Of(Leaf(tensor).Name)}' is that of node '{Shown.Of(other.Node!.Name)}' too: numbers that are used twice are not read");
            var moved = within + name[parent.Length..];
            name = within.Length > 0 && !owners.ContainsKey(moved + ".") ? moved : Free(name);
        }
        owners[name + "."] = layer;
        return name;
    }

    // Whether a node may well use a parameter of that name, and not one of equal numbers that an exporter has stored under it.
    private static bool IsWithin(string tensor, string? node) =>
        ParentOf(tensor) is var parent && (parent.Length == 0 || string.IsNullOrEmpty(node) || AreOne(parent, node) || node.StartsWith(parent + ".", StringComparison.Ordinal));

    private static string ParentOf(string name) => name.Contains('.', StringComparison.Ordinal) ? name[..name.LastIndexOf('.')] : "";

    // A module that is called again has a count behind its name, and one whose weights are used outside of it is within what uses them.
    private static bool AreOne(string module, string node) =>
        node == module || module.StartsWith(node + ".", StringComparison.Ordinal) || node.StartsWith(module, StringComparison.Ordinal) && Called().IsMatch(node[module.Length..]);

    [GeneratedRegex(@"^[_@]\d+$", RegexOptions.CultureInvariant)]
    private static partial Regex Called();

    /// <summary>Says where a parameter's numbers come from.</summary>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public void Add(string name, ParameterSource source)
    {
        if (!sources.TryAdd(name, source)) throw new ArgumentException($"a second parameter would be called '{name}'");
    }

    public OnnxFile File => file;

    // Counts go on from the last one: a file may have a hundred thousand layers without a name.
    private string Free(string name)
    {
        string free;
        do free = $"{name}_{counts[name] = counts.GetValueOrDefault(name) + 1}";
        while (owners.ContainsKey(free + "."));
        return free;
    }

    private static Term Leaf(Term term)
    {
        while (term.Stored is null && term.Inputs.Count > 0) term = term.Inputs[0];
        return term;
    }
}
