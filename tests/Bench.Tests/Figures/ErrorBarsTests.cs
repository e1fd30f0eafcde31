using System.Globalization;
using System.Text.RegularExpressions;
using Bench.Figures;
using ScottPlot;

namespace Bench.Tests.Figures;

public sealed partial class ErrorBarsTests
{
    // Read back from what is drawn: the data of a bar say nothing of the direction in which it is drawn.
    [Fact]
    public void Reach_below_and_above_as_far_as_they_are_told()
    {
        var plot = new Plot();
        plot.HideAxesAndGrid();
        plot.Layout.Frameless();
        plot.Axes.SetLimits(-10, 10, -10, 10);

        ErrorBars.Add(plot, [0], [0], [new(Below: 1, Above: 6)], Colors.Red, width: 1, cap: 2, level: [new(Below: 2, Above: 8)]);

        // 200 pixels for 20 units, y downwards from 10 at the top.
        var red = Points().Matches(Red().Matches(plot.GetSvgXml(200, 200)).Aggregate("", (all, path) => all + path.Value))
            .Select(m => (X: Number(m.Groups[1].Value), Y: Number(m.Groups[2].Value))).ToList();
        Assert.NotEmpty(red);
        Assert.Equal((80.0, 180.0), (Math.Round(red.Min(p => p.X)), Math.Round(red.Max(p => p.X))));
        Assert.Equal((40.0, 110.0), (Math.Round(red.Min(p => p.Y)), Math.Round(red.Max(p => p.Y))));
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"<(path|line)[^>]*(stroke=""(red|#FF0000)"")[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Red();

    [GeneratedRegex(@"(?:[ML]|x\d="")\s*(-?[\d.]+)(?:[ ,]+|"" y\d="")(-?[\d.]+)")]
    private static partial Regex Points();
}
