using System.Text;

namespace Bench.Core;

/// <summary>Text of a user within Markdown: shown as it is, and never a mark, a link or a tag. What is a mark in some places only is marked there.</summary>
public static class MarkdownText
{
    private const string Marks = "\\`*_[]|<>~&$^";

    /// <summary>The text on one line of its own, also of an item of a list: lists, headings and rules that it would begin are none. Safe in every place.</summary>
    public static string Escape(string text) => Escape(text, text.Length - text.TrimStart().Length);

    /// <summary>The text behind something else on its line, as in a cell of a table, where a plus or minus is one.</summary>
    public static string EscapeWithin(string text) => Escape(text, -1);

    private static string Escape(string text, int start)
    {
        var markdown = new StringBuilder();
        foreach (var (i, c) in text.Index())
        {
            if (Marks.Contains(c, StringComparison.Ordinal) || (i == start && c is ('-' or '+' or '=' or '#')) || (start >= 0 && IsNumberOfList(text, start, i)) || IsAddress(text, i)) markdown.Append('\\');
            if (c == '@') markdown.Append("&#64;"); // which sites take for a person
            else markdown.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }
        return markdown.ToString();
    }

    // "1. ", "2) ": but not 1.5.
    private static bool IsNumberOfList(string text, int start, int i) => text[i] is ('.' or ')') && i > start && text[start..i].All(char.IsAsciiDigit) && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]));

    // Where sites find addresses.
    private static bool IsAddress(string text, int i) => (text[i] == ':' && text.AsSpan(i + 1).StartsWith("//"))
        || (text[i] == '.' && i >= 3 && text[(i - 3)..i].Equals("www", StringComparison.OrdinalIgnoreCase));
}
