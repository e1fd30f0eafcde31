using System.Text.Json;
using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Core;
using Bench.Results;
using Bench.Tests.Figures;
using static Bench.Tests.Analysis.Comparing.MadeUpBlocks;

namespace Bench.Tests.Analysis.Comparing;

public sealed class ComparisonTests
{
    private static Comparison Compare(IEnumerable<ResultRow> rows, ComparisonChoice? choice = null) => Comparison.Of(TradeoffCurves.Of([.. rows], []), choice ?? new());

    private static IEnumerable<ResultRow> Blocks(int blocks, params (string Strategy, double Top1)[] strategies) =>
        Enumerable.Range(0, blocks).SelectMany(b => strategies.SelectMany(s => new[] { 1, 2, 3 }.SelectMany(seed => new[]
        {
            Cell($"data{b}", s.Strategy, 2, seed, s.Top1 + 0.01 * b + 0.001 * seed * (b + 1)), Cell($"data{b}", s.Strategy, 8, seed, s.Top1 / 2 + 0.01 * b + 0.001 * seed),
        })));

    [Fact]
    public void Seeds_are_averaged_within_blocks_and_blocks_are_tested_as_SciPy_does()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/statistics.json")));
        foreach (var table in json.RootElement.GetProperty("tables").EnumerateArray())
        {
            var ranking = Assert.Single(Comparison.Of(Table(table.GetProperty("values").Deserialize<double[][]>()!), new() { Reference = "m0" }).AtRatios);
            double Of(string method) => ranking.Methods.Single(m => m.Name == method).MeanRank;
            foreach (var (i, rank) in table.GetProperty("mean_ranks").EnumerateArray().Index()) Assert.Equal(rank.GetDouble(), Of($"m{i}"), 9);
            Assert.Equal(table.GetProperty("friedman")[1].GetDouble(), ranking.Friedman.P!.Value, 9);
            Assert.Equal(table.GetProperty("iman_davenport")[1].GetDouble(), ranking.Difference.P!.Value, 9);
            Assert.Equal(table.GetProperty("nemenyi_cd").GetDouble(), ranking.CriticalDifference!.Value, 4);
            foreach (var (i, holm) in table.GetProperty("holm").EnumerateArray().Index())
            {
                var pair = ranking.Pairs.Single(p => p.Method == $"m{i + 1}");
                Assert.Equal(table.GetProperty("wilcoxon")[i][1].GetDouble(), pair.Verdict.P!.Value, 9);
                Assert.Equal(holm.GetDouble(), pair.Verdict.Corrected!.Value, 9);
                Assert.Equal(ranking.N, pair.Wins + pair.Ties + pair.Losses);
            }
        }
    }

    [Fact]
    public void Ratios_of_multiply_adds_and_of_parameters_make_no_pairs()
    {
        var rows = Blocks(2, ("global-magnitude", 0.8), ("l1-filters", 0.7), ("l2-filters", 0.6)).Select(r => r.Strategy[0] == 'l'
            ? r with { Composition = r.Composition.Replace("{", "{\"structure-options\":\"target=macs\",", StringComparison.Ordinal) } : r).ToList();
        var comparison = Compare(rows, new() { AllPairs = true });
        Assert.All(comparison.Within.Where(w => w.Method[0] == 'l' && w.Reference[0] == 'l').SelectMany(w => w.Ratios), t => Assert.NotNull(t.Test));
        Assert.All(comparison.Within.Where(w => w.Method[0] != w.Reference[0]).SelectMany(w => w.Ratios), t => Assert.Null(t.Test));
        Assert.Contains("not paired: ratios of ", comparison.Within.First(w => w.Method[0] != w.Reference[0]).Ratios[0].Verdict.Text, StringComparison.Ordinal);
        Assert.Contains(comparison.AtRatios[0].Pairs, p => p.Caveat.Contains("ratios of multiply-adds", StringComparison.Ordinal));
        Assert.DoesNotContain(comparison.OverArea!.Pairs, p => p.Caveat.Contains("ratios of", StringComparison.Ordinal));
        Assert.Contains(comparison.Notes, n => n.Contains("so equal ones are no equal sizes", StringComparison.Ordinal));
        Assert.DoesNotContain(Compare(rows.Where(r => r.Strategy[0] == 'l')).Notes, n => n.Contains("equal sizes", StringComparison.Ordinal));
    }

    private static ResultRow OfMacs(ResultRow row, double achieved) => row with
    {
        Composition = row.Composition.Replace("{", "{\"structure-options\":\"target=macs\",", StringComparison.Ordinal), AchievedCompression = achieved, TheoreticalSpeedup = row.Compression,
    };

    private static IEnumerable<ResultRow> Dense(int blocks) => Blocks(blocks, ("dense", 0.9)).Where(r => r.Compression == 2).Select(r => r with { Compression = 1, AchievedCompression = 1, TheoreticalSpeedup = 1 });

    /// <summary>By compression the one that spares parameters would be read between its control and its first network, and so be the best though it is worse at each ratio.</summary>
    [Fact]
    public void Areas_of_ratios_of_multiply_adds_are_over_speedups()
    {
        var rows = Blocks(3, ("large", 0.8), ("small", 0.5)).Select(r => OfMacs(r, r.Strategy == "small" ? 10 * r.Compression : r.Compression)).Concat(Dense(3)).ToList();
        var comparison = Compare(rows);
        Assert.Equal(["large", "small"], comparison.OverArea!.Methods.Select(m => m.Name));
        Assert.All(comparison.OverArea.Blocks, b => Assert.Equal(new(CurveCost.Speedup, 1, 8), b.Range));
        Assert.Contains(comparison.Notes, n => n.Contains("are over theoretical speedup, as ratios there are of multiply-adds", StringComparison.Ordinal));
        Assert.Equal("theoretical speedup", ComparisonTables.All["curves"](comparison).Rows[0][3]);
    }

    [Fact]
    public void A_curve_without_a_ratio_where_the_others_have_theirs_has_no_area_and_they_have()
    {
        var far = Blocks(3, ("far", 0.85)).Where(r => r.Compression == 8).Select(r => r with { Compression = 64, AchievedCompression = 64 });
        var comparison = Compare(Blocks(3, ("random", 0.8), ("lamp", 0.5)).Concat(Dense(3)).Concat(far));
        Assert.Equal(["random", "lamp"], comparison.OverArea!.Methods.Select(m => m.Name));
        Assert.Equal(3, comparison.OverArea.N);
        Assert.Contains(comparison.Notes, n => n.StartsWith("no area under the curve of far: ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_curve_that_ends_before_most_others_begin_takes_no_area_from_them()
    {
        var near = Blocks(3, ("near", 0.85)).Select(r => r with { Compression = r.Compression == 2 ? 1.2 : 1.5, AchievedCompression = r.Compression == 2 ? 1.2 : 1.5 });
        var comparison = Compare(Blocks(3, ("random", 0.8), ("lamp", 0.5)).Concat(Dense(3)).Concat(near));
        Assert.Equal(["random", "lamp"], comparison.OverArea!.Methods.Select(m => m.Name));
        Assert.All(comparison.OverArea.Blocks, b => Assert.Equal(new(CurveCost.Compression, 1, 8), b.Range));
        Assert.Contains(comparison.Notes, n => n.StartsWith("no area under the curve of near: ", StringComparison.Ordinal));
        // Of two alone neither has an area.
        var two = Compare(Blocks(3, ("random", 0.8)).Concat(Dense(3)).Concat(near));
        Assert.Null(two.OverArea);
        Assert.Contains("not ranked by area under top-1: no two strategies have curves without a gap, and ratios in a range that both cover", two.Notes);
        // Sizes of channels that lie a little beyond the end are in the range.
        var beside = Blocks(3, ("random", 0.8), ("lamp", 0.5)).Where(r => r.Compression == 2).Select(r => r.Strategy == "lamp" ? r with { AchievedCompression = 2.1 } : r).ToList();
        Assert.Equal(2, Compare(beside.Concat(Dense(3))).OverArea!.Methods.Count);
    }

    [Fact]
    public void Without_a_name_channels_are_tested_against_channels()
    {
        var channels = Blocks(2, ("l1-filters", 0.7), ("fpgm", 0.6), ("apoz", 0.5)).Select(r => OfMacs(r, r.Compression) with
        {
            Composition = $"{{\"criterion\":\"{(r.Strategy == "l1-filters" ? "l1-norm" : r.Strategy)}\",\"scope\":\"layer\",\"structure\":\"channel\",\"structure-options\":\"target=macs\",\"schedule\":\"one-shot\"}}",
        }).ToList();
        var comparison = Compare([.. channels, .. Blocks(2, ("global-magnitude", 0.8))]);
        Assert.Equal("l1-filters", comparison.Reference);
        Assert.Contains(comparison.Within.SelectMany(w => w.Ratios), t => t.Test is not null);
        Assert.Equal("global-magnitude", Compare([.. channels.Where(r => r.Strategy != "l1-filters"), .. Blocks(2, ("global-magnitude", 0.8))]).Reference); // of which there is at least one
        Assert.Equal("global-magnitude", Compare([.. channels.Where(r => r.Strategy == "fpgm"), .. Blocks(2, ("global-magnitude", 0.8), ("random", 0.3))]).Reference);
    }

    /// <summary>What is trained anew has nothing of the pretraining, nor has its control.</summary>
    [Fact]
    public void Differences_to_controls_are_pairs_where_both_were_trained_as_long_after_the_start()
    {
        var rows = Blocks(1, ("narrow", 0.6), ("random", 0.5)).Select(r => r with { BudgetEpochs = r.Strategy == "narrow" ? 6 : 10, Numbers = r.Numbers with { EpochsAfterStart = 6 } })
            .Concat(Dense(1).Select(r => r with { BudgetEpochs = 10, Numbers = r.Numbers with { EpochsAfterStart = 6 } })).ToList();
        Assert.All(Compare(rows, new() { Reference = "random", Value = ComparedValue.Difference }).Within.SelectMany(w => w.Ratios), t => Assert.NotNull(t.Test));
        Assert.All(Compare(rows.Select(r => r.Strategy == "narrow" ? r with { Numbers = r.Numbers with { EpochsAfterStart = 5 } } : r), new() { Reference = "random", Value = ComparedValue.Difference }).Within.SelectMany(w => w.Ratios), t => Assert.Null(t.Test));
    }

    [Fact]
    public void Too_few_blocks_have_a_sentence_instead_of_a_p_value()
    {
        var pair = Compare(Blocks(5, ("global-magnitude", 0.8), ("random", 0.6))).AtRatios[0].Pairs.Single();
        Assert.Equal((0, 0, 5), (pair.Wins, pair.Ties, pair.Losses));
        Assert.Equal((null, false), (pair.Verdict.P, pair.Verdict.Significant));
        Assert.Equal("Wilcoxon signed-rank, n = 5: n = 5 cannot reach 0.05 whatever the data: the least p-value is 0.0625", pair.Verdict.Text);
        // Six could, but not where two are tested.
        var two = Compare(Blocks(6, ("global-magnitude", 0.8), ("random", 0.6), ("layer-magnitude", 0.7))).AtRatios[0].Pairs;
        Assert.All(two, p => Assert.EndsWith("the least p-value is 0.0313, 0.0625 corrected for 2 tests", p.Verdict.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Tests_are_against_global_magnitude_the_named_reference_or_between_all()
    {
        var rows = Blocks(8, ("global-magnitude", 0.8), ("random", 0.6), ("layer-magnitude", 0.7)).ToList();
        Assert.Equal("global-magnitude", Compare(rows).Reference);
        Assert.Equal(["layer-magnitude", "random"], Compare(rows).AtRatios[0].Pairs.Select(p => p.Method));
        Assert.Equal(["global-magnitude", "layer-magnitude"], Compare(rows, new() { Reference = "random" }).AtRatios[0].Pairs.Select(p => p.Method));
        Assert.Equal(3, Compare(rows, new() { AllPairs = true }).AtRatios[0].Pairs.Count);
        Assert.Equal("random", Compare(rows, new() { Ours = "random" }).Reference);
        Assert.Equal("global-magnitude", Compare(rows, new() { Ours = "not here" }).Reference);
        var none = Compare(rows.Where(r => r.Strategy != "global-magnitude"));
        Assert.Null(none.Reference);
        Assert.Contains("all pairs are tested", none.Notes[0], StringComparison.Ordinal);
        var mistake = Assert.Throws<UserError>(() => Compare(rows, new() { Reference = "radnom" }));
        Assert.Contains("random", mistake.Message, StringComparison.Ordinal);
        Assert.Contains("there are 2, 8", Assert.Throws<UserError>(() => Compare(rows, new() { Compressions = [3] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_lacks_a_strategy_is_left_out_and_told_and_a_strategy_that_most_blocks_lack_instead_of_them()
    {
        var rows = Blocks(4, ("global-magnitude", 0.8), ("random", 0.6), ("layer-magnitude", 0.7))
            .Where(r => !(r is { Dataset: "data1", Strategy: "random", Compression: 8 }) && !(r.Strategy == "layer-magnitude" && r.Dataset != "data0")).ToList();
        var comparison = Compare(rows);
        Assert.Equal([4, 3], comparison.AtRatios.Select(r => r.N));
        var left = Assert.Single(comparison.AtRatios[1].LeftOut);
        Assert.Equal(("data1", "random"), (left.Block.Dataset, Assert.Single(left.Lacking)));
        Assert.All(comparison.AtRatios, r => Assert.Equal(["layer-magnitude"], r.Rare));
        Assert.Contains("left out as incomplete: data1 × lenet5 (without random), of top-1 at 8×, area under top-1", string.Join('\n', comparison.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_ranked_is_told_with_the_reason()
    {
        var apart = Compare([.. Blocks(1, ("global-magnitude", 0.8), ("random", 0.6)), .. Blocks(2, ("layer-magnitude", 0.7), ("layer-random", 0.5)).Where(r => r.Dataset == "data1")]);
        Assert.Null(apart.OverArea);
        Assert.Contains("not ranked by area under top-1: no data set and model has such curves of all 4 strategies (data0 × lenet5 lacks 2; data1 × lenet5 lacks 2), though each may by itself (--where)", apart.Notes);
        Assert.Contains("not ranked by top-1 at 2×, top-1 at 8×: no data set and model has results of all 4 strategies (data0 × lenet5 lacks 2; data1 × lenet5 lacks 2), though each may by itself (--where)", apart.Notes);
        var alone = Compare(Blocks(2, ("global-magnitude", 0.8), ("random", 0.6)).Where(r => r is not { Strategy: "random", Compression: 8 }));
        Assert.Contains("not ranked by top-1 at 8×: global-magnitude alone has a result there", alone.Notes);
        var point = Compare(Blocks(2, ("global-magnitude", 0.8), ("layer-magnitude", 0.7), ("random", 0.6)).Where(r => r is not { Strategy: "random", Compression: 8 }));
        Assert.Contains("no area under the curve of random: a single ratio, none where the others have some, or one that was asked for and has no result", point.Notes);
    }

    [Fact]
    public void Only_seeds_that_all_strategies_have_count()
    {
        var rows = Blocks(3, ("global-magnitude", 0.8), ("random", 0.6)).Where(r => r is not { Dataset: "data0", Strategy: "random", Seed: 3 }).ToList();
        var comparison = Compare(rows);
        Assert.Equal([1, 2], comparison.AtRatios[0].Blocks[0].Seeds);
        Assert.Equal(0.8 + 0.0015, comparison.AtRatios[0].Blocks[0].Values[0], 9);
        Assert.Contains(comparison.Notes, n => n == "top-1 at 2×: only the seeds that all strategies have count in data0 × lenet5");
    }

    [Fact]
    public void Generated_data_do_not_count_unless_asked()
    {
        var rows = Blocks(3, ("global-magnitude", 0.8), ("random", 0.6)).Select(r => r with { Synthetic = r.Dataset == "data2" }).ToList();
        Assert.Equal(2, Compare(rows).AtRatios[0].N);
        Assert.Equal(3, Compare(rows, new() { Synthetic = true }).AtRatios[0].N);
        Assert.Contains(Compare(rows).Notes, n => n == "generated data, on which no claim may rest, are left out: data2 × lenet5");
        Assert.Contains("nothing is ranked", Compare(rows.Select(r => r with { Synthetic = true })).Notes[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Within_a_block_seeds_are_paired_at_each_ratio_and_corrected_for_their_number()
    {
        double[] first = [0.91, 0.93, 0.90], second = [0.88, 0.91, 0.86];
        var rows = first.Zip(second).Index().SelectMany(s => new[] { 2.0, 4.0 }.SelectMany(c => new[]
            { Cell("mnist", "global-magnitude", c, s.Index, s.Item.Second), Cell("mnist", "random", c, s.Index, s.Item.First) }));
        var tests = Assert.Single(Compare(rows).Within);
        // By hand: differences 0.03, 0.02, 0.04: mean 0.03, s = 0.01, t = 0.03 ÷ (0.01 ÷ √3) = 5.196, p = 0.0351 with 2 degrees of freedom.
        Assert.Equal(5.196152, tests.Ratios[0].Test!.T!.Value, 5);
        Assert.Equal(0.0351, tests.Ratios[0].Verdict.P!.Value, 4);
        Assert.Equal(0.0702, tests.Ratios[0].Verdict.Corrected!.Value, 4);
        Assert.Equal("paired t, n = 3, p = 0.070 (Holm, 2 tests)", tests.Ratios[0].Verdict.Text);
    }

    [Fact]
    public void Strategies_with_other_controls_or_budgets_are_no_pairs_but_their_differences_to_their_controls_are()
    {
        ResultRow[] Start(string strategy, string control, double dense, double top1, double epochs) =>
            [.. new[] { 1, 2, 3 }.SelectMany(s => new[]
            {
                Cell("mnist", "dense", 1, s, dense + 0.001 * s) with { ControlPoint = control, BudgetEpochs = 10 },
                Cell("mnist", strategy, 2, s, top1 + 0.0001 * s * s) with { ControlPoint = control, BudgetEpochs = epochs },
            })];
        var other = Compare([.. Start("global-magnitude", "a", 0.9, 0.88, 10), .. Start("snip", "b", 0.8, 0.79, 10)]);
        Assert.Null(Assert.Single(Assert.Single(other.Within).Ratios).Test);
        Assert.Contains("control of its own", other.Within[0].Ratios[0].Verdict.Text, StringComparison.Ordinal);
        Assert.Contains(other.Notes, n => n.StartsWith("not the same besides: snip against global-magnitude: another control", StringComparison.Ordinal));
        var matched = Compare([.. Start("global-magnitude", "a", 0.9, 0.88, 10), .. Start("snip", "b", 0.8, 0.79, 10)], new() { Value = ComparedValue.Difference });
        Assert.Equal(0.01, Assert.Single(Assert.Single(matched.Within).Ratios).Test!.Differences!.Mean, 9);
        Assert.Equal("snip", matched.AtRatios[0].Methods[0].Name);
        var longer = Compare([.. Start("global-magnitude", "a", 0.9, 0.88, 10), .. Start("random", "a", 0.9, 0.79, 30).Where(r => !r.IsControl)]);
        Assert.Contains("30 epochs of training against 10", longer.Within[0].Ratios[0].Verdict.Text, StringComparison.Ordinal);
        Assert.Contains(longer.Notes, n => n.Contains("epochs 30 against 10", StringComparison.Ordinal));
    }

    [Fact]
    public void Recipes_of_one_data_set_and_model_are_methods_of_one_block()
    {
        const string first = """{"retraining.epochs":1}""", second = """{"retraining.epochs":2}""";
        var rows = Blocks(1, ("global-magnitude", 0.8), ("random", 0.6)).SelectMany(r => new[] { r with { Setting = first }, r with { Setting = second, Identity = $"b{r.Identity}" } });
        var ranking = Compare(rows, new() { Reference = "random [retraining epochs 1]" }).AtRatios[0];
        Assert.Equal(1, ranking.N);
        Assert.Equal(4, ranking.Methods.Count);
        Assert.Equal("there are fewer than two blocks", ranking.Difference.Instead);
    }

    [Fact]
    public void A_strategy_that_one_block_tells_apart_is_called_so_in_all_of_them()
    {
        const string mine = """{"pretraining.epochs":8,"retraining.epochs":1}""", first = """{"pretraining.epochs":40,"retraining.epochs":1}""", second = """{"pretraining.epochs":40,"retraining.epochs":2}""";
        var blocks = Blocks(3, ("global-magnitude", 0.8), ("random", 0.6)).ToList();
        var ranking = Compare([.. blocks.Where(r => r.Dataset != "data2").Select(r => r with { Setting = mine }),
            .. blocks.Where(r => r.Dataset == "data2").SelectMany(r => new[] { r with { Setting = first }, r with { Setting = second, Identity = $"b{r.Identity}" } })]).AtRatios[0];
        Assert.Equal(3, ranking.N);
        Assert.Equal(["global-magnitude [retraining epochs 1]", "random [retraining epochs 1]"], ranking.Methods.Select(m => m.Name));
        // What is retrained in one way everywhere has its own name still.
        var one = Compare([.. blocks.Where(r => r.Dataset != "data2").Select(r => r with { Setting = mine }), .. blocks.Where(r => r.Dataset == "data2").Select(r => r with { Setting = first }),
            .. blocks.Where(r => r is { Dataset: "data2", Strategy: "random" }).Select(r => r with { Setting = second, Identity = $"b{r.Identity}" })]);
        Assert.Equal(["global-magnitude", "random [retraining epochs 1]"], one.AtRatios[0].Methods.Select(m => m.Name));
    }

    [Fact]
    public void Areas_are_over_the_range_of_all_curves_and_cliques_within_the_critical_difference()
    {
        var rows = Blocks(10, ("global-magnitude", 0.8), ("random", 0.6), ("layer-magnitude", 0.7)).Concat(Blocks(10, ("dense", 0.9)).Where(r => r.Compression == 2).Select(r => r with { Compression = 1, AchievedCompression = 1 })).ToList();
        var area = Compare(rows).OverArea!;
        Assert.Equal(["global-magnitude", "layer-magnitude", "random"], area.Methods.Select(m => m.Name));
        Assert.All(area.Blocks, b => Assert.Equal(new(CurveCost.Compression, 1, 8), b.Range));
        // k = 3, N = 10: 2.343 · √(12 ÷ 60) = 1.048, which sets first and last apart alone.
        Assert.Equal(1.048, area.CriticalDifference!.Value, 3);
        Assert.Equal([(0, 1), (1, 2)], area.Cliques);
        Assert.True(area.Difference.Significant);
        Assert.Equal((1, 1), (area.RankIntervals()![0].Lower, area.RankIntervals()![0].Upper));
    }

    [Fact]
    public void The_same_rows_in_another_order_give_the_same_comparison()
    {
        var rows = MadeUp.Rows("mnist", "lenet5").Concat(MadeUp.Rows("fashion-mnist", "lenet5")).Concat(MadeUp.Rows("mnist", "mlp")).ToList();
        var (one, other) = (Compare(rows), Compare(Enumerable.Reverse(rows)));
        Assert.Equal(JsonSerializer.Serialize(one.OverArea!.Methods.Select(m => (m.Name, m.MeanRank)).ToDictionary()), JsonSerializer.Serialize(other.OverArea!.Methods.Select(m => (m.Name, m.MeanRank)).ToDictionary()));
        Assert.Equal(one.Notes, other.Notes);
        Assert.Equal(one.OverArea.RankIntervals(), other.OverArea.RankIntervals());
    }
}
