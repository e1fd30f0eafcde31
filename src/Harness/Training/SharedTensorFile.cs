using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Training;

/// <summary>
/// Reads tensor files that others may replace or remove at any moment, on other machines too: see <see cref="ReplacedFile"/>.
/// </summary>
internal static class SharedTensorFile
{
    /// <summary>The content of the file that has the name now; null where none has.</summary>
    /// <param name="path">The name.</param>
    /// <param name="read">How to read it.</param>
    /// <exception cref="InvalidDataException">The file is not as it was written.</exception>
    public static (Dictionary<string, Tensor> Tensors, string Text)? TryRead(string path, Func<string, (Dictionary<string, Tensor>, string)>? read = null)
    {
        try
        {
            return ReplacedFile.Read(path, read ?? CheckedTensorFile.Read);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
