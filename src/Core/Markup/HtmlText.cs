using System.Text;

namespace Bench.Core;

/// <summary>Text of a user within HTML or SVG, in an element or in a quoted attribute: shown as it is, and never a tag.</summary>
public static class HtmlText
{
    /// <summary>The text with its marks as entities; what no document may hold (control characters, halves of letters) as U+FFFD.</summary>
    public static string Escape(string text)
    {
        var html = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes()) // halves of letters come out as U+FFFD
            switch (rune.Value)
            {
                case '&': html.Append("&amp;"); break;
                case '<': html.Append("&lt;"); break;
                case '>': html.Append("&gt;"); break;
                case '"': html.Append("&quot;"); break;
                case '\'': html.Append("&#39;"); break;
                case '\t' or '\n': html.Append((char)rune.Value); break;
                case '\r': html.Append("&#13;"); break;
                case < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF: html.Append('\uFFFD'); break;
                default: html.Append(rune.ToString()); break;
            }
        return html.ToString();
    }
}
