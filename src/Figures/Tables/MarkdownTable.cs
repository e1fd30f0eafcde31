using System.Text;
using Bench.Core;

namespace Bench.Figures.Tables;

/// <summary>Tables in Markdown, as GitHub and most others read it.</summary>
internal static class MarkdownTable
{
    public static string Of(IReadOnlyList<ResultTable> tables) => string.Join("\n", tables.Select(One));

    private static string One(ResultTable table)
    {
        var markdown = new StringBuilder($"**{MarkdownText.EscapeWithin(table.Caption)}**\n\n");
        Line(markdown, table.Columns.Prepend(table.Corner).Select(MarkdownText.EscapeWithin));
        Line(markdown, table.Columns.Select(_ => "---:").Prepend(":---"));
        foreach (var block in table.Blocks)
        {
            if (block.Heading != "") Line(markdown, table.Columns.Select(_ => "").Prepend($"*{MarkdownText.EscapeWithin(block.Heading)}*"));
            foreach (var row in block.Rows) Line(markdown, row.Entries.Select(Entry).Prepend(MarkdownText.EscapeWithin(row.Label)));
        }
        foreach (var note in table.Notes) markdown.Append($"\n{MarkdownText.Escape(note)}\n");
        return markdown.ToString();
    }

    private static void Line(StringBuilder markdown, IEnumerable<string> cells) => markdown.Append($"| {string.Join(" | ", cells)} |\n");

    private static string Entry(TableEntry entry)
    {
        var text = MarkdownText.EscapeWithin(entry.Mean);
        if (entry.IsWord) return $"*{text}*";
        if (entry.IsBest) text = $"**{text}**";
        if (entry.Deviation is { } deviation) text += $" ± {MarkdownText.EscapeWithin(deviation)}";
        return entry.Few is { } n ? $"{text} (n = {n})" : text;
    }
}
