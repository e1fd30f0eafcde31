using System.Text;

namespace Bench.Results;

/// <summary>Values separated by commas; one in quotation marks (double or single, doubled within) is taken as it is.</summary>
internal static class ValueList
{
    /// <summary>At least one value, empty for an empty text; null where a quotation mark is not closed or a comma has nothing beside it.</summary>
    public static IReadOnlyList<string>? Parse(string text)
    {
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty) return [""];
        var values = new List<string>();
        while (true)
        {
            rest = rest.TrimStart();
            if (rest is ['"' or '\'', ..])
            {
                if (Quoted(ref rest) is not { } value) return null;
                values.Add(value);
                rest = rest.TrimStart();
                if (rest.IsEmpty) return values;
                if (rest[0] != ',') return null;
                rest = rest[1..];
                continue;
            }
            var comma = rest.IndexOf(',');
            var plain = (comma < 0 ? rest : rest[..comma]).TrimEnd();
            if (plain.IsEmpty) return null;
            values.Add(plain.ToString());
            if (comma < 0) return values;
            rest = rest[(comma + 1)..];
        }
    }

    // Up to the mark that closes it, which is then behind.
    private static string? Quoted(ref ReadOnlySpan<char> rest)
    {
        var (mark, value) = (rest[0], new StringBuilder());
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] != mark) value.Append(rest[i]);
            else if (i + 1 < rest.Length && rest[i + 1] == mark) value.Append(rest[i++]);
            else
            {
                rest = rest[(i + 1)..];
                return value.ToString();
            }
        }
        return null;
    }
}
