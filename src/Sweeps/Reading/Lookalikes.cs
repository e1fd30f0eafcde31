namespace Bench.Sweeps.Reading;

/// <summary>Characters that word processors and web pages put in place of those that YAML knows.</summary>
internal static class Lookalikes
{
    private static readonly Dictionary<char, char> Meant = new()
    {
        ['“'] = '"', ['”'] = '"', ['„'] = '"', ['«'] = '"', ['»'] = '"', ['‘'] = '\'', ['’'] = '\'', ['‚'] = '\'', ['`'] = '\'', ['´'] = '\'',
        ['–'] = '-', ['—'] = '-', ['−'] = '-', ['‐'] = '-', ['‑'] = '-', ['•'] = '-', ['：'] = ':', ['，'] = ',', ['、'] = ',', ['［'] = '[', ['］'] = ']',
        ['｛'] = '{', ['｝'] = '}', ['（'] = '(', ['）'] = ')', ['＃'] = '#', ['．'] = '.', ['\u00A0'] = ' ', ['\u2007'] = ' ', ['\u202F'] = ' ', ['\u3000'] = ' ',
    };

    /// <summary>The text with the characters that were meant.</summary>
    public static string Replaced(string text) => string.Concat(text.Select(c =>
        Meant.TryGetValue(c, out var meant) ? meant : c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c));

    /// <summary>What is wrong with the first such character of a text; null where it has none.</summary>
    public static string? In(string text)
    {
        foreach (var c in text)
            if (Meant.TryGetValue(c, out var meant))
                return char.IsWhiteSpace(c)
                    ? $"a character that looks like a blank (U+{(int)c:X4}) is none: type a blank in its place"
                    : $"the character '{c}' (U+{(int)c:X4}) has no meaning in YAML: write {(meant is '"' or '\'' ? "nothing, or " : "")}{meant} in its place";
        return null;
    }
}
