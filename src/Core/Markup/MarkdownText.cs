using System.Text;

namespace Bench.Core;

/// <summary>Text of a user within Markdown, also in a cell of a table: shown as it is, and never a mark, a link or a tag.</summary>
public static class MarkdownText
{
    private const string Marks = "\\`*_{}[]()#+!|<>~&$^=";

    /// <summary>The text on one line. Of a hyphen, a full stop or a colon only one that would make a list, a rule or a link is marked.</summary>
    public static string Escape(string text)
    {
        var markdown = new StringBuilder();
        foreach (var (i, c) in text.Index())
        {
            if (Marks.Contains(c, StringComparison.Ordinal) || (c is '-' or '.' && (i == 0 || text[..i].All(b => char.IsAsciiDigit(b) || b is '-' or ' ' or '.')))
                || (c == ':' && text.AsSpan(i + 1).StartsWith("//")) || (c == '.' && i >= 3 && text[(i - 3)..i].Equals("www", StringComparison.OrdinalIgnoreCase)))
                markdown.Append('\\');
            if (c == '@') markdown.Append("&#64;"); // which sites take for a person
            else markdown.Append(char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c);
        }
        return markdown.ToString();
    }
}
