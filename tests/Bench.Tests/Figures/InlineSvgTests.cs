using Bench.Figures.Report;

namespace Bench.Tests.Figures;

public sealed class InlineSvgTests
{
    [Theory]
    [InlineData("M10.5 20L11 20.25L10 20.25Z", "m10.5 20 .5 .25-1 0z")]
    [InlineData("M1 1L2.05 0.98M3 1L4 1", "m1 1 1.05-.02m.95 .02 1 0")]
    [InlineData("M5 5L6 6L5 6ZM8 8L9 9", "m5 5 1 1-1 0zm3 3 1 1")]
    [InlineData("M0 0L-1.5 2Q1 2 3.25 -4.5L3.25 0", "m0 0-1.5 2q2.5 0 4.75-6.5l0 4.5")]
    [InlineData("M1 1M2 2L3 2", "m1 1m1 1 1 0")]
    [InlineData("M0 0C1 1 2 2 3 3", "M0 0C1 1 2 2 3 3")]
    public void Paths_go_from_point_to_point(string path, string steps) =>
        Assert.Equal($"<path fill=\"red\" d=\"{steps}\"/>", InlineSvg.Relative($"<path fill=\"red\" d=\"{path}\"/>"));

    [Fact]
    public void An_area_and_its_line_are_one_element()
    {
        const string line = "<path fill=\"none\" stroke=\"white\" stroke-width=\"0.35\" d=\"M1 1L2 2Z\"/>";
        Assert.Equal("<path fill=\"#20B\" stroke=\"white\" stroke-width=\"0.35\" d=\"M1 1L2 2Z\"/>", InlineSvg.Outlined("<path fill=\"#20B\" d=\"M1 1L2 2Z\"/>", line));
        Assert.Null(InlineSvg.Outlined("<path fill=\"#20B\" d=\"M1 1L2 3Z\"/>", line));
        Assert.Null(InlineSvg.Outlined("<path fill=\"none\" d=\"M1 1L2 2Z\"/>", line));
        Assert.Null(InlineSvg.Outlined("<path fill=\"#20B\" fill-opacity=\"0.2\" stroke=\"red\" d=\"M1 1L2 2Z\"/>", line));
    }
}
