using System.Text.Json;
using Bench.Analysis;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis;

public sealed class CurveReadingTests
{
    private static readonly ResultRow Some = MadeUp.Rows("mnist", "lenet5", strategies: ["random"], ratios: [4]).Last();

    private static ResultRow Cell(double compression, double top1, int seed = 1, double speedup = 0) => Some with
    {
        Strategy = compression == 1 ? "dense" : "random",
        Composition = MadeUp.CompositionOf(compression == 1 ? "dense" : "random"),
        IsControl = compression == 1,
        Identity = $"{compression}/{seed}",
        Compression = compression,
        AchievedCompression = compression,
        TheoreticalSpeedup = speedup == 0 ? compression : speedup,
        Seed = seed,
        Top1 = top1,
    };

    private static TradeoffCurve Curve(IEnumerable<ResultRow> rows, params double[] missing) => Assert.Single(Assert.Single(
        TradeoffCurves.Of([.. rows], [.. missing.Select(c => MadeUp.Missing(Cell(c, 0), "pending"))])).Curves);

    private static CostRange Over(double from, double to) => new(CurveCost.Compression, from, to);

    private static TradeoffCurve Curve(params (double Compression, double Top1)[] points) => Curve(points.Select(p => Cell(p.Compression, p.Top1)));

    [Fact]
    public void Nothing_is_read_across_an_operating_point_without_a_result()
    {
        var curve = Curve([Cell(1, 0.9), Cell(2, 0.8), Cell(8, 0.4), Cell(16, 0.2)], 4);
        Assert.Null(curve.Range(CurveCost.Compression));
        Assert.Empty(curve.AreaOfSeeds(Over(1, 16)));
    }

    [Fact]
    public void The_area_is_the_mean_accuracy_over_doublings()
    {
        // By hand: (0.85 · 1 + 0.6 · 2) ÷ 3; from √2 on, (0.825 · 0.5 + 0.6 · 2) ÷ 2.5.
        var curve = Curve((1, 0.9), (2, 0.8), (8, 0.4));
        Assert.Equal(2.05 / 3, curve.AreaOfSeeds(Over(1, 8))[1], 12);
        Assert.Equal(1.6125 / 2.5, curve.AreaOfSeeds(Over(Math.Sqrt(2), 8))[1], 12);
        Assert.Empty(curve.AreaOfSeeds(Over(1, 16)));
        Assert.Empty(curve.AreaOfSeeds(Over(0.5, 8)));
    }

    [Fact]
    public void Areas_are_those_of_SciPy()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/statistics.json")));
        foreach (var area in json.RootElement.GetProperty("tables").EnumerateArray().Select(t => t.GetProperty("area")))
        {
            var points = area.GetProperty("compression").EnumerateArray().Zip(area.GetProperty("accuracy").EnumerateArray(), (c, a) => (c.GetDouble(), a.GetDouble())).ToArray();
            var expected = area.GetProperty("value").GetDouble();
            Assert.Equal(1, Curve(points).AreaOfSeeds(Over(1, points[^1].Item1))[1] / expected, 9);
        }
    }

    [Fact]
    public void The_area_of_each_seed_is_there_where_all_its_points_are()
    {
        var curve = Curve([Cell(1, 0.9), Cell(1, 0.8, 2), Cell(1, 0.7, 3), Cell(4, 0.5), Cell(4, 0.6, 2)]);
        Assert.Equal([(1, 0.7), (2, 0.7)], curve.AreaOfSeeds(Over(1, 4)).Select(a => (a.Key, Math.Round(a.Value, 12))));
    }

    [Fact]
    public void The_range_of_several_curves_is_what_all_of_them_cover()
    {
        Assert.Equal(Over(1, 4), CurveReading.CommonRange([Curve((1, 0.9), (8, 0.5)), Curve((1, 0.9), (2, 0.8), (4, 0.7))], CurveCost.Compression));
        Assert.Null(CurveReading.CommonRange([Curve((1, 0.9), (8, 0.5)), Curve([Cell(1, 0.9), Cell(2, 0.8), Cell(8, 0.4)], 4)], CurveCost.Compression));
        Assert.Null(CurveReading.CommonRange([], CurveCost.Compression));
    }

    [Fact]
    public void No_area_is_read_off_a_line_between_the_control_and_a_network_beyond_the_range()
    {
        var curve = Curve((1, 0.9), (16, 0.5));
        Assert.False(curve.HasPointIn(Over(1, 4)));
        Assert.Empty(curve.AreaOfSeeds(Over(1, 4)));
        Assert.Equal(0.7, curve.AreaOfSeeds(Over(1, 16))[1], 12);
    }

    [Fact]
    public void An_area_may_be_over_speedups()
    {
        // By hand: ((0.9 + 0.8) ÷ 2 · 1 + (0.8 + 0.4) ÷ 2 · 1) ÷ 2.
        var curve = Curve([Cell(1, 0.9), Cell(8, 0.8, speedup: 2), Cell(16, 0.4, speedup: 4)]);
        Assert.Equal(1.45 / 2, curve.AreaOfSeeds(new(CurveCost.Speedup, 1, 4))[1], 12);
    }

    [Fact]
    public void The_drop_is_to_the_control_of_the_same_seed()
    {
        var drop = Curve([Cell(1, 0.90), Cell(1, 0.80, 2), Cell(4, 0.89), Cell(4, 0.77, 2), Cell(4, 0.1, 3)]).Points[1].Drop!;
        Assert.Equal(2, drop.Count);
        Assert.Equal(0.02, drop.Mean, 12);
        Assert.Null(Curve((2, 0.5)).Points[0].Drop);
    }

    [Fact]
    public void The_largest_compression_within_a_point_lies_between_the_last_point_that_keeps_it_and_the_next()
    {
        // 0.89 lies halfway from 0.90 at 4 to 0.88 at 16.
        var kept = KeptAccuracy.Compression(Curve((1, 0.90), (4, 0.90), (16, 0.88)));
        Assert.Equal((KeptBound.Between, "8.0×", false), (kept.Bound, kept.Text, kept.Dips));
        Assert.Equal(8, kept.Value!.Value, 6);
        Assert.Equal(16, KeptAccuracy.Compression(Curve((1, 0.90), (4, 0.90), (16, 0.88)), 0.02).Value);
    }

    [Fact]
    public void It_is_at_least_the_last_point_where_that_keeps_it_or_a_gap_follows_and_below_the_first_where_none_does()
    {
        Assert.Equal("at least 16.0×", KeptAccuracy.Compression(Curve((1, 0.90), (16, 0.895))).Text);
        Assert.Equal("at least 2.0×", KeptAccuracy.Compression(Curve([Cell(1, 0.9), Cell(2, 0.9), Cell(8, 0.4)], 4)).Text);
        Assert.Equal("not known", KeptAccuracy.Compression(Curve((2, 0.9))).Text);
        Assert.Equal("not known", KeptAccuracy.MeasuredSpeedup(Curve((1, 0.9), (2, 0.9)), 1).Text);
        var back = KeptAccuracy.Compression(Curve((1, 0.90), (2, 0.85), (4, 0.90)));
        Assert.Equal((KeptBound.AtLeast, true), (back.Bound, back.Dips));
    }

    [Fact]
    public void The_largest_speedup_is_read_at_speedups()
    {
        var curve = Curve([Cell(1, 0.90), Cell(4, 0.90, speedup: 2), Cell(16, 0.88, speedup: 8)]);
        Assert.Equal(4, KeptAccuracy.Speedup(curve).Value!.Value, 6);
    }
}
