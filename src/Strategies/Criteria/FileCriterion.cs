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
    public IReadOnlyList<PartOption> Options => [File];

    public IReadOnlyList<Tensor> Score(ScoringContext context)
    {
        var (path, sha256) = File.Of(context.Options);
        using var scope = NewDisposeScope();
        var tensors = Read(path, sha256);
        foreach (var tensor in tensors.Values) scope.Attach(tensor);
        Fit(context, path, tensors);

        var scores = context.Tensors.Select(t => tensors[t.Name]).ToList();
        var kinds = context.Tensors.Zip(scores).ToLookup(p => p.Second.dtype is ScalarType.Bool or ScalarType.Byte, p => p.First.Name);
        if (kinds[true].Any() && context.Tensors.FirstOrDefault(t => kinds[false].Contains(t.Name) && !IsMask(tensors[t.Name])) is { } mixed)
            throw Misfit(context, path, $"has a mask in {kinds[true].First()} and scores in {mixed.Name}: give either for all");
        return [.. scores.Select(s => Wide(s.dtype is ScalarType.Bool or ScalarType.Byte ? s.ne(Scalars.Zero) : s).MoveToOuterDisposeScope())];
    }

    /// <summary>Whether values are 0 and 1 alone.</summary>
    internal static bool IsMask(Tensor values) => values.eq(Scalars.Zero).logical_or_(values.eq(Scalars.One)).all().item<bool>();

    // Types that fp32 holds as they are stay as small.
    private static Tensor Wide(Tensor values) =>
        values.to(values.dtype is ScalarType.Float64 or ScalarType.Int64 or ScalarType.Int32 ? ScalarType.Float64 : ScalarType.Float32, copy: true);

    private static Dictionary<string, Tensor> Read(string path, string sha256)
    {
        try
        {
            if (Fingerprint.OfFile(path) != sha256) throw new UserError($"{path} has changed since the sweep was planned");
            return SafeTensorsFile.Read(path);
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

    private static void Fit(ScoringContext context, string path, Dictionary<string, Tensor> tensors)
    {
        var lacking = context.Tensors.Where(t => !tensors.ContainsKey(t.Name)).Select(t => t.Name).ToList();
        if (lacking.Count > 0)
            throw Misfit(context, path, $"lacks {First(lacking)}{(Names.Nearest(lacking[0], tensors.Keys) is { } near ? $" (it has {near})" : "")}; 'bench list models --tensors {context.Network.Model.Name}' names all parameters");
        var shapes = context.Tensors.Where(t => !tensors[t.Name].shape.SequenceEqual(t.Shape)).Select(t => $"{t.Name} {Shape(tensors[t.Name].shape)}, not {Shape(t.Shape)}").ToList();
        if (shapes.Count > 0) throw Misfit(context, path, $"has in other shapes {First(shapes)}");
    }

    private static UserError Misfit(ScoringContext context, string path, string what) =>
        new($"the scores {path} do not fit model '{context.Network.Model.Name}' for {context.Network.Input} inputs and {context.Network.Classes} classes: the file {what}".ReplaceLineEndings(" "));

    private static string First(List<string> names) => string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");

    private static string Shape(IReadOnlyList<long> sizes) => $"({string.Join(", ", sizes)})";
}
