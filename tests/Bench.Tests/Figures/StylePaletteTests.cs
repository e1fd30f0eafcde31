using Bench.Figures;
using ScottPlot;

namespace Bench.Tests.Figures;

/// <summary>Colours that any eyes tell apart, on white paper.</summary>
public sealed class StylePaletteTests
{
    private static readonly List<Color> Colours = [StylePalette.Ink, .. StylePalette.Colours];

    public static TheoryData<string> Eyes => [.. ColourVision.All.Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(Eyes))]
    public void Any_two_colours_look_different_to_all_eyes(string eyes)
    {
        var vision = ColourVision.All.Single(v => v.Name == eyes);
        var pairs = from i in Enumerable.Range(0, Colours.Count) from j in Enumerable.Range(0, i) select (A: Colours[i], B: Colours[j]);

        Assert.All(pairs, p => Assert.True(vision.Distance(p.A, p.B) >= 16, $"{p.A.ToHex()} and {p.B.ToHex()}: {vision.Distance(p.A, p.B):0.0}"));
    }

    [Fact]
    public void Every_colour_stands_out_from_white() => Assert.All(Colours, c => Assert.True(ColourVision.ContrastWithWhite(c) >= 2.5));

    [Fact]
    public void Lines_are_different() => Assert.Equal(StylePalette.Lines.Count, StylePalette.Lines.Select(l => l.Name).Distinct().Count());

    // Pairs 1, 7, 10, 17 and 25 of the test data of Sharma, Wu and Dalal.
    [Theory]
    [InlineData(50, 2.6772, -79.7751, 50, 0, -82.7485, 2.0425)]
    [InlineData(50, 0, 0, 50, -1, 2, 2.3669)]
    [InlineData(50, 2.49, -0.001, 50, -2.49, 0.0010, 7.1792)]
    [InlineData(50, 2.5, 0, 73, 25, -18, 27.1492)]
    [InlineData(60.2574, -34.0099, 36.2677, 60.4626, -34.1751, 39.4387, 1.2644)]
    public void Distances_are_those_of_the_standard(double l1, double a1, double b1, double l2, double a2, double b2, double expected) =>
        Assert.Equal(expected, ColourVision.Ciede2000((l1, a1, b1), (l2, a2, b2)), 4);

    [Fact]
    public void Green_and_grey_of_the_same_lightness_are_near_for_deuteranopic_eyes_only()
    {
        var (green, grey) = (Color.FromHex("#009E73"), Color.FromHex("#808080"));

        Assert.Equal(25.0, ColourVision.Normal.Distance(green, grey), 1);
        Assert.Equal(8.1, ColourVision.Deuteranopia.Distance(green, grey), 1);
    }
}
