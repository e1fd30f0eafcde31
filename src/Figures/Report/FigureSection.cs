using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Figures.Report;

/// <summary>The figures, as they are printed, in the page.</summary>
internal static partial class FigureSection
{
    private const float WiderThan = 300; // points: a page's width, not a column's

    public static Html Of(ReportContent content)
    {
        var figures = FigureSet.Of(content.Panels).OrderByDescending(f => f.Name.StartsWith("grid", StringComparison.Ordinal)).ToList();
        return Html.Of($"""
            <section id="figures" aria-labelledby="figures-title"><h2 id="figures-title">Figures</h2>
            <p>As <code>bench plot</code> draws them, on white as in print.</p>
            <div class="figures">
            {figures.Select(Figure)}</div>
            </section>

            """);
    }

    private static Html Figure(Figure figure) => Html.Of($"""
        <figure id="figure-{figure.Name}" class="{(figure.Width > WiderThan ? "wide" : "narrow")}"><figcaption>{figure.Title}</figcaption>
        {Html.Trusted(Svg(figure))}</figure>

        """);

    // Without what only a file of its own has, and without digits below a hundredth of a point, which are the larger part.
    private static string Svg(Figure figure)
    {
        using var buffer = new MemoryStream();
        FigureFormat.All.Single(f => f.Name == "svg").Write(figure, buffer);
        var svg = Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        return Path().Replace(Blanks().Replace(Declaration().Replace(svg, ""), "><"), path => Digits().Replace(path.Value, "$1")).Trim();
    }

    [GeneratedRegex(@" d=""[^""]*""")]
    private static partial Regex Path();

    [GeneratedRegex(@"(\.\d\d)\d+")]
    private static partial Regex Digits();

    [GeneratedRegex(@">\s*\n\s*<")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^\s*<\?xml[^>]*\?>")]
    private static partial Regex Declaration();
}
