using System.Security.Cryptography;
using System.Text;
using Bench.Figures.Tables;

namespace Bench.Figures.Report;

/// <summary>Puts a report together: one file that needs no other, and no network.</summary>
internal static class ReportPage
{
    private static readonly string Style = Resource("report.css"), Script = Resource("report.js");

    public static string Of(ReportContent content)
    {
        var choice = new TableChoice();
        (string Id, string Name, Html Content)[] sections =
        [
            ("overview", "Overview", OverviewSection.Of(content)),
            ("leaderboard", "Leaderboard", LeaderboardSection.Of(content)),
            ("figures", "Figures", FigureSection.Of(content)),
            ("results", "Results", ResultSection.Of(content, choice)),
            ("audit", "Audit", AuditSection.Of(content.Audit)),
            ("claims", "Claims", ClaimSection.Of(content)),
            ("reproduce", "Reproduce", ReproduceSection.Of(content)),
        ];
        var links = sections.SelectMany(s => s.Id == "results" ? [(s.Id, s.Name), ("points-section", "Operating points"), ("cells-of-the-sweep", "Cells")] : new[] { (s.Id, s.Name) });
        // Scripts other than ours do not run, and nothing is fetched, whatever a name holds.
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Html.Trusted(hash)}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>bench: {content.Scope}</title>
            <link rel="icon" href="data:,">
            <style>{Html.Trusted(Style)}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header><h1>Pruning results: {content.Scope}</h1>
            <p class="lead">Made by <code>bench report</code> of a results database. Accuracies are of the test set; <a href="#reproduce">every number can be had again</a>.</p></header>
            <nav aria-label="Sections"><ul>{links.Select(l => Html.Of($"<li><a href=\"#{l.Item1}\">{l.Item2}</a></li>"))}</ul></nav>
            <main id="main">
            {sections.Select(s => s.Content)}</main>
            <dialog id="cell" aria-labelledby="cell-title"><div class="top"><h2 id="cell-title">Cell</h2><button type="button" class="close" id="cell-close">Close</button></div><div id="cell-content"></div></dialog>
            <div id="archive" hidden data-size="{CellArchive.CellsOfAPiece}">{content.Archive.Pieces.Select(p => Html.Of($"<script type=\"text/plain\">{Html.Trusted(p)}</script>\n"))}</div>
            <script>{Html.Trusted(Script)}</script>
            </body>
            </html>

            """).ToString();
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
