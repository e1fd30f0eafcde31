using System.Security.Cryptography;

namespace Bench.Datasets;

/// <summary>A published (or, where the publisher gives none, measured) checksum: kind and lower-case hexadecimal.</summary>
public sealed record Checksum(HashAlgorithmName Kind, string Hex)
{
    /// <summary>MD5, which the publishers give: it finds damage, not malice.</summary>
    public static Checksum Md5(string hex) => new(HashAlgorithmName.MD5, hex);

    /// <summary>SHA-256.</summary>
    public static Checksum Sha256(string hex) => new(HashAlgorithmName.SHA256, hex);

    /// <summary>What is wrong with content that should have this checksum; null: nothing.</summary>
    public string? Contradicts(Stream content)
    {
        var actual = Convert.ToHexStringLower(CryptographicOperations.HashData(Kind, content));
        return actual == Hex ? null : Contradicted(actual);
    }

    /// <summary>What is wrong with content that has another checksum.</summary>
    internal string Contradicted(string actual) => $"wrong checksum: its {Kind.Name} is {actual}, not {Hex}";
}
