using System.Globalization;
using Bench.Figures.Tables;

namespace Bench.Figures.Report;

/// <summary>Tables that stand in the page: with a caption, scopes, and what to sort by.</summary>
internal static class HtmlTable
{
    /// <summary>A column: its heading, and whether it holds texts.</summary>
    internal sealed record Column(string Name, bool IsText = false, bool Wraps = false)
    {
        public string Class => (IsText, Wraps) switch { (_, true) => "text wrap", (true, _) => "text", _ => "number" };
    }

    /// <summary>A table of plain cells; the first of a row is its heading. Without a row there is none.</summary>
    public static Html Of(string caption, IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<Html>> rows) => rows.Count == 0 ? Html.None : Framed(caption, Html.Of($"""
        <table class="sortable"><caption>{caption}</caption>
        <thead><tr>{columns.Select(c => Html.Of($"""<th scope="col" class="{c.Class}">{c.Name}</th>"""))}</tr></thead>
        <tbody>
        {rows.Select(row => Html.Of($"<tr>{row.Select((cell, i) => i == 0 ? Html.Of($"""<th scope="row"><span>{cell}</span></th>""") : Html.Of($"""<td class="{columns[i].Class}">{cell}</td>"""))}</tr>\n"))}</tbody></table>
        """));

    /// <summary>A table of results with its notes.</summary>
    public static Html Of(ResultTable table, string id) => Html.Of($"""
        <div id="{id}">{Framed(table.Caption, Html.Of($"""
        <table class="sortable"><caption>{table.Caption}</caption>
        <thead><tr><th scope="col" class="text">{table.Corner}</th>{table.Columns.Select(c => Html.Of($"""<th scope="col" class="number">{c}</th>"""))}</tr></thead>
        {table.Blocks.Select(b => Block(b, table.Columns.Count))}</table>
        """))}
        <div class="notes">{table.Notes.Select(n => Html.Of($"<p>{n}</p>"))}</div></div>

        """);

    // A table may be wider than the page: then it scrolls by itself, by keyboard too.
    private static Html Framed(string caption, Html table) => Html.Of($"""<div class="scroll" role="region" tabindex="0" aria-label="{caption}">{table}</div>""");

    private static Html Block(TableBlock block, int columns) => Html.Of($"""
        <tbody>
        {(block.Heading == "" ? Html.None : Html.Of($"""<tr class="block"><th scope="rowgroup" colspan="{columns + 1}">{block.Heading}</th></tr>"""))}
        {block.Rows.Select(r => Html.Of($"""<tr{(r.StandsOut ? Html.Of($" class=\"ours\"") : Html.None)}><th scope="row"><span>{r.Label}</span></th>{r.Entries.Select(Entry)}</tr>{"\n"}"""))}</tbody>

        """);

    private static Html Entry(TableEntry entry)
    {
        if (entry.IsWord) return Html.Of($"""<td class="word">{entry.Mean}</td>""");
        if (entry.Value is not { } value) return Html.Of($"<td>{entry.Mean}</td>");
        var mean = entry.IsBest ? Html.Of($"<strong>{entry.Mean}</strong>") : Html.Of($"{entry.Mean}");
        var deviation = entry.Deviation is { } d ? Html.Of($"""<span class="sd"> ± {d}</span>""") : Html.None;
        var few = entry.Few is { } n ? Html.Of($"""<span class="sd"> (n = {n})</span>""") : Html.None;
        return Html.Of($"""<td class="number" data-value="{value.ToString("R", CultureInfo.InvariantCulture)}">{mean}{deviation}{few}</td>""");
    }
}
