using System.Text;

namespace Bench.Core;

/// <summary>Text of a user within Markdown, also in a cell of a table: shown as it is, and never a mark, a link or a tag.</summary>
public static class MarkdownText
{
    private const string Marks = "\\`*_[]|<>~&$^";

    /// <summary>The text on one line. What is a mark in some places only is marked there: at the start of a line (lists, headings, rules), or where sites find addresses.</summary>
    public static string Escape(string text)
    {
        var markdown = new StringBuilder();
        foreach (var (i, c) in text.Index())
        {
            if (Marks.Contains(c, StringComparison.Ordinal) || (i == 0 && c is ('-' or '+' or '=' or '#')) || IsNumberOfList(text, i) || IsAddress(text, i)) markdown.Append('\\');
            if (c == '@') markdown.Append("&#64;"); // which sites take for a person
            else markdown.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }
        return markdown.ToString();
    }

    // "1. ", "2) ": but not 1.5.
    private static bool IsNumberOfList(string text, int i) => text[i] is ('.' or ')') && i > 0 && text[..i].All(char.IsAsciiDigit) && (i + 1 == text.Length || text[i + 1] == ' ');

    private static bool IsAddress(string text, int i) => (text[i] == ':' && text.AsSpan(i + 1).StartsWith("//"))
        || (text[i] == '.' && i >= 3 && text[(i - 3)..i].Equals("www", StringComparison.OrdinalIgnoreCase));
}
