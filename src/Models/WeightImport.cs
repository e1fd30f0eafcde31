using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Imports pretrained weights from files whose names are those of the network's parameters and buffers.</summary>
public static class WeightImport
{
    private const string Counter = ".num_batches_tracked";
    private const int Named = 3;

    /// <summary>
    /// Overwrites the network's parameters and buffers, once all of them are found to fit. Values of other floating-point
    /// types are converted to fp32, where they must be finite. Beginnings that wrappers put before all names (<c>module.</c>, <c>model.</c>, <c>net.</c>,
    /// <c>_orig_mod.</c>, also stacked) are ignored, and batch-norm's counters, which PyTorch's modules have, are passed over. What pruning
    /// keeps beside a weight is taken in: its mask is applied (<see cref="PrunedNames"/>).
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="file">The file.</param>
    /// <param name="rename">Names in the file, or their beginnings up to a point, and what the network calls them; null: the same.</param>
    /// <exception cref="UserError">The file is missing or broken, or does not fit the network; the line says what.</exception>
    public static void Load(Network network, WeightFile file, IReadOnlyDictionary<string, string>? rename = null)
    {
        var sources = Fit(network.Graph, file, rename);
        var path = file.Path;
        using var scope = NewDisposeScope();
        var weights = Read(file, f => f.Read([.. sources.Values.SelectMany(s => s.All)]));
        foreach (var tensor in weights.Values) scope.Attach(tensor);
        Refuse(network.Graph, path, "has NaN or infinite values in", [.. sources.Values.SelectMany(s => s.All).Where(n => !weights[n].isfinite().all().item<bool>())]);
        Refuse(network.Graph, path, "has values that are infinite in fp32 in",
            [.. network.State.Where(t => sources.ContainsKey(t.Name) && !weights[sources[t.Name].Name].to(t.Tensor.dtype).isfinite().all().item<bool>()).Select(t => sources[t.Name].Name)]);
        Refuse(network.Graph, path, "has masks with other values than 0 and 1, which are not applied:",
            [.. sources.Values.Select(s => s.Mask).OfType<string>().Where(m => !weights[m].eq(Scalars.Zero).logical_or(weights[m].eq(Scalars.One)).all().item<bool>())]);
        foreach (var source in sources.Values)
            if (source.Again.FirstOrDefault(again => !weights[again].eq(weights[source.Name]).all().item<bool>()) is { } other)
                throw Misfit(network.Graph, path, $"has one weight twice, with other values, as {source.Name} and as {other}");

        using var guard = no_grad();
        foreach (var (name, target) in network.State)
            if (sources.TryGetValue(name, out var source)) target.copy_(source.Mask is { } mask ? weights[source.Name].masked_fill(weights[mask].eq(Scalars.Zero), Scalars.Zero) : weights[source.Name]);
    }

    /// <summary>Whether names, shapes and types in a file fit a network of such a graph; only what the file says of its tensors is read.</summary>
    /// <exception cref="UserError">They do not; the line says what.</exception>
    public static void Check(NetworkGraph graph, WeightFile file, IReadOnlyDictionary<string, string>? rename = null) => Fit(graph, file, rename);

    /// <summary>What a file of weights holds; no tensor is made.</summary>
    /// <exception cref="UserError">The file is missing or broken; the line says what.</exception>
    public static WeightListing List(WeightFile file) => Read(file, f => f.List());

    /// <summary>The names that a network's weights have, with their shapes, in the order of the network.</summary>
    public static IReadOnlyList<TensorInfo> NamesOf(NetworkGraph graph) => [.. graph.Parameters, .. graph.Buffers];

    // What in the file is each of the network's tensors.
    private static Dictionary<string, PrunedNames.Source> Fit(NetworkGraph graph, WeightFile file, IReadOnlyDictionary<string, string>? rename)
    {
        var (path, listing) = (file.Path, List(file));
        if (listing.MasksBeside is { } masks)
            throw Misfit(graph, path, $"has masks beside its weights, under {masks}, which would not be applied: multiply the weights by them and save the state dictionary alone, or save them as NAME_mask beside NAME_orig");
        var described = listing.Tensors.ToDictionary(d => d.Name, StringComparer.Ordinal);
        var targets = NamesOf(graph);
        var known = targets.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var plain = PrunedNames.Of(described.Keys.ToHashSet(StringComparer.Ordinal), known);
        var mapped = WeightNames.Map([.. plain.Keys], known, rename?.ToDictionary(r => PrunedNames.Plain(r.Key, described.ContainsKey), r => r.Value), path);
        var sources = mapped.Where(m => known.Contains(m.Value)).ToDictionary(m => m.Value, m => plain[m.Key], StringComparer.Ordinal);

        var lacking = targets.Where(t => !sources.ContainsKey(t.Name)).Select(t => t.Name).ToList();
        var besides = mapped.Where(m => !known.Contains(m.Value) && !IsCounter(m.Value)).Select(m => m.Value).ToList();
        if (lacking.FirstOrDefault(name => listing.Unread.Keys.Any(u => u == name || u.EndsWith($".{name}", StringComparison.Ordinal))) is { } unread)
            throw Misfit(graph, path, $"has {unread} as something that {listing.Unread.First(u => u.Key == unread || u.Key.EndsWith($".{unread}", StringComparison.Ordinal)).Value} would make, which is not read (tensors, parameters and NumPy arrays are)");
        if (lacking.Count > 0 && besides.Count > 0)
            throw Misfit(graph, path, $"lacks {First(lacking)}, and has {First(besides)}; 'rename' in the sweep's 'start' says what they are "
                + $"('bench list models --tensors {graph.Model.Name}' names all)");
        Refuse(graph, path, "lacks", lacking);
        Refuse(graph, path, "has besides", besides);
        Refuse(graph, path, "has in other shapes", [.. targets.SelectMany(t => sources[t.Name].All.Where(n => !described[n].Shape.SequenceEqual(t.Shape))
            .Select(n => $"{(n == sources[t.Name].Name ? t.Name : n)} {Shape(described[n].Shape)}, not {Shape(t.Shape)}"))]);
        Refuse(graph, path, "has in other types", [.. sources.Values.SelectMany(s => s.Again.Prepend(s.Name)).Where(n => !described[n].IsFloatingPoint).Select(n => $"{n} as {described[n].Type}")]);
        return sources;
    }

    private static void Refuse(NetworkGraph graph, string path, string what, List<string> found)
    {
        if (found.Count > 0) throw Misfit(graph, path, $"{what} {First(found)}");
    }

    private static UserError Misfit(NetworkGraph graph, string path, string what) =>
        new($"{path} does not fit model '{graph.Model.Name}' for {graph.Input} inputs and {graph.Classes} classes: it {PlainLine.Of(what)}");

    private static string First(List<string> names) =>
        string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    private static T Read<T>(WeightFile file, Func<WeightFile, T> read)
    {
        var path = file.Path;
        try
        {
            return read(file);
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
