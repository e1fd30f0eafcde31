using Bench.Core;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>Imports pretrained weights from safetensors files whose names are those of the network's parameters and buffers.</summary>
public static class WeightImport
{
    private const string WrapperPrefix = "module.", Counter = ".num_batches_tracked";
    private const int Named = 3;

    /// <summary>
    /// Overwrites the network's parameters and buffers, once all of them are found to fit. Values of other floating-point
    /// types are converted to fp32, where they must be finite. A prefix <c>module.</c> on all names (as parallel wrappers leave it) is ignored, and
    /// batch-norm's counters, which PyTorch's modules have, are passed over.
    /// </summary>
    /// <exception cref="UserError">The file is missing or broken, or does not fit the network; the line says what.</exception>
    public static void Load(Network network, string path)
    {
        using var scope = NewDisposeScope();
        var weights = WithoutWrapper(Read(path));
        foreach (var tensor in weights.Values) scope.Attach(tensor);
        var targets = network.State.ToDictionary(t => t.Name, t => t.Tensor, StringComparer.Ordinal);

        Refuse("lacks", targets.Keys.Where(name => !weights.ContainsKey(name)));
        Refuse("has besides", weights.Keys.Where(name => !targets.ContainsKey(name) && !IsCounter(name)));
        var pairs = targets.Where(t => weights.ContainsKey(t.Key)).Select(t => (Name: t.Key, Target: t.Value, Source: weights[t.Key])).ToList();
        Refuse("has in other shapes", pairs.Where(p => !p.Source.shape.SequenceEqual(p.Target.shape))
            .Select(p => $"{p.Name} {Shape(p.Source)}, not {Shape(p.Target)}"));
        Refuse("has in other types", pairs.Where(p => !p.Source.is_floating_point())
            .Select(p => $"{p.Name} as {p.Source.dtype}"));
        Refuse("has NaN or infinite values in", pairs.Where(p => !p.Source.isfinite().all().item<bool>())
            .Select(p => p.Name));
        Refuse("has values that are infinite in fp32 in", pairs.Where(p => !p.Source.to(p.Target.dtype).isfinite().all().item<bool>())
            .Select(p => p.Name));

        using var guard = no_grad();
        foreach (var (_, target, source) in pairs) target.copy_(source);

        void Refuse(string what, IEnumerable<string> found)
        {
            var all = found.ToList();
            if (all.Count == 0) return;
            var more = all.Count > Named ? $" and {all.Count - Named} more" : "";
            throw new UserError($"{path} does not fit model '{network.Model.Name}' for {network.Input} inputs and {network.Classes} classes: "
                + $"it {what} {string.Join(", ", all.Take(Named))}{more}");
        }
    }

    private static Dictionary<string, Tensor> Read(string path)
    {
        try
        {
            return SafeTensorsFile.Read(path);
        }
        catch (InvalidDataException e)
        {
            throw new UserError(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"cannot read the weights {path}: {e.Message}", e);
        }
    }

    private static Dictionary<string, Tensor> WithoutWrapper(Dictionary<string, Tensor> weights) =>
        weights.Keys.All(name => name.StartsWith(WrapperPrefix, StringComparison.Ordinal))
            ? weights.ToDictionary(w => w.Key[WrapperPrefix.Length..], w => w.Value, StringComparer.Ordinal)
            : weights;

    private static bool IsCounter(string name) => name.EndsWith(Counter, StringComparison.Ordinal);

    private static string Shape(Tensor tensor) => $"({string.Join(", ", tensor.shape)})";
}
