using Bench.Core;

namespace Bench.Figures.Report;

/// <summary>The figures, as they are printed, in the page.</summary>
internal static class FigureSection
{
    private const string Grid = "grid";
    private const int MostPanels = 8, Large = 500_000;
    // Besides the first kind what is one page by nature; a page of many panels would be large, and hard to read.
    private static readonly string[] OfManyPanels = [FigureKind.Standard.Name, "critical-difference", "rank-map"];
    private const double WiderThan = 300; // points: a page's width, not a column's

    public static IEnumerable<Html> Of(ReportContent content)
    {
        var names = new FileNames();
        yield return Html.Of($"""
            <section id="figures" aria-labelledby="figures-title"><h2 id="figures-title">Figures</h2>
            <p>As <code>bench plot</code> draws them, on white as in print; their numbers are in the table of <a href="#points-section">operating points</a>. {(content.Panels.Count > MostPanels ? $"There are {content.Panels.Count} pairs of data set and model: only grids and kinds of one page are here, and the commands of the others." : "Of kinds other than the first, pages with several data sets and models stand for those of each.")}</p>

            """);
        foreach (var asked in content.Figures)
            foreach (var piece in Kind(asked, names, content)) yield return piece;
        yield return Html.Of($"</section>\n\n");
    }

    private static IEnumerable<Html> Kind(ReportFigure asked, FileNames names, ReportContent content)
    {
        var many = content.Panels.Count > MostPanels;
        if (many && asked.Data is not null && !OfManyPanels.Contains(asked.Kind.Name))
        {
            yield return Html.Of($"<h3>{asked.Kind.Title}</h3>\n<p class=\"count\">{asked.Kind.Question} <code>bench plot {asked.Kind.Name}{content.SweepOption}{content.WhereOptions}{content.MixedOption}</code></p>\n");
            yield break;
        }
        var (figures, why) = Figures(asked);
        // Panel by panel only what is looked at first: grids have the same panels.
        if ((asked.Kind != FigureKind.Standard || many) && figures.Any(IsGrid)) figures.RemoveAll(f => !IsGrid(f));
        yield return Html.Of($"<h3>{asked.Kind.Title}</h3>\n");
        if (figures.Count == 0)
        {
            yield return Html.Of($"<p class=\"count\">Not drawn: {Sentence.Of(why)} It needs {Sentence.Of(asked.Kind.Needs)}</p>\n");
            yield break;
        }
        yield return Html.Of($"<p class=\"count\">{asked.Kind.Question} <code>bench plot {asked.Kind.Name}</code></p>\n<div class=\"figures\">\n");
        foreach (var figure in figures.OrderByDescending(IsGrid))
        {
            var svg = InlineSvg.Of(figure);
            if (svg.Length > Large) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive); // what drawing it has left behind is many times as large, and there are more to come
            // The caption is no name to Chromium while the figure is out of sight.
            yield return Html.Of($"""
                <figure id="figure-{names.Of([figure.Name])}" class="{(figure.Width > WiderThan ? "wide" : "narrow")}" aria-label="{figure.Title}"><figcaption>{figure.Title}</figcaption>
                {Html.Trusted(svg)}</figure>

                """);
        }
        yield return Html.Of($"</div>\n");
    }

    // Laid out, and drawn one by one as they are needed.
    private static (List<Figure> Figures, string Why) Figures(ReportFigure asked)
    {
        try
        {
            return (asked.Data is { } data ? [.. FigureWriter.FiguresOf(asked.Kind, data, null)] : [], asked.WhyNot ?? "there is nothing to draw");
        }
        catch (UserError mistake)
        {
            return ([], mistake.Message);
        }
    }

    private static bool IsGrid(Figure figure) => figure.Name.StartsWith(Grid, StringComparison.Ordinal);
}
