using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Figures.Report;

/// <summary>Makes a figure's file a part of a page, and a fraction as long: a page has many.</summary>
internal static partial class InlineSvg
{
    /// <summary>Without what only a file of its own has, without digits below a hundredth of a point, and with round markers as circles.</summary>
    public static string Of(string svg)
    {
        svg = Blanks().Replace(Declaration().Replace(svg, ""), "><");
        svg = Path().Replace(svg, path => Digits().Replace(path.Value, "$1"));
        return Round().Replace(svg, Circle).Trim();
    }

    /// <summary>In points.</summary>
    public static double WidthOf(string svg) => Number(Width().Match(svg).Groups[1].Value);

    // A marker is drawn as some sixty arcs around its middle.
    private static string Circle(Match path)
    {
        var numbers = Coordinates().Matches(path.Groups[2].Value).Select(m => Number(m.Value)).ToList();
        var (xs, ys) = (numbers.Where((_, i) => i % 2 == 0).ToList(), numbers.Where((_, i) => i % 2 == 1).ToList());
        var (width, height) = (xs.Max() - xs.Min(), ys.Max() - ys.Min());
        return Math.Abs(width - height) > 0.03 ? path.Value
            : string.Create(CultureInfo.InvariantCulture, $"<circle{path.Groups[1].Value} cx=\"{(xs.Max() + xs.Min()) / 2:0.##}\" cy=\"{(ys.Max() + ys.Min()) / 2:0.##}\" r=\"{width / 2:0.###}\"/>");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<path([^>]*?) d=""(M[\d. -]+(?:Q[\d. -]+){40,80})Z?""/>")]
    private static partial Regex Round();

    [GeneratedRegex(@"-?\d+(?:\.\d+)?")]
    private static partial Regex Coordinates();

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
