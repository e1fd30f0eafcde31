using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>The checkpoint of one run: written now and then, read when the run is taken up again.</summary>
public sealed class CheckpointFile(string path, TimeSpan every, TimeProvider time, Action<string> warn)
{
    private long written = time.GetTimestamp();

    /// <summary>Whether the last one (or the start) is long enough ago.</summary>
    public bool IsDue(TimeProvider now) => now.GetElapsedTime(written) >= every;

    public void Write(IReadOnlyDictionary<string, Tensor> tensors, string text)
    {
        CheckedTensorFile.Write(path, tensors, text);
        written = time.GetTimestamp();
    }

    /// <summary>The last checkpoint; null where there is none or it is damaged, which is said.</summary>
    public (Dictionary<string, Tensor> Tensors, string Text)? TryRead()
    {
        if (!File.Exists(path)) return null;
        try
        {
            return CheckedTensorFile.Read(path);
        }
        catch (InvalidDataException damaged)
        {
            warn($"the checkpoint is of no use, the run starts again: {damaged.Message}");
            File.Delete(path);
            return null;
        }
    }
}
