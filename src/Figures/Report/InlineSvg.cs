using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Bench.Figures.Report;

/// <summary>Makes a figure's file a part of a page, and a fraction as long: a page has many.</summary>
internal static partial class InlineSvg
{
    /// <summary>
    /// Without what only a file of its own has, without digits below a hundredth of a point, with round markers as circles, the area and the line of a shape as
    /// one element, and paths as steps from point to point; with its notes as a description, since who listens hears nothing of what is drawn.
    /// </summary>
    public static string Of(Figure figure)
    {
        using var file = new MemoryStream();
        FigureFormat.All.Single(f => f.Name == "svg").Write(figure, file);
        file.Position = 0;
        using var reader = new StreamReader(file);
        var svg = new StringBuilder();
        var area = ""; // an element that waits for its line
        // An element a line, some of them empty, in files of many megabytes: none is copied as a whole.
        for (var line = reader.ReadLine(); line is not null; line = reader.ReadLine())
        {
            if (line == "" || line.StartsWith("<?xml", StringComparison.Ordinal)) continue;
            var text = Round().Replace(Path().Replace(line.TrimStart('\t'), path => Digits().Replace(path.Value, "$1")), Circle).Replace(" stroke-miterlimit=\"4\"", "", StringComparison.Ordinal) + (line.EndsWith('>') ? "" : "\n");
            text = Attribute().Replace(text, number => Number(number.Value).ToString("0.##", CultureInfo.InvariantCulture));
            if (text.StartsWith("<svg", StringComparison.Ordinal)) text = text.Replace("</title>", $"</title><desc>{WebUtility.HtmlEncode(Lettering.Shown(figure.Description))}</desc>", StringComparison.Ordinal);
            if (Outlined(area, text) is { } both) (area, text) = ("", both);
            svg.Append(Relative(area));
            area = text;
        }
        return Once(svg.Append(Relative(area)).ToString());
    }

    // Each curve of a panel is cut off by an area of its own, all of them the same.
    private static string Once(string svg)
    {
        var (first, same) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        svg = Clip().Replace(svg, clip =>
        {
            if (first.TryAdd(clip.Groups[2].Value, clip.Groups[1].Value)) return clip.Value;
            same.Add(clip.Groups[1].Value, first[clip.Groups[2].Value]);
            return "";
        });
        return Clipped().Replace(svg, use => same.TryGetValue(use.Value, out var other) ? other : use.Value);
    }

    /// <summary>With absolute paths written as steps from point to point.</summary>
    internal static string Relative(string element) => Absolute().Replace(element, Steps);

    // An area without a line, then the line of the same shape.
    internal static string? Outlined(string area, string line) =>
        Area().Match(area) is { Success: true } a && Line().Match(line) is { Success: true } l && a.Groups[2].ValueSpan.SequenceEqual(l.Groups[2].ValueSpan)
            ? $"{a.Groups[1].Value}{l.Groups[1].Value}{a.Groups[2].Value}/>" : null;

    // Hundredths of points are whole numbers, so that nothing is rounded.
    private static string Steps(Match path)
    {
        var (steps, last) = (new StringBuilder(" d=\""), ' ');
        var (x, y, startX, startY) = (0L, 0L, 0L, 0L);
        foreach (Match part in Commands().Matches(path.Value))
        {
            var command = char.ToLowerInvariant(part.Value[0]);
            var numbers = Coordinates().Matches(part.Value).Select(m => (long)Math.Round(100 * Number(m.Value))).ToList();
            if (command == 'z') (x, y) = (startX, startY);
            // Lines need no letter after another, or after a move.
            var written = command is 'z' or 'm' || (command != last && !(command == 'l' && last == 'm'));
            if (written) steps.Append(command);
            for (var i = 0; i < numbers.Count; i++)
            {
                var step = Hundredths(numbers[i] - (i % 2 == 0 ? x : y));
                steps.Append((written && i == 0) || step[0] == '-' ? "" : " ").Append(step);
            }
            if (numbers.Count > 0) (x, y) = (numbers[^2], numbers[^1]);
            if (command == 'm') (startX, startY) = (x, y);
            last = command;
        }
        return steps.Append('"').ToString();
    }

    private static string Hundredths(long value) => value is > -100 and < 100 and not 0 ? $"{(value < 0 ? "-" : "")}.{$"{Math.Abs(value):00}".TrimEnd('0')}"
        : (value / 100m).ToString("0.##", CultureInfo.InvariantCulture);

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

    [GeneratedRegex(@"^(<(?:path|circle) fill=""(?!none)[^""]*""(?: fill-opacity=""[^""]*"")?)( (?:d|cx)=.*)/>$")]
    private static partial Regex Area();

    [GeneratedRegex(@"^<(?:path|circle) fill=""none""( stroke=.*?)( (?:d|cx)=.*)/>$")]
    private static partial Regex Line();

    // A number of an attribute by itself, with more digits than are seen.
    [GeneratedRegex(@"(?<=="")-?\d+\.\d{3,}(?="")")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"<clipPath id=""([^""]+)"">(.*?)</clipPath>", RegexOptions.Singleline)]
    private static partial Regex Clip();

    [GeneratedRegex(@"(?<=url\(#)[^)]+")]
    private static partial Regex Clipped();

    // Of moves, lines and arcs, each with its letter.
    [GeneratedRegex(@" d=""(?:M-?[\d.]+ -?[\d.]+|L-?[\d.]+ -?[\d.]+|Q-?[\d.]+ -?[\d.]+ -?[\d.]+ -?[\d.]+|Z)+""")]
    private static partial Regex Absolute();

    [GeneratedRegex("[MLQZ][^MLQZ\"]*")]
    private static partial Regex Commands();

    [GeneratedRegex(@"-?\d+(?:\.\d+)?")]
    private static partial Regex Coordinates();

    [GeneratedRegex(@" d=""[^""]*""")]
    private static partial Regex Path();

    [GeneratedRegex(@"(\.\d\d)\d+")]
    private static partial Regex Digits();
}
