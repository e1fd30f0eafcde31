using Bench.Core;

namespace Bench.Figures.Report;

/// <summary>The figures, as they are printed, in the page.</summary>
internal static class FigureSection
{
    private const string Grid = "grid";
    private const double WiderThan = 300; // points: a page's width, not a column's

    public static Html Of(ReportContent content)
    {
        var names = new FileNames();
        return Html.Of($"""
            <section id="figures" aria-labelledby="figures-title"><h2 id="figures-title">Figures</h2>
            <p>As <code>bench plot</code> draws them, on white as in print. Of kinds other than the first, pages with all data sets and models stand for those of each.</p>
            {content.Figures.Select(f => Kind(f, names))}</section>

            """);
    }

    private static Html Kind(ReportFigure asked, FileNames names)
    {
        try
        {
            var drawn = asked.Data is { } data ? FigureWriter.Inline(asked.Kind, data).ToList() : [];
            // Panel by panel only what is looked at first: the grids of the other kinds have the same panels.
            if (asked.Kind != FigureKind.Standard && drawn.Any(IsGrid)) drawn.RemoveAll(f => !IsGrid(f));
            if (drawn.Count == 0) return Missing(asked, asked.WhyNot ?? "there is nothing to draw");
            return Html.Of($"""
                <h3>{asked.Kind.Title}</h3>
                <p class="count">{asked.Kind.Question} <code>bench plot {asked.Kind.Name}</code></p>
                <div class="figures">
                {drawn.OrderByDescending(IsGrid).Select(f => Figure(names.Of([f.Name]), f.Title, f.Svg))}</div>

                """);
        }
        catch (UserError mistake)
        {
            return Missing(asked, mistake.Message);
        }
    }

    private static bool IsGrid((string Name, string, string) figure) => figure.Name.StartsWith(Grid, StringComparison.Ordinal);

    private static Html Missing(ReportFigure asked, string why) => Html.Of($"""
        <h3>{asked.Kind.Title}</h3>
        <p class="count">Not drawn: {why}. It needs {asked.Kind.Needs}.</p>

        """);

    private static Html Figure(string name, string title, string svg) => Html.Of($"""
        <figure id="figure-{name}" class="{(InlineSvg.WidthOf(svg) > WiderThan ? "wide" : "narrow")}"><figcaption>{title}</figcaption>
        {Html.Trusted(InlineSvg.Of(svg))}</figure>

        """);
}
