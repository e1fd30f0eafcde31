using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Imports pretrained weights from safetensors files whose names are those of the network's parameters and buffers.</summary>
public static class WeightImport
{
    private const string Counter = ".num_batches_tracked";
    private const int Named = 3;

    /// <summary>
    /// Overwrites the network's parameters and buffers, once all of them are found to fit. Values of other floating-point
    /// types are converted to fp32, where they must be finite. Beginnings that wrappers put before all names (<c>module.</c>, <c>model.</c>, <c>net.</c>,
    /// <c>_orig_mod.</c>, also stacked) are ignored, and batch-norm's counters, which PyTorch's modules have, are passed over.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="path">The file.</param>
    /// <param name="rename">Names in the file, or their beginnings up to a point, and what the network calls them; null: the same.</param>
    /// <exception cref="UserError">The file is missing or broken, or does not fit the network; the line says what.</exception>
    public static void Load(Network network, string path, IReadOnlyDictionary<string, string>? rename = null)
    {
        var names = Fit(network.Graph, path, rename);
        using var scope = NewDisposeScope();
        var weights = Read(path, SafeTensorsFile.Read);
        foreach (var tensor in weights.Values) scope.Attach(tensor);
        Refuse(network.Graph, path, "has NaN or infinite values in", [.. names.Where(n => !weights[n.Value].isfinite().all().item<bool>()).Select(n => n.Value)]);
        Refuse(network.Graph, path, "has values that are infinite in fp32 in",
            [.. network.State.Where(t => names.ContainsKey(t.Name) && !weights[names[t.Name]].to(t.Tensor.dtype).isfinite().all().item<bool>()).Select(t => names[t.Name])]);

        using var guard = no_grad();
        foreach (var (name, target) in network.State)
            if (names.TryGetValue(name, out var source)) target.copy_(weights[source]);
    }

    /// <summary>Whether names, shapes and types in a file fit a network of such a graph; only the file's header is read.</summary>
    /// <exception cref="UserError">They do not; the line says what.</exception>
    public static void Check(NetworkGraph graph, string path, IReadOnlyDictionary<string, string>? rename = null) => Fit(graph, path, rename);

    /// <summary>The names that a network's weights have, with their shapes, in the order of the network.</summary>
    public static IReadOnlyList<TensorInfo> NamesOf(NetworkGraph graph) => [.. graph.Parameters, .. graph.Buffers];

    // The name in the file of each of the network's tensors.
    private static Dictionary<string, string> Fit(NetworkGraph graph, string path, IReadOnlyDictionary<string, string>? rename)
    {
        var described = Read(path, SafeTensorsFile.ReadDescriptions).ToDictionary(d => d.Name, StringComparer.Ordinal);
        var targets = NamesOf(graph);
        var known = targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var mapped = WeightNames.Map(described.Keys, known, rename, path);
        var sources = mapped.Where(m => known.Contains(m.Value)).ToDictionary(m => m.Value, m => m.Key, StringComparer.Ordinal);

        var lacking = targets.Where(t => !sources.ContainsKey(t.Name)).Select(t => t.Name).ToList();
        var besides = mapped.Where(m => !known.Contains(m.Value) && !IsCounter(m.Value)).Select(m => m.Value).ToList();
        if (lacking.Count > 0 && besides.Count > 0)
            throw Misfit(graph, path, $"lacks {First(lacking)}, and has {First(besides)}; 'rename' in the sweep's 'start' says what they are "
                + $"('bench list models --tensors {graph.Model.Name}' names all)");
        Refuse(graph, path, "lacks", lacking);
        Refuse(graph, path, "has besides", besides);
        Refuse(graph, path, "has in other shapes", [.. targets.Where(t => !described[sources[t.Name]].Shape.SequenceEqual(t.Shape))
            .Select(t => $"{t.Name} {Shape(described[sources[t.Name]].Shape)}, not {Shape(t.Shape)}")]);
        Refuse(graph, path, "has in other types", [.. sources.Values.Where(s => !described[s].IsFloatingPoint).Select(s => $"{s} as {described[s].Type}")]);
        return sources;
    }

    private static void Refuse(NetworkGraph graph, string path, string what, List<string> found)
    {
        if (found.Count > 0) throw Misfit(graph, path, $"{what} {First(found)}");
    }

    private static UserError Misfit(NetworkGraph graph, string path, string what) =>
        new($"{path} does not fit model '{graph.Model.Name}' for {graph.Input} inputs and {graph.Classes} classes: it {what.ReplaceLineEndings(" ")}");

    private static string First(List<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    private static T Read<T>(string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (InvalidDataException e)
        {
            throw new UserError(e.Message, e);
        }
        catch (UnauthorizedAccessException e) when (Directory.Exists(path))
        {
            throw new UserError($"{path} is a folder; name the file of weights in it", e);
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"cannot read the weights {path}: {FileTrouble.Reason(e)}", e);
        }
    }

    private static bool IsCounter(string name) => name.EndsWith(Counter, StringComparison.Ordinal);

    private static string Shape(IReadOnlyList<long> sizes) => $"({string.Join(", ", sizes)})";
}
