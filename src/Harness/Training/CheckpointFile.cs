using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// The checkpoints of one run: written now and then, read when the run is taken up again. Each attempt writes a file of its own
/// name, so that a worker that was given up but still lives cannot write over its successor's.
/// </summary>
/// <param name="folder">Where checkpoints lie.</param>
/// <param name="run">The identity of the cell or pretraining, without a dot.</param>
/// <param name="attempt">Sorts after those of earlier attempts.</param>
/// <param name="every">How old the last one gets before the next is due.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told of damaged files.</param>
public sealed class CheckpointFile(string folder, string run, string attempt, TimeSpan every, TimeProvider time, Action<string> warn)
{
    private const string Extension = ".safetensors";

    private readonly string path = Path.Combine(folder, $"{run}.{attempt}{Extension}");
    private long written = time.GetTimestamp();

    /// <summary>The files of a run's attempts, the latest first.</summary>
    public static IReadOnlyList<string> Of(string folder, string run) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, $"{run}.*{Extension}").OrderDescending(StringComparer.Ordinal)] : [];

    /// <summary>The run that a file belongs to.</summary>
    public static string RunOf(string file) => Path.GetFileName(file).Split('.')[0];

    /// <summary>Whether the last one (or the start) is long enough ago.</summary>
    public bool IsDue(TimeProvider now) => now.GetElapsedTime(written) >= every;

    /// <summary>Writes this attempt's checkpoint; those of earlier attempts are then of no more use and go.</summary>
    public void Write(IReadOnlyDictionary<string, Tensor> tensors, string text)
    {
        CheckedTensorFile.Write(path, tensors, text);
        written = time.GetTimestamp();
        foreach (var earlier in Of(folder, run).Where(file => string.CompareOrdinal(file, path) < 0)) File.Delete(earlier);
    }

    /// <summary>The last checkpoint that is sound; null where there is none. Damaged ones, and those of which the text has a fault, are said and removed.</summary>
    /// <param name="faultOf">What is wrong with a text; null: nothing.</param>
    public (Dictionary<string, Tensor> Tensors, string Text)? TryRead(Func<string, string?>? faultOf = null)
    {
        foreach (var file in Of(folder, run))
            try
            {
                var (tensors, text) = CheckedTensorFile.Read(file);
                if (faultOf?.Invoke(text) is not { } fault) return (tensors, text);
                foreach (var tensor in tensors.Values) tensor.Dispose();
                throw new InvalidDataException($"{file} {fault}");
            }
            catch (InvalidDataException damaged)
            {
                warn($"a checkpoint is of no use, the run starts again: {damaged.Message}");
                File.Delete(file);
            }
        return null;
    }
}
