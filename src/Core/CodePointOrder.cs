namespace Bench.Core;

/// <summary>
/// The order of texts by their code points, in which Python sorts, and so torchvision numbers classes; .NET's ordinal one is by UTF-16 units, in which what
/// lies beyond the first plane (emoji, rare characters) comes before U+E000 and on.
/// </summary>
public sealed class CodePointOrder : IComparer<string>
{
    /// <summary>It.</summary>
    public static CodePointOrder Comparer { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return x is null ? y is null ? 0 : -1 : 1;
        var at = x.AsSpan().CommonPrefixLength(y);
        if (at == x.Length || at == y.Length) return x.Length.CompareTo(y.Length);
        // Units from U+E000 on come before surrogates, which are parts of what lies beyond.
        return Rank(x[at]).CompareTo(Rank(y[at]));
    }

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
