using Bench.Core;
using Bench.Figures;
using Bench.Results;
using ScottPlot.Plottables;

namespace Bench.Tests.Figures;

/// <summary>Layers, training, paired seeds and ranks.</summary>
public sealed class DetailFigureTests
{
    private static readonly IReadOnlyList<ResultRow> Rows = [.. MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "random"])];

    private static IEnumerable<(double X, double Y)> PointsOf(Figure figure, string criterion, int plot = 0) => figure.Plots[plot].PlottableList.OfType<Scatter>()
        .Where(s => s.MarkerStyle.CustomRenderer is not null && s.MarkerStyle.FillColor == StylePalette.Criteria[criterion]).SelectMany(s => s.Data.GetScatterPoints()).Select(p => (p.X, p.Y));

    private static string NotesOf(Figure figure) => string.Join(' ', figure.NoteLines);

    [Fact]
    public void Each_layer_stands_at_the_share_that_is_kept()
    {
        var figure = Assert.Single(Drawing.Of(Rows, Drawing.Choice(("compressions", "4"), ("y-scale", "linear")), "layers"));
        Assert.Equal("mnist-lenet5-layers-4", figure.Name);
        Assert.Equal([25, 100], PointsOf(figure, "magnitude").Select(p => Math.Round(p.Y, 9)));
        Assert.Contains("Grey: layers that are not pruned.", NotesOf(figure), StringComparison.Ordinal);
        Assert.DoesNotContain("dense control", figure.LegendEntries);
        Assert.Equal([100, 100], PointsOf(Drawing.Of(Rows.Select(r => r.Strategy == "random" ? r : MadeUp.OfChannels(r)), Drawing.Choice(("y-scale", "linear")), "layer-channels")[0], "magnitude").Select(p => Math.Round(p.Y, 9)));
        Assert.Contains("no cell of a strategy that removes channels", Assert.Throws<UserError>(() => Drawing.Of(Rows, kind: "layer-channels")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Notes_are_of_the_ratio_that_is_shown()
    {
        var rows = Rows.Select(r => r.Compression == 32 ? r with { Flags = ["dead-layer"] } : r).ToList();
        Assert.DoesNotContain("Flagged", NotesOf(Drawing.Of(rows, Drawing.Choice(("compressions", "4")), "layers")[0]), StringComparison.Ordinal);
        Assert.Contains("dead layer", NotesOf(Drawing.Of(rows, Drawing.Choice(("compressions", "32")), "training")[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void Retraining_follows_on_pretraining_in_accuracy_and_loss()
    {
        var figure = Assert.Single(Drawing.Of(Rows, Drawing.Choice(("compressions", "8")), "training"));
        var mean = 100 * Rows.Where(r => r is { Strategy: "random", Compression: 8 }).Average(r => r.Top1);
        Assert.Equal([(3, Math.Round(0.7 * mean, 6)), (4, Math.Round(0.85 * mean, 6)), (5, Math.Round(mean, 6))], PointsOf(figure, "random").Select(p => ((int)p.X, Math.Round(p.Y, 6))));
        Assert.Equal(0, PointsOf(figure, "random", plot: 1).First().Y, 9); // the logarithm of a loss of 1
        Assert.Equal(3, figure.Plots[0].PlottableList.OfType<VerticalLine>().Single().X);
        var untrained = FigureData.Of([new SweepCells("s", Rows, [])], new());
        Assert.Contains("no cell of that compression ratio has been trained", Assert.Throws<UserError>(() => FigureWriter.FiguresOf(FigureKind.Find("training"), untrained, null).ToList()).Message, StringComparison.Ordinal);
        Assert.Contains("'agreement' is not recorded by epoch", Assert.Throws<UserError>(() => Drawing.Of(Rows, Drawing.Choice(("y", "agreement")), "training")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pair_of_seeds_is_a_point()
    {
        var figure = Assert.Single(Drawing.Of(Rows, Drawing.Choice(("strategies", "random,global-magnitude")), "seeds"));
        var points = figure.Plots[0].PlottableList.OfType<Scatter>().Where(s => s.MarkerStyle.CustomRenderer is not null).SelectMany(s => s.Data.GetScatterPoints()).ToList();
        Assert.Equal(MadeUp.Ratios.Length * 3, points.Count);
        double Of(string strategy) => 100 * Rows.Single(r => r.Strategy == strategy && r is { Compression: 16, Seed: 2 }).Top1;
        Assert.Contains(points, p => Math.Abs(p.X - Of("global-magnitude")) < 1e-9 && Math.Abs(p.Y - Of("random")) < 1e-9);
        Assert.Matches("random has the higher value in [0-9]+ of 15 pairs, global-magnitude in [0-9]+", NotesOf(figure));
        Assert.Contains("against the dense control", Drawing.Of(Rows, Drawing.Choice(("strategies", "random")), "seeds")[0].Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Controls_alone_are_no_pairs() => Assert.StartsWith("nothing to draw: no two cells of one seed",
        Assert.Throws<UserError>(() => Drawing.Of([.. Rows.Where(r => r.IsControl)], Drawing.Choice(), "seeds")).Message, StringComparison.Ordinal);

    [Fact]
    public void Networks_of_other_sizes_or_controls_are_no_pairs_of_seeds()
    {
        var rows = MadeUp.Rows("mnist", "lenet5", strategies: ["global-magnitude", "layer-magnitude", "random"]).Select(r => r.Strategy != "random" ? r : r with { Composition = r.Composition.Replace("{", "{\"structure-options\":\"target=macs\",", StringComparison.Ordinal) }).ToList();
        var figure = Drawing.Of(rows, Drawing.Choice(("strategies", "global-magnitude,layer-magnitude,random")), "seeds")[0];
        Assert.Contains("Not paired: random (ratios of multiply-adds against ratios of parameters, which are other sizes).", NotesOf(figure), StringComparison.Ordinal);
        Assert.DoesNotContain("random", figure.LegendEntries);
        Assert.EndsWith("against global-magnitude, seed by seed", Drawing.Of(rows, Drawing.Choice(), "seeds")[0].Title, StringComparison.Ordinal);
        Assert.Contains("(not paired: random (ratios of multiply-adds against ratios of parameters, which are other sizes))",
            Assert.Throws<UserError>(() => Drawing.Of(rows, Drawing.Choice(("strategies", "random,global-magnitude")), "seeds")).Message, StringComparison.Ordinal);
    }

    private static readonly IReadOnlyList<ResultRow> Blocks =
        [.. new[] { "mnist", "fashion-mnist", "cifar10" }.SelectMany(d => new[] { "lenet5", "conv2" }.SelectMany(m => MadeUp.Rows(d, m, strategies: ["global-magnitude", "layer-magnitude", "random"])))];

    [Fact]
    public void Ranks_and_critical_difference_are_those_of_the_comparison()
    {
        var figure = Assert.Single(Drawing.Of(Blocks, Drawing.Choice(("compressions", "16")), "critical-difference"));
        var texts = figure.Plots[0].PlottableList.OfType<Text>().Select(t => t.LabelText).ToList();
        Assert.Contains("CD = 1.35", texts); // 2.343 · √(3 · 4 ÷ (6 · 6))
        Assert.Contains("random 3.00", texts);
        Assert.Contains("1.17 global-magnitude", texts);
        Assert.Contains("mean over 6 data set × model pairs", NotesOf(figure), StringComparison.Ordinal);
        Assert.Equal("random 3.00", Assert.Single(Drawing.Of(Blocks, Drawing.Choice(("compressions", "16"), ("ours", "random")), "critical-difference")[0].Plots[0].PlottableList.OfType<Text>(), t => t.LabelBold).LabelText);
        var two = Drawing.Of(Blocks.Where(r => r.Model == "lenet5" && r.Dataset != "cifar10"), Drawing.Choice(("compressions", "16")), "critical-difference")[0];
        Assert.Contains("No critical difference: 2 pairs cannot set 3 strategies apart", NotesOf(two), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("critical-difference")]
    [InlineData("rank-map")]
    public void What_panels_hold_apart_is_not_ranked_together_without_a_word(string kind)
    {
        var rows = Blocks.Select(r => r with
        {
            Fingerprint = r.Dataset, FingerprintText = $$$"""{"everywhere":{"precision":"{{{(r.Dataset == "cifar10" ? "bf16" : "fp32")}}}","protocol":"bench"},"within":{"dataset":"{{{r.Dataset}}}"}}""",
        }).ToList();
        Assert.NotEmpty(Drawing.Of(rows));
        Assert.Contains("these results are not comparable: precision is fp32 in", Assert.Throws<UserError>(() => Drawing.Of(rows, kind: kind)).Message, StringComparison.Ordinal);
        Assert.Contains("Not strictly comparable: precision is bf16 or fp32.", NotesOf(Drawing.Of(rows, new FigureChoice { AllowMixed = true }, kind)[0]), StringComparison.Ordinal);
        Assert.NotEmpty(Drawing.Of(rows.Where(r => r.Dataset != "cifar10").Concat(rows.Where(r => r.Dataset == "cifar10").Select(r => r with { Synthetic = true })), kind: kind));
    }

    [Fact]
    public void A_map_has_a_rank_for_each_strategy_and_data_set_and_one_over_all()
    {
        var figure = Assert.Single(Drawing.Of(Blocks, kind: "rank-map"));
        Assert.Equal("rank-map-area", figure.Name);
        var texts = figure.Plots[0].PlottableList.OfType<Text>().Select(t => t.LabelText).ToList();
        Assert.Equal(3 * 4, texts.Count);
        Assert.Equal(["3.00", "3.00", "3.00", "3.00"], texts.TakeLast(4)); // random, the last
        Assert.Single(Drawing.Of(Blocks, Drawing.Choice(("ours", "random")), "rank-map")[0].Plots[0].PlottableList.OfType<Rectangle>(), r => r.LineColor == StylePalette.Ink);
        Assert.Contains("nothing to rank", Assert.Throws<UserError>(() => Drawing.Of(Rows.Where(r => r.Strategy != "random"), kind: "rank-map")).Message, StringComparison.Ordinal);
    }
}
