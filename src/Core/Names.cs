namespace Bench.Core;

/// <summary>Messages about names that do not exist.</summary>
public static class Names
{
    /// <summary>The valid name nearest to <paramref name="name"/>, or that it begins; null where none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> valid)
    {
        var written = name.ToLowerInvariant();
        var best = valid.Select(v => (Name: v, Distance: Difference(v.ToLowerInvariant())))
            .OrderBy(v => v.Distance).ThenBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(2, name.Length / 3) ? best.Name : null;

        int Difference(string v) => written.Length > 2 && v.StartsWith(written, StringComparison.Ordinal) ? 1 : Distance(written, v);
    }

    /// <summary>One line: <c>unknown model 'resnet21': did you mean 'resnet20'? (valid: ...)</c>.</summary>
    public static string Unknown(string kind, string name, IEnumerable<string> valid)
    {
        var all = valid.ToList();
        var nearest = Nearest(name, all);
        return $"unknown {kind} '{name}'{(nearest is null ? "" : $": did you mean '{nearest}'?")} (valid: {string.Join(", ", all)})";
    }

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
