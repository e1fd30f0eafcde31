using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>
/// Scores or masks that another program has written, a tensor for each prunable parameter, by the parameter's name. Tensors of bool or uint8, and files
/// whose tensors have 0 and 1 alone, are masks (what is not 0 is kept); anything else are scores, the higher the rather kept. Tensors under other names are passed over.
/// </summary>
public sealed class FileCriterion : ICriterion
{
    private const int Named = 3;
    private static readonly FileOption File = new("file", "a safetensors file with a tensor of scores, or a mask, for each prunable parameter, by its name");

    public string Name => "file";
    public string Title => "scores or masks that another program has written to a safetensors file";
    public string Source => "whoever wrote the file";
    public bool NeedsData => false;
    public bool IsSigned => true;
    public bool IsOfWholeNetworks => true;
    public IReadOnlyList<PartOption> Options => [File];

    public string? Refuses(NetworkGraph graph, IReadOnlyList<PrunableTensor> tensors, OptionValues options)
    {
        var path = File.Of(options).Path;
        return Misfit(tensors, Read(path, SafeTensorsFile.ReadDescriptions), graph.Model.Name) is { } what ? Refused(graph, path, what) : null;
    }

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var (path, sha256) = File.Of(context.Options);
        if (Read(path, Fingerprint.OfFile) != sha256) throw new UserError($"{path} has changed since the sweep was planned");
        if (Refuses(context.Network.Graph, context.Tensors, context.Options) is { } reason) throw new UserError(reason);
        using var scope = NewDisposeScope();
        var names = context.Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var tensors = Read(path, p => SafeTensorsFile.Read(p, names.Contains));
        foreach (var tensor in tensors.Values) scope.Attach(tensor);

        var scores = context.Tensors.Select(t => tensors[t.Name]).ToList();
        var kinds = context.Tensors.Zip(scores).ToLookup(p => p.Second.dtype is ScalarType.Bool or ScalarType.Byte, p => p.First.Name);
        if (kinds[true].Any() && context.Tensors.FirstOrDefault(t => kinds[false].Contains(t.Name) && !IsMask(tensors[t.Name])) is { } mixed)
            throw new UserError(Refused(context.Network.Graph, path, $"has a mask in {kinds[true].First()} and scores in {mixed.Name}: give either for all"));
        return [.. scores.Select(s => Wide(s.dtype is ScalarType.Bool or ScalarType.Byte ? s.ne(Scalars.Zero) : s).MoveToOuterDisposeScope())];
    }

    /// <summary>Whether values are 0 and 1 alone.</summary>
    internal static bool IsMask(Tensor values) => values.eq(Scalars.Zero).logical_or_(values.eq(Scalars.One)).all().item<bool>();

    // Types that fp32 holds as they are stay as small.
    private static Tensor Wide(Tensor values) =>
        values.to(values.dtype is ScalarType.Float64 or ScalarType.Int64 or ScalarType.Int32 ? ScalarType.Float64 : ScalarType.Float32, copy: true);

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
        catch (Exception e) when (FileTrouble.Is(e))
        {
            throw new UserError($"cannot read the scores {path}: {FileTrouble.Reason(e, path)}", e);
        }
    }

    private static string? Misfit(IReadOnlyList<PrunableTensor> tensors, IReadOnlyList<TensorDescription> described, string model)
    {
        var names = tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        if (described.Where(d => names.Contains(d.Name)).Select(d => SafeTensorsFile.Unread(d.Name, d.Type)).OfType<string>().FirstOrDefault() is { } unread) return $"cannot be taken: {unread}";
        var found = described.ToDictionary(d => d.Name, d => d.Shape, StringComparer.Ordinal);
        var lacking = tensors.Where(t => !found.ContainsKey(t.Name)).Select(t => t.Name).ToList();
        if (lacking.Count > 0)
            return $"lacks {First(lacking)}{(Names.Nearest(lacking[0], found.Keys) is { } near ? $" (it has {near})" : "")}; 'bench list models --tensors {model}' names all parameters";
        var shapes = tensors.Where(t => !found[t.Name].SequenceEqual(t.Shape)).Select(t => $"{t.Name} {Shape(found[t.Name])}, not {Shape(t.Shape)}").ToList();
        return shapes.Count > 0 ? $"has in other shapes {First(shapes)}" : null;
    }

    private static string Refused(NetworkGraph graph, string path, string what) =>
        $"the scores {path} do not fit model '{graph.Model.Name}' for {graph.Input} inputs and {graph.Classes} classes: the file {what}".ReplaceLineEndings(" ");

    private static string First(List<string> names) => string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    private static string Shape(IReadOnlyList<long> sizes) => $"({string.Join(", ", sizes)})";
}
