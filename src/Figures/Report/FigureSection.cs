using System.Text.RegularExpressions;
using Bench.Core;

namespace Bench.Figures.Report;

/// <summary>The figures, as they are printed, in the page.</summary>
internal static partial class FigureSection
{
    private const string Grid = "grid";

    public static Html Of(ReportContent content)
    {
        var names = new FileNames();
        return Html.Of($"""
            <section id="figures" aria-labelledby="figures-title"><h2 id="figures-title">Figures</h2>
            <p>As <code>bench plot</code> draws them, on white as in print.</p>
            {content.Figures.Select(f => Kind(f, names))}</section>

            """);
    }

    private static Html Kind(ReportFigure asked, FileNames names)
    {
        try
        {
            var drawn = asked.Data is { } data ? FigureWriter.Inline(asked.Kind, data).ToList() : [];
            if (drawn.Count == 0) return Missing(asked, asked.WhyNot ?? "there is nothing to draw");
            return Html.Of($"""
                <h3>{asked.Kind.Title}</h3>
                <p class="count">{asked.Kind.Question} <code>bench plot {asked.Kind.Name}</code></p>
                <div class="figures">
                {drawn.OrderByDescending(f => f.Name.Contains(Grid, StringComparison.Ordinal)).Select(f => Figure(names.Of([f.Name]), f.Title, f.Svg))}</div>

                """);
        }
        catch (UserError mistake)
        {
            return Missing(asked, mistake.Message);
        }
    }

    private static Html Missing(ReportFigure asked, string why) => Html.Of($"""
        <h3>{asked.Kind.Title}</h3>
        <p class="count">Not drawn: {why}. It needs {asked.Kind.Needs}.</p>

        """);

    private static Html Figure(string name, string title, string svg) => Html.Of($"""
        <figure id="figure-{name}" class="{(WidthOf(svg) > WiderThan ? "wide" : "narrow")}"><figcaption>{title}</figcaption>
        {Html.Trusted(Slim(svg))}</figure>

        """);

    private const double WiderThan = 300; // points: a page's width, not a column's

    private static double WidthOf(string svg) => double.Parse(Width().Match(svg).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);

    // Without what only a file of its own has, and without digits below a hundredth of a point, which are the larger part.
    private static string Slim(string svg) => Path().Replace(Blanks().Replace(Declaration().Replace(svg, ""), "><"), path => Digits().Replace(path.Value, "$1")).Trim();

    [GeneratedRegex(@"<svg[^>]* width=""([0-9.]+)pt""")]
    private static partial Regex Width();

    [GeneratedRegex(@" d=""[^""]*""")]
    private static partial Regex Path();

    [GeneratedRegex(@"(\.\d\d)\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@">\s*\n\s*<")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^\s*<\?xml[^>]*\?>")]
    private static partial Regex Declaration();
}
