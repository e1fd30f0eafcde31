using System.Text.Json;

namespace Bench.Analysis;

/// <summary>One of the things that make numbers comparable, as fingerprints name it.</summary>
/// <param name="Key">Such as <c>split</c>.</param>
/// <param name="IsEverywhere">Whether it must be equal among data sets and models, too.</param>
internal sealed record FingerprintPart(string Key, bool IsEverywhere)
{
    /// <summary>What holds where a fingerprint does not say; null where it then does not apply, so that anything goes with it.</summary>
    public string? Standing => Key != "warm-up-version" && Key.EndsWith("-version", StringComparison.Ordinal) ? "1" : Key is "data" or "network" or "others" ? "none" : null;

    /// <summary>What a fingerprint says. Imported weights take the place of a pretraining.</summary>
    public static IReadOnlyDictionary<FingerprintPart, string> Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.EnumerateObject().SelectMany(part => part.Value.EnumerateObject().Select(member => (part.Name, Member: member))).ToDictionary(
            m => new FingerprintPart(m.Member.Name == "weights" ? "pretraining" : m.Member.Name, m.Name == "everywhere"),
            m => m.Member.Name == "weights" ? $"imported weights {m.Member.Value}" : m.Member.Value.ToString());
    }
}
