using System.Security.Cryptography;
using System.Text;

namespace Bench.Figures.Report;

/// <summary>Puts a report together: one file that needs no other, and no network.</summary>
internal static class ReportPage
{
    private static readonly (string Id, string Name)[] Parts =
    [
        ("overview", "Overview"), ("leaderboard", "Leaderboard"), ("figures", "Figures"), ("results", "Results"), ("points-section", "Operating points"), ("cells-of-the-sweep", "Cells"),
        ("audit", "Audit"), ("claims", "Claims"), ("reproduce", "Reproduce"),
    ];

    private static readonly string Style = Resource("report.css"), Script = Resource("report.js");

    /// <summary>The page in pieces, each made when it is asked for: a page of many figures is large.</summary>
    public static IEnumerable<Html> Of(ReportContent content)
    {
        // Scripts other than ours do not run, and nothing is fetched, whatever a name holds.
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)));
        yield return Html.Of($"""
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
            <nav aria-label="Sections"><ul>{Parts.Select(p => Html.Of($"<li><a href=\"#{p.Id}\">{p.Name}</a></li>"))}</ul></nav>
            <main id="main">

            """);
        yield return OverviewSection.Of(content);
        yield return LeaderboardSection.Of(content);
        foreach (var piece in FigureSection.Of(content)) yield return piece;
        yield return ResultSection.Of(content);
        yield return AuditSection.Of(content.Audit);
        yield return ClaimSection.Of(content);
        yield return ReproduceSection.Of(content);
        yield return Html.Of($"""
            </main>
            <dialog id="cell" aria-labelledby="cell-title"><div class="top"><h2 id="cell-title">Cell</h2><button type="button" class="close" id="cell-close">Close</button></div><div id="cell-content"></div></dialog>
            <div id="archive" hidden data-size="{CellArchive.CellsOfAPiece}">
            """);
        foreach (var piece in content.Archive.Pieces) yield return Html.Of($"<script type=\"text/plain\">{Html.Trusted(piece)}</script>\n");
        yield return Html.Of($"""
            </div>
            <script>{Html.Trusted(Script)}</script>
            </body>
            </html>

            """);
    }

    private static string Resource(string name)
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
