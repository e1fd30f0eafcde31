using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// The checkpoints of one run: written now and then, read when the run is taken up again. Each attempt writes a file of its own
/// name, so that one that was given up but still lives, perhaps on another machine, cannot write over its successor's; and it removes those of
/// earlier attempts only.
/// </summary>
/// <param name="folder">Where checkpoints lie.</param>
/// <param name="run">The identity of the cell or pretraining, without a dot.</param>
/// <param name="attempt">Sorts after those of earlier attempts; no other has it.</param>
/// <param name="every">How old the last one gets before the next is due.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Told of damaged files.</param>
public sealed class CheckpointFile(string folder, string run, string attempt, TimeSpan every, TimeProvider time, Action<string> warn)
{
    private const string Extension = ".safetensors";

    // Of the folder; each time another attempt has written a newer file and removed the one that was to be read.
    private const int Looks = 20;

    private readonly string path = PathOf(folder, run, attempt);
    private long written = time.GetTimestamp();

    /// <summary>How a file is read.</summary>
    internal Func<string, (Dictionary<string, Tensor>, string)> Reading { get; init; } = CheckedTensorFile.Read;

    /// <summary>The files of a run's attempts, the latest first.</summary>
    public static IReadOnlyList<string> Of(string folder, string run) =>
        Directory.Exists(folder) ? [.. Directory.GetFiles(folder, $"{run}.*{Extension}").OrderDescending(StringComparer.Ordinal)] : [];

    /// <summary>The run that a file belongs to.</summary>
    public static string RunOf(string file) => Path.GetFileName(file).Split('.')[0];

    /// <summary>Removes the files of an attempt and of those before it: the run's outcome is safe elsewhere. What a later attempt needs stays.</summary>
    public static void Delete(string folder, string run, string attempt) => DeleteUntil(folder, run, PathOf(folder, run, attempt), itself: true);

    /// <summary>Whether the last one (or the start) is long enough ago.</summary>
    public bool IsDue(TimeProvider now) => now.GetElapsedTime(written) >= every;

    /// <summary>Writes this attempt's checkpoint; those of earlier attempts are then of no more use and go.</summary>
    public void Write(IReadOnlyDictionary<string, Tensor> tensors, string text)
    {
        CheckedTensorFile.Write(path, tensors, text);
        written = time.GetTimestamp();
        DeleteUntil(folder, run, path, itself: false);
    }

    /// <summary>The last checkpoint that is sound; null where there is none. Damaged ones, and those of which the text has a fault, are said, and go with the next one that is written.</summary>
    /// <param name="faultOf">What is wrong with a text; null: nothing.</param>
    public (Dictionary<string, Tensor> Tensors, string Text)? TryRead(Func<string, string?>? faultOf = null)
    {
        var useless = new HashSet<string>(StringComparer.Ordinal);
        for (var look = 1; look <= Looks; look++)
        {
            if (Of(folder, run).FirstOrDefault(file => !useless.Contains(file)) is not { } file) return null;
            try
            {
                if (SharedTensorFile.TryRead(file, Reading) is not var (tensors, text)) continue;
                if (faultOf?.Invoke(text) is not { } fault) return (tensors, text);
                foreach (var tensor in tensors.Values) tensor.Dispose();
                throw new InvalidDataException($"{file} {fault}");
            }
            catch (InvalidDataException damaged)
            {
                warn($"a checkpoint is of no use, the run starts again: {damaged.Message}");
                useless.Add(file);
                look--; // there are as many as there are
            }
        }
        return null;
    }

    private static string PathOf(string folder, string run, string attempt) => Path.Combine(folder, $"{run}.{attempt}{Extension}");

    private static void DeleteUntil(string folder, string run, string path, bool itself)
    {
        foreach (var file in Of(folder, run))
            if (string.CompareOrdinal(file, path) is var order && (order < 0 || itself && order == 0)) File.Delete(file);
    }
}
