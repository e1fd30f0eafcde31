using System.Text.RegularExpressions;

namespace Bench.Sweeps.Reading;

/// <summary>
/// Says what is wrong with a text that is no YAML, and on which line. The parser knows where it could not go on, which is often a
/// line late, and why in words of its grammar; so the lines are looked at for what people do wrong.
/// </summary>
internal sealed partial class YamlFault(string text)
{
    private readonly string[] lines = text.ReplaceLineEndings("\n").Split('\n');

    /// <summary>The line (from 1) and what is wrong.</summary>
    /// <param name="line">Where the parser stopped.</param>
    /// <param name="reason">Its own words.</param>
    public (int Line, string What) Explain(int line, string reason)
    {
        line = Math.Clamp(line, 1, lines.Length);
        return Tab() is { } tab ? tab
            : reason.Contains("escape character", StringComparison.Ordinal) || reason.Contains("hexadecimal", StringComparison.Ordinal)
                ? (line, @"a backslash in double quotes begins an escape such as \n: write \\ for one backslash, or use single quotes")
            : reason.Contains("quoted scalar", StringComparison.Ordinal) ? (line, "a quotation mark on this line is not closed")
            : reason.Contains("control char", StringComparison.OrdinalIgnoreCase) ? (line, "a control character: write text only")
            : (Before(line) is { } before ? Written(before, onlyKeys: true) : null) ?? Written(line, onlyKeys: true)
                ?? Brackets.Fault(lines) ?? Written(line, onlyKeys: false) ?? (line, Structure(line));
    }

    /// <summary>What is wrong with a line by itself; null where nothing is seen.</summary>
    public string? OfLine(int line) => Written(Math.Clamp(line, 1, lines.Length), onlyKeys: false)?.What;

    // Only blanks indent; a tab anywhere else is as good as a blank.
    private (int, string)? Tab()
    {
        for (var i = 0; i < lines.Length; i++)
            if (Indentation(i).Contains('\t') && lines[i].TrimStart() is { Length: > 0 } rest && rest[0] != '#')
                return (i + 1, "a tab: lines are indented with blanks only, two for each level");
        return null;
    }

    private (int Line, string What)? Written(int line, bool onlyKeys)
    {
        var written = lines[line - 1].Trim();
        var content = written.StartsWith("- ", StringComparison.Ordinal) ? written[2..].TrimStart() : written;
        if (content.StartsWith('%')) return (line, "a line that begins with '%' has no meaning here: leave it out");
        if (content.Length > 1 && content[..2] is "//" or "/*") return (line, "a comment begins with '#'");
        if (Lookalikes.In(WithoutComment(content)) is { } foreign) return (line, foreign);
        if (DashWithoutBlank().IsMatch(content)) return (line, $"a blank is missing after '-': write '- {content[1..]}'");
        if (ColonWithoutBlank().Match(content) is { Success: true } colon) return (line, $"a blank is missing after the colon of '{colon.Groups[1].Value}:'");
        if (EqualsSign().Match(content) is { Success: true } assigned)
            return (line, $"a key is followed by a colon, not '=': write '{assigned.Groups[1].Value}: {assigned.Groups[2].Value}'");
        if (WordThenValue().Match(content) is { Success: true } word && (KeyPlaces.All.ContainsKey(word.Groups[1].Value)
            || !onlyKeys && !content.Contains(": ", StringComparison.Ordinal)))
            return (line, $"a colon is missing: write '{word.Groups[1].Value}: {word.Groups[2].Value}'");
        return null;
    }

    private string Structure(int line)
    {
        var content = lines[line - 1].Trim();
        var value = content.IndexOf(": ", StringComparison.Ordinal) is >= 0 and var at ? content[(at + 2)..].Trim() : content;
        if (value is ['@' or '`' or '%', ..]) return $"a value that begins with '{value[0]}' needs quotation marks";
        if (value is ['*', ..] || AliasInList().IsMatch(value))
            return "a value that begins with '*' needs quotation marks; without them it is an alias, and there is no such anchor before it";
        if (value.StartsWith("- ", StringComparison.Ordinal) && value != content) return $"a list begins on the next line, or is written [{value[2..]}]";
        if (value is ['"' or '\'', ..]) return "something follows a text in quotation marks: quote the whole text";
        if (value != content && value.Contains(": ", StringComparison.Ordinal))
            return "a second ': ' on the line: a text with it needs quotation marks, another key a line of its own";
        if (value is ['[', .., not ']'] or ['{', .., not '}']) return "something follows the bracket that closes the value";
        if (CommaTwice().IsMatch(content)) return "an entry is missing before a comma";
        return Indented(line) ?? "this line does not fit those before it: a line is 'key: value', '- item', or indented below one of these";
    }

    private string? Indented(int line)
    {
        if (Before(line) is not { } before) return null;
        const string rule = "keys, and the '-' of items, that belong together begin in one column";
        var (here, there) = (Indentation(line - 1).Length, Content(before));
        if (here > there)
            return $"this line begins {Columns(here - there)} further right than line {before}, which has a value already: {rule}";
        if (here < there && here != Indentation(before - 1).Length)
            return $"this line begins {Columns(here)} in, and none above that it could go on from does: {rule}";
        if (lines[before - 1].TrimStart().StartsWith('-') && !lines[line - 1].Contains(':'))
            return $"'- ' is missing: write '- {lines[line - 1].Trim()}'";
        return lines[line - 1].TrimStart().StartsWith('-') != lines[before - 1].TrimStart().StartsWith('-')
            ? "'- ' makes an item of a list, and here is 'key: value': indent the list below its key" : null;
    }

    private static string Columns(int n) => n == 1 ? "1 column" : $"{n} columns";

    // The last line before that says something.
    private int? Before(int line)
    {
        for (var i = line - 2; i >= 0; i--)
            if (lines[i].TrimStart() is { Length: > 0 } rest && rest[0] != '#') return i + 1;
        return null;
    }

    // Where a key, or the key of an item, begins.
    private int Content(int line)
    {
        var indentation = Indentation(line - 1).Length;
        return lines[line - 1].AsSpan(indentation).StartsWith("- ") ? indentation + 2 : indentation;
    }

    private string Indentation(int index) => lines[index][..^lines[index].TrimStart(' ', '\t').Length];

    private static string WithoutComment(string content) => content.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var at ? content[..at] : content;

    [GeneratedRegex(@"^-[^\s-]")]
    private static partial Regex DashWithoutBlank();

    [GeneratedRegex(@"^([A-Za-z][\w-]*):[^\s:]")]
    private static partial Regex ColonWithoutBlank();

    [GeneratedRegex(@"^([A-Za-z][\w-]*)\s+([^\s:].*)$")]
    private static partial Regex WordThenValue();

    [GeneratedRegex(@"^([A-Za-z][\w-]*)\s*=\s*(\S.*)$")]
    private static partial Regex EqualsSign();

    [GeneratedRegex(@"[,\[]\s*\*")]
    private static partial Regex AliasInList();

    [GeneratedRegex(@"[,\[]\s*,")]
    private static partial Regex CommaTwice();
}
