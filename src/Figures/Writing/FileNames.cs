using System.Text.RegularExpressions;

namespace Bench.Figures;

/// <summary>File names that are safe on every system, each given once.</summary>
internal sealed partial class FileNames
{
    private const int Longest = 160;

    private readonly HashSet<string> given = new(StringComparer.Ordinal);

    /// <param name="taken">Names that are given already.</param>
    public FileNames(IEnumerable<string>? taken = null) => given.UnionWith(taken ?? []);

    /// <summary>The parts that are not empty, joined by hyphens, in lower case, with <c>-2</c>, <c>-3</c>, ... where the name is taken.</summary>
    public string Of(IEnumerable<string> parts)
    {
        var name = string.Join('-', parts.Select(p => Unsafe().Replace(p.ToLowerInvariant(), "-").Trim('-')).Where(p => p.Length > 0));
        name = name.Length == 0 ? "figure" : name.Length > Longest ? name[..Longest].TrimEnd('-') : name;
        for (var i = 1; ; i++)
            if ((i == 1 ? name : $"{name}-{i}") is var free && given.Add(free)) return free;
    }

    [GeneratedRegex("[^a-z0-9_]+")]
    private static partial Regex Unsafe();
}
