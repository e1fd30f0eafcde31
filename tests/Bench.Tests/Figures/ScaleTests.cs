using Bench.Core;
using Bench.Figures;

namespace Bench.Tests.Figures;

public sealed class ScaleTests
{
    private static IEnumerable<string> Labels(Scale scale) => scale.Ticks.Where(t => t.IsMajor).Select(t => t.Label);

    // Whatever is shown, a reader can tell where it lies.
    [Fact]
    public void Labels_an_axis_wherever_its_values_lie()
    {
        var random = SeededStream.For(1, "axes");
        for (var i = 0; i < 2000; i++)
        {
            var first = Math.Pow(10, 12 * random.NextDouble() - 3);
            double[] values = [first, first * (i % 3 == 0 ? 1 : Math.Pow(10, i % 3 == 1 ? 0.05 * random.NextDouble() : 3 * random.NextDouble()))];
            foreach (var length in new[] { 40f, 96, 190 })
                foreach (var scale in new[] { Scale.Curved(values, length, Math.Log2, v => $"{v:0.####}", upright: false), Scale.Curved(values, length, Math.Log10, v => $"{v:0.####}"), Scale.WithZero(values, length, v => $"{v:0.####}") })
                    Assert.True(scale.Ticks.Any(t => t.IsMajor && t.Position >= scale.Minimum && t.Position <= scale.Maximum && t.Position != scale.Zero), FormattableString.Invariant($"{values[0]:R} to {values[1]:R} on {length} points"));
        }
    }

    [Fact]
    public void Labels_powers_of_two()
    {
        var scale = Scale.Log2([1, 2, 4, 8, 16, 32], 190);

        Assert.Equal(["1", "2", "4", "8", "16", "32"], Labels(scale));
        Assert.Equal([0, 1, 2, 3, 4, 5], scale.Ticks.Select(t => t.Position));
        Assert.True(scale.Minimum < 0 && scale.Maximum > 5);
    }

    [Fact]
    public void Labels_every_second_or_third_power_where_there_is_no_room() =>
        Assert.Equal(["1", "8", "64", "512"], Labels(Scale.Log2([1, 1000], 100)));

    [Fact]
    public void Leaves_room_for_points_beside_their_ratio() =>
        Assert.True(Scale.Log2([1, 2], 190, beside: 0.12).Maximum >= 1.12 && Scale.Log2([1, 2], 190).Maximum < 1.12);

    [Theory]
    [InlineData(10, 92, new[] { "10", "20", "30", "40", "50", "60", "70", "80", "90" })]
    [InlineData(97.6, 98.4, new[] { "97.6", "97.8", "98.0", "98.2", "98.4" })]
    [InlineData(0, 100, new[] { "0", "20", "40", "60", "80", "100" })]
    public void Labels_round_percentages(double low, double high, string[] labels) =>
        Assert.Equal(labels, Labels(Scale.Percent([low, high], 138)));

    [Fact]
    public void Spans_at_least_one_point_and_ends_little_beyond_100()
    {
        var same = Scale.Percent([98, 98], 138);
        var high = Scale.Percent([96, 100.4], 138);

        Assert.True(same.Maximum - same.Minimum >= 1);
        Assert.InRange(high.Maximum, 100, 100.5);
    }
}
