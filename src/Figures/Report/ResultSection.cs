using Bench.Figures.Tables;

namespace Bench.Figures.Report;

/// <summary>The tables of results, as <c>bench table</c> makes them, then every operating point and every cell.</summary>
internal static class ResultSection
{
    public static Html Of(ReportContent content)
    {
        var choice = new TableChoice();
        var quantities = new[] { "top1", "drop" };
        var (top1, lost) = (new TableData(content.Panels, choice), new TableData(content.Panels, choice with { Quantity = Quantity.Named("drop") }));
        return Html.Of($"""
            <section id="results" aria-labelledby="results-title"><h2 id="results-title">Results</h2>
            <p>Strategy by compression ratio. A heading sorts its column; <code>bench table</code> writes the same in LaTeX, Markdown and CSV.</p>
            <div class="controls"><label for="rows-search">Only strategies whose name has<input type="search" id="rows-search" data-rows-of="result-tables" autocomplete="off"></label></div>
            <p class="count" role="status" id="result-tables-count"></p>
            <div id="result-tables">
            {quantities.SelectMany(q => TableMaker.Of(content.Panels, choice with { Quantity = Quantity.Named(q) })).Select(t => HtmlTable.Of(t, $"table-{t.Name}"))}</div>
            </section>
            <section id="points-section" aria-labelledby="points-title"><h2 id="points-title">Operating points</h2>
            <p>Means over seeds, with the interval of the mean and the accuracy lost against the control of the same seed.</p>
            {Browser("points", "Operating points", ReportCells.Points(content, top1, lost))}
            </section>
            <section id="cells-of-the-sweep" aria-labelledby="cells-title"><h2 id="cells-title">Cells</h2>
            <p>One row a cell, finished or not. Its button opens all that is stored of it: accuracies, curves, layers, attempts, configuration.</p>
            {Browser("cells", "Cells", ReportCells.Cells(content, top1, lost))}
            </section>

            """);
    }

    private static Html Browser(string id, string caption, string json) => Html.Of($"""
        <div id="{id}" data-browse="{id}-data" data-caption="{caption}"><noscript><p class="notice">This table needs JavaScript; <code>bench export</code> writes the same as CSV.</p></noscript></div>
        <script type="application/json" id="{id}-data">{Html.Trusted(json)}</script>

        """);
}
