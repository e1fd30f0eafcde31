using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>Scoring with all that a criterion may ask for: weights at initialization, what training has added up, values of the options that must be given.</summary>
internal static class CompleteRequest
{
    public static ScoringRequest Of(Network network, ICriterion criterion, IReadOnlyList<LabeledBatch> batches, string batchNorm = BatchNormMode.Eval, long seed = 0) => new()
    {
        Criterion = criterion, Batches = batches, BatchNorm = batchNorm, Seed = seed,
        Initial = criterion.NeedsInitial ? Drawn(network, 1) : null, Accumulated = criterion.NeedsTraining ? Drawn(network, 2) : null,
        Options = criterion.Options.Where(o => o.IsRequired).Aggregate(OptionValues.None, (values, option) => option switch
        {
            FileOption => values.With(option.Name, FileOf(Drawn(network, 3))),
            _ => throw new NotSupportedException($"no test gives '{option.Name}' of criterion '{criterion.Name}'"),
        }),
    };

    /// <summary>A file option's value: tensors in a file that lasts as long as the process of the tests.</summary>
    public static System.Text.Json.JsonElement FileOf(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.safetensors");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        SafeTensorsFile.Write(path, tensors);
        return FileOption.Value(path, Fingerprint.OfFile(path));
    }

    private static Dictionary<string, Tensor> Drawn(Network network, ulong seed)
    {
        using var generator = new Generator(seed, CPU);
        return network.Parameters.ToDictionary(p => p.Name, p => randn(p.Parameter.shape, generator: generator), StringComparer.Ordinal);
    }
}
