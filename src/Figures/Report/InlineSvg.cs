using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Figures.Report;

/// <summary>Makes a figure's file a part of a page, and a fraction as long: a page has many.</summary>
internal static partial class InlineSvg
{
    /// <summary>Without what only a file of its own has, without digits below a hundredth of a point, and with round markers as circles.</summary>
    public static string Of(Figure figure)
    {
        using var file = new MemoryStream();
        FigureFormat.All.Single(f => f.Name == "svg").Write(figure, file);
        file.Position = 0;
        using var reader = new StreamReader(file);
        var svg = new StringBuilder();
        // An element a line, some of them empty, in files of many megabytes: none is copied as a whole.
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
            if (!line.StartsWith("<?xml", StringComparison.Ordinal))
                svg.Append(Round().Replace(Path().Replace(line.TrimStart('\t'), path => Digits().Replace(path.Value, "$1")), Circle)).Append(line.EndsWith('>') ? "" : "\n");
        return svg.ToString();
    }

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

    [GeneratedRegex(@" d=""[^""]*""")]
    private static partial Regex Path();

    [GeneratedRegex(@"(\.\d\d)\d+")]
    private static partial Regex Digits();
}
