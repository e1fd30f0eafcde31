namespace Bench.Sweeps.Reading;

/// <summary>Finds the bracket that is not closed, or that closes none.</summary>
internal static class Brackets
{
    /// <summary>The first such bracket's line (from 1) and what is wrong; null where all match.</summary>
    public static (int Line, string What)? Fault(IReadOnlyList<string> lines)
    {
        var open = new Stack<(char Bracket, int Line)>();
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            // A key on a line of its own ends what is open: nobody breaks a list before one.
            if (open.Count > 0 && KeyBegins(line) && !lines[open.Peek().Line - 1].TrimStart().StartsWith('{'))
                return (open.Peek().Line, NotClosed(open.Peek().Bracket));
            char? quote = null;
            for (var j = 0; j < line.Length; j++)
            {
                var c = line[j];
                if (quote is not null) quote = c == quote ? null : quote;
                else if (c == '#' && (j == 0 || line[j - 1] is ' ' or '\t')) break;
                else if (c is '"' or '\'' && Begins(line, j, open.Count > 0)) quote = c;
                else if (c is '[' or '{' && Begins(line, j, open.Count > 0)) open.Push((c, i + 1));
                else if (c is ']' or '}')
                {
                    if (open.Count == 0 && line.AsSpan(j + 1).Trim() is { Length: 0 } && line[..j].AsSpan().IndexOfAny("[{") >= 0)
                        return (i + 1, $"'{c}' closes nothing: there is no '{Partner(c)}' before it that is open");
                    if (open.Count > 0 && open.Peek().Bracket != Partner(c))
                        return (i + 1, $"'{open.Peek().Bracket}' of line {open.Peek().Line} is closed by '{c}': write '{Partner(open.Peek().Bracket)}'");
                    if (open.Count > 0) open.Pop();
                }
            }
        }
        return open.Count > 0 ? (open.Peek().Line, NotClosed(open.Peek().Bracket)) : null;
    }

    private static string NotClosed(char bracket) => $"'{bracket}' is not closed: '{Partner(bracket)}' is missing";

    // Outside brackets, one that is not the first character of a value is part of a text.
    private static bool Begins(string line, int at, bool inside) => inside
        ? at == 0 || !char.IsAsciiLetterOrDigit(line[at - 1])
        : line[..at].TrimEnd() is var before && (before.Length == 0 || before[^1] is ':' or '-' || IsAnchor(before));

    private static bool IsAnchor(string before) => before[(before.LastIndexOf(' ') + 1)..].StartsWith('&');

    private static bool KeyBegins(string line) => line.IndexOf(':') is > 0 and var colon
        && line[..colon].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && (colon + 1 == line.Length || line[colon + 1] == ' ');

    private static char Partner(char bracket) => bracket switch { '[' => ']', ']' => '[', '{' => '}', _ => '{' };
}
