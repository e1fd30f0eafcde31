using System.Security.Cryptography;
using System.Text;

namespace Bench.Results;

/// <summary>Short names of long texts, the same on every machine.</summary>
internal static class ShortHash
{
    /// <summary>The first 16 hexadecimal digits of SHA-256.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
}
