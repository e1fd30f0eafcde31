using System.Security.Cryptography;
using System.Text;
using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Tensors;

/// <summary>
/// Tensors and a text in one safetensors file that knows its own SHA-256: a truncated or changed file is detected, never used.
/// </summary>
public static class CheckedTensorFile
{
    private const string TextKey = "text", HashKey = "sha256";

    /// <summary>Writes durably: the file is wholly there or not at all.</summary>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, string text)
    {
        var metadata = new Dictionary<string, string> { [TextKey] = text, [HashKey] = HashOf(tensors, text) };
        DurableFile.Write(path, stream => SafeTensorsFile.Write(stream, tensors, metadata));
    }

    /// <summary>Reads and checks; the caller owns the tensors.</summary>
    /// <exception cref="InvalidDataException">The file is not as it was written.</exception>
    public static (Dictionary<string, Tensor> Tensors, string Text) Read(string path)
    {
        var (tensors, metadata) = SafeTensorsFile.ReadAll(path);
        if (metadata.TryGetValue(TextKey, out var text) && metadata.TryGetValue(HashKey, out var hash) && hash == HashOf(tensors, text))
            return (tensors, text);
        foreach (var tensor in tensors.Values) tensor.Dispose();
        throw new InvalidDataException($"{path} is damaged: its content does not match its checksum");
    }

    /// <summary>SHA-256 over names, shapes and values of tensors, in the order of their names.</summary>
    public static string HashOf(IReadOnlyDictionary<string, Tensor> tensors, string text = "")
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(text));
        foreach (var (name, tensor) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            using var plain = tensor.detach();
            using var packed = plain.contiguous();
            hash.AppendData(Encoding.UTF8.GetBytes($"\n{name} {packed.dtype} {string.Join("x", packed.shape)}\n"));
            hash.AppendData(packed.bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
