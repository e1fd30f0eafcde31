using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Results;

/// <summary>A column of a query as it is written.</summary>
/// <param name="Name">Its name in the result; <c>*</c> for all of a table.</param>
/// <param name="Source">Where it is a column of a table: the table's alias and the column.</param>
/// <param name="Comment">On the line where it ends.</param>
internal sealed record SelectItem(string Name, (string Owner, string Column)? Source, string? Comment);

/// <summary>The first SELECT of a text: its columns, and what its aliases stand for. Enough of SQL for the scripts of this program.</summary>
/// <param name="Items">Its columns.</param>
/// <param name="Aliases">Tables and views by alias.</param>
/// <param name="Inner">Queries in brackets by alias.</param>
internal sealed partial record SelectText(IReadOnlyList<SelectItem> Items, IReadOnlyDictionary<string, string> Aliases, IReadOnlyDictionary<string, SelectText> Inner)
{
    /// <summary>Reads a text that has a SELECT in it.</summary>
    public static SelectText Read(string text)
    {
        var from = Select().Match(text) is { Success: true } select ? select.Index + select.Length : 0;
        var (items, code) = (new List<SelectItem>(), new StringBuilder());
        var (depth, quoted, ended) = (0, false, -1);
        var pending = new List<string>(); // items that end on this line
        var end = text.Length;
        for (var i = from; i < text.Length; i++)
        {
            if (!quoted && text.AsSpan(i).StartsWith("--"))
            {
                var line = text.IndexOf('\n', i) is var newline and >= 0 ? newline : text.Length;
                var comment = text[(i + 2)..line].Trim();
                if (code.ToString().Trim() is { Length: > 0 } last && IsLast(text, line)) pending.Add(Take(code));
                items.AddRange(pending.Select(item => Item(item, comment)));
                pending.Clear();
                i = line - 1;
                continue;
            }
            var c = text[i];
            if (c == '\'') quoted = !quoted;
            if (!quoted && c == '(') depth++;
            if (!quoted && c == ')') depth--;
            if (c == '\n')
            {
                items.AddRange(pending.Select(item => Item(item, null)));
                pending.Clear();
            }
            if (!quoted && depth == 0 && c == ',') pending.Add(Take(code));
            else if (!quoted && depth == 0 && IsWord(text, i, "FROM"))
            {
                if (code.ToString().Trim() is { Length: > 0 }) items.Add(Item(Take(code), null));
                ended = i;
                break;
            }
            else code.Append(c);
        }
        items.AddRange(pending.Select(item => Item(item, null)));
        return Sources(items, ended < 0 ? "" : Comments().Replace(text[ended..end], ""));
    }

    // Tables, and queries in brackets, of what follows FROM.
    private static SelectText Sources(List<SelectItem> items, string text)
    {
        var (aliases, inner, outside) = (new Dictionary<string, string>(), new Dictionary<string, SelectText>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '(')
            {
                outside.Append(text[i]);
                continue;
            }
            var (close, depth) = (i, 0);
            do depth += text[close] switch { '(' => 1, ')' => -1, _ => 0 };
            while (depth > 0 && ++close < text.Length);
            if (Alias().Match(text, close + 1) is { Success: true } alias && text[i..close].Contains("SELECT", StringComparison.Ordinal)) inner.TryAdd(alias.Groups[1].Value, Read(text[(i + 1)..close]));
            outside.Append("()");
            i = close;
        }
        foreach (Match match in Table().Matches(outside.ToString())) aliases.TryAdd(match.Groups[2].Value, match.Groups[1].Value);
        return new(items, aliases, inner);
    }

    private static SelectItem Item(string code, string? comment)
    {
        var said = comment is { Length: > 0 } ? comment : null;
        if (Column().Match(code) is { Success: true } column)
            return new(column.Groups[3].Success ? column.Groups[3].Value : column.Groups[2].Value, (column.Groups[1].Value, column.Groups[2].Value), said);
        return new(Named().Match(code) is { Success: true } named ? named.Groups[1].Value : code, null, said);
    }

    private static string Take(StringBuilder code)
    {
        var taken = code.ToString().Trim();
        code.Clear();
        return taken;
    }

    // Whether only FROM follows: the last item has no comma behind it.
    private static bool IsLast(string text, int line) => text.AsSpan(line).TrimStart().StartsWith("FROM");

    private static bool IsWord(string text, int at, string word) =>
        text.AsSpan(at).StartsWith(word) && (at == 0 || char.IsWhiteSpace(text[at - 1])) && (at + word.Length == text.Length || char.IsWhiteSpace(text[at + word.Length]));

    [GeneratedRegex(@"\bSELECT\b(\s+DISTINCT\b)?")]
    private static partial Regex Select();

    [GeneratedRegex(@"^(\w+)\.(\w+|\*)(?:\s+AS\s+(\w+))?$")]
    private static partial Regex Column();

    [GeneratedRegex(@"\bAS\s+(\w+)$")]
    private static partial Regex Named();

    [GeneratedRegex(@"\G\s*(?:AS\s+)?(\w+)")]
    private static partial Regex Alias();

    [GeneratedRegex(@"\b(?:FROM|JOIN)\s+(\w+)\s+(\w+)")]
    private static partial Regex Table();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comments();
}
