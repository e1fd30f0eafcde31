using System.Security.Cryptography;
using System.Text;

namespace Bench.Core;

/// <summary>SHA-256 fingerprints as lower-case hexadecimal.</summary>
public static class Fingerprint
{
    /// <summary>Of a file's content.</summary>
    /// <exception cref="UserError">It is a device, a pipe or a socket.</exception>
    public static string OfFile(string path)
    {
        using var stream = RegularFile.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>Of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Of a text in UTF-8.</summary>
    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
