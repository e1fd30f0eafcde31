namespace Bench.Core;

/// <summary>Messages about names that do not exist.</summary>
public static class Names
{
    private const int MostShown = 60;

    /// <summary>
    /// The valid name nearest to <paramref name="name"/>: the same letters and digits in whatever case and with whatever between
    /// them, else one with few slips, or that it begins or goes on from; null where none is near.
    /// </summary>
    public static string? Nearest(string name, IEnumerable<string> valid)
    {
        var written = name.ToLowerInvariant();
        var best = valid.Select(v => (Name: v, Distance: Difference(v.ToLowerInvariant())))
            .OrderBy(v => v.Distance).ThenBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? best.Name : null;

        int Difference(string v) =>
            Same(v, name) ? 0
            : written.Length > 2 && v.StartsWith(written, StringComparison.Ordinal) ? 1
            : v.Length > 2 && written.StartsWith(v, StringComparison.Ordinal) ? Math.Min(2, Distance(written, v))
            : Distance(written, v);
    }

    /// <summary>Whether names have the same letters and digits, in whatever case: <c>LeNet-5</c> and <c>lenet5</c>, <c>batchNorm</c> and <c>batch_norm</c>.</summary>
    public static bool Same(string one, string other) => Plain(one) is { Length: > 0 } plain && plain == Plain(other);

    /// <summary>One line: <c>unknown model 'resnet21': did you mean 'resnet20'? (valid: ...)</c>.</summary>
    /// <param name="kind">What it should name.</param>
    /// <param name="name">What is written.</param>
    /// <param name="valid">All that would be right.</param>
    /// <param name="hint">What is known better than the nearest name.</param>
    public static string Unknown(string kind, string name, IEnumerable<string> valid, string? hint = null)
    {
        var all = valid.ToList();
        hint ??= Nearest(name, all) is { } nearest ? DidYouMean(nearest) : null;
        return $"unknown {kind} {Quoted(name)}{(hint is null ? "" : $": {hint}")} ({(all.Count == 0 ? "there is none" : $"valid: {string.Join(", ", all)}")})";
    }

    /// <summary>The suggestion of a name.</summary>
    public static string DidYouMean(string name) => $"did you mean '{name}'?";

    /// <summary>What a user has written, in quotation marks and on one line; the middle of a long text is left out.</summary>
    public static string Quoted(string text)
    {
        var line = string.Concat(text.Trim('\n', '\r').Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= MostShown ? $"'{line}'" : $"'{line[..(MostShown / 2)]}...{line[^(MostShown / 4)..]}'";
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    // Damerau-Levenshtein distance (optimal string alignment): a swap of neighbours counts as one slip.
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
