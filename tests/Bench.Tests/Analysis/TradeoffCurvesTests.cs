using Bench.Analysis;
using Bench.Core;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis;

public sealed class TradeoffCurvesTests
{
    private static readonly ResultRow Some = MadeUp.Rows("mnist", "lenet5", strategies: ["random"], ratios: [4]).Last();

    private static ResultRow Cell(string strategy, double compression, int seed, double top1, double speedup = 1) => Some with
    {
        Strategy = strategy,
        Composition = MadeUp.CompositionOf(strategy),
        IsControl = strategy == "dense",
        Compression = compression,
        AchievedCompression = compression + 0.01 * seed,
        TheoreticalSpeedup = speedup,
        Seed = seed,
        Top1 = top1,
    };

    [Fact]
    public void Averages_the_seeds_of_each_operating_point()
    {
        var panel = Assert.Single(TradeoffCurves.Of(
            [Cell("random", 4, 2, 0.92, speedup: 3), Cell("random", 2, 1, 0.95), Cell("random", 4, 1, 0.90, speedup: 2)], []));

        var points = Assert.Single(panel.Curves).Points;
        Assert.Equal([2, 4], points.Select(p => p.Compression));
        Assert.Equal(4.015, points[1].AchievedCompression, 12);
        Assert.Equal(2.5, points[1].Speedup, 12);
        Assert.Equal(0.91, points[1].Top1.Mean, 12);
        // √((0.01² + 0.01²) / 1)
        Assert.Equal(0.0141421356, points[1].Top1.Deviation!.Value, 9);
        Assert.Equal(2, points[1].Top1.Count);
        Assert.Null(points[0].Top1.Deviation);
    }

    [Fact]
    public void Begins_each_curve_with_the_dense_control()
    {
        var panel = Assert.Single(TradeoffCurves.Of(
            [Cell("dense", 1, 1, 0.98), Cell("dense", 1, 2, 0.96), Cell("random", 2, 1, 0.9), Cell("global-magnitude", 2, 1, 0.95)], []));

        Assert.Equal(0.97, panel.Control!.Top1.Mean, 12);
        Assert.All(panel.Curves, curve => Assert.Same(panel.Control, curve.Points[0]));
        Assert.Equal(["global-magnitude", "random"], panel.Curves.Select(c => c.Strategy));
    }

    [Fact]
    public void Starts_schedules_and_retrainings_under_one_label_are_told_apart_by_name()
    {
        ResultRow With(string more) => Cell("random", 2, 1, 0.9) with { Composition = Some.Composition.TrimEnd('}') + more + "}" };
        IEnumerable<string> Names(params ResultRow[] rows) => Assert.Single(TradeoffCurves.Of(rows, [])).Curves.Select(c => c.Strategy);
        Assert.Equal(["random", "random (weight-rewind)"], Names(With(""), With(",\"retraining\":\"weight-rewind\"")));
        Assert.Equal(["random", "random (from initialization)"], Names(With(""), With(",\"from\":\"initialization\"")));
        Assert.Equal(["random (schedule-options rounds=3)", "random (schedule-options rounds=5)"], Names(With(",\"schedule-options\":\"rounds=3\""), With(",\"schedule-options\":\"rounds=5\"")));
    }

    [Fact]
    public void Cells_trained_by_the_pretrainings_recipe_are_beside_those_of_the_one_other_recipe()
    {
        const string pretrained = "{\"precision\":\"fp32\",\"pretraining.batch\":128}", tuned = "{\"precision\":\"fp32\",\"retraining.batch\":64,\"pretraining.batch\":128}";
        ResultRow[] rows = [Cell("random", 2, 1, 0.9) with { Setting = tuned }, Cell("global-magnitude", 2, 1, 0.9) with { Setting = pretrained }];
        Assert.Equal(["global-magnitude", "random"], Assert.Single(TradeoffCurves.Of(rows, [])).Curves.Select(c => c.Strategy));
        Assert.Equal(2, TradeoffCurves.Of([.. rows, rows[1] with { Setting = pretrained.Replace("fp32", "bf16", StringComparison.Ordinal) }], []).Count);
    }

    [Fact]
    public void Leaves_a_strategys_own_cell_at_compression_1_in_its_place()
    {
        var panel = Assert.Single(TradeoffCurves.Of([Cell("dense", 1, 1, 0.98), Cell("random", 1, 1, 0.97), Cell("random", 2, 1, 0.9)], []));

        var points = Assert.Single(panel.Curves).Points;
        Assert.Equal([0.97, 0.9], points.Select(p => p.Top1.Mean));
        Assert.DoesNotContain(points, p => p.IsControl);
    }

    [Fact]
    public void Counts_planned_seeds_from_results_and_missing_cells()
    {
        var rows = new[] { Cell("dense", 1, 1, 0.98), Cell("random", 2, 1, 0.9), Cell("random", 2, 2, 0.91), Cell("random", 4, 1, 0.8) };
        var panel = Assert.Single(TradeoffCurves.Of(rows,
        [
            MadeUp.Missing(Cell("random", 2, 3, 0), "failed", "loss is NaN"),
            MadeUp.Missing(Cell("random", 8, 1, 0), "pending"),
            MadeUp.Missing(Cell("random", 8, 2, 0), "pending"),
            MadeUp.Missing(Cell("random", 64, 1, 0), "skipped", "at most 40"),
        ]));

        var points = panel.Curves[0].Points;
        Assert.Equal([1, 3, 1], points.Select(p => p.PlannedSeeds));
        Assert.Equal([false, true, false], points.Select(p => p.Incomplete));
        Assert.Equal((4, 7), (panel.Finished, panel.Planned));
        Assert.Equal([("failed", 2.0, 1), ("pending", 8, 2), ("skipped", 64, 1)], panel.Missing.Select(m => (m.Status, m.Compression, m.Cells)));
        Assert.Equal(["loss is NaN"], panel.Missing[0].Reasons);
    }

    [Fact]
    public void Keeps_apart_what_may_not_be_compared()
    {
        ResultRow[] rows =
        [
            Cell("random", 2, 1, 0.9), Cell("random", 2, 1, 0.9) with { Protocol = "shrinkbench" }, Cell("random", 2, 1, 0.9) with { Imported = true },
            Cell("random", 2, 1, 0.9) with { Setting = """{"pretraining.epochs":3}""" }, Cell("random", 2, 1, 0.9) with { Model = "lenet" },
            Cell("random", 2, 1, 0.9) with { Dataset = "fashion-mnist" },
        ];

        Assert.Equal(6, TradeoffCurves.Of(rows, []).Count);
    }

    [Fact]
    public void Puts_a_missing_cell_where_its_like_would_be()
    {
        var panels = TradeoffCurves.Of(
            [Cell("random", 2, 1, 0.9), Cell("global-magnitude", 2, 1, 0.9) with { Model = "lenet" }],
            [MadeUp.Missing(Cell("global-magnitude", 4, 1, 0) with { Model = "lenet" }, "pending"), MadeUp.Missing(Cell("random", 4, 1, 0) with { Model = "lenet" }, "pending")]);

        Assert.Equal([("lenet", 2), ("lenet5", 0)], panels.Select(p => (p.Model, p.Missing.Count)));
    }

    [Fact]
    public void Compares_schedules_starts_and_retrainings_in_one_panel_each_beginning_at_its_own_control()
    {
        const string tuned = """{"pretraining.epochs":3,"retraining.epochs":2}""", alone = """{"pretraining.epochs":3}""";
        const string rewound = "\"retraining\":\"weight-rewind\"", early = "\"from\":\"initialization\"";
        var panel = Assert.Single(TradeoffCurves.Of(
        [
            Cell("dense", 1, 1, 0.98) with { ControlPoint = "a", Setting = tuned }, MadeUp.Course(Cell("dense", 1, 1, 0.97), rewound, "b", alone), MadeUp.Course(Cell("dense", 1, 1, 0.96), early, "c", alone),
            Cell("random", 2, 1, 0.90) with { ControlPoint = "a", Setting = tuned }, MadeUp.Course(Cell("lottery", 2, 1, 0.91), rewound, "b", alone), MadeUp.Course(Cell("snip", 2, 1, 0.92), early, "c", alone),
        ], []));

        Assert.Equal([("lottery", 0.97), ("random", 0.98), ("snip", 0.96)], panel.Curves.Select(c => (c.Strategy, c.Points[0].Top1.Mean)));
        Assert.All(panel.Curves, c => Assert.True(c.Points[0].IsControl));
        Assert.Equal(["dense", "dense (from initialization)", "dense (weight-rewind)"], panel.Controls.Select(c => c.Name));
        Assert.Null(panel.Control);
        Assert.Equal(("", 6), (panel.Retraining, panel.Finished));
    }

    [Fact]
    public void Has_a_panel_for_each_recipe_of_a_strategy_and_what_has_none_in_each()
    {
        static string Tuned(int epochs) => $$"""{"pretraining.epochs":3,"retraining.epochs":{{epochs}}}""";
        var panels = TradeoffCurves.Of(
        [
            Cell("random", 2, 1, 0.90) with { ControlPoint = "a", Setting = Tuned(2) }, Cell("random", 2, 1, 0.91) with { ControlPoint = "b", Setting = Tuned(5) },
            MadeUp.Course(Cell("snip", 2, 1, 0.92), "\"from\":\"initialization\"", "c", """{"pretraining.epochs":3}"""),
        ], []);

        Assert.Equal([("retraining epochs 2", "random snip"), ("retraining epochs 5", "random snip")], panels.Select(p => (p.Variant, string.Join(' ', p.Curves.Select(c => c.Strategy)))));
    }

    [Fact]
    public void Compares_strategies_with_recipes_of_their_own_in_one_panel()
    {
        var panel = Assert.Single(TradeoffCurves.Of(
        [
            Cell("random", 2, 1, 0.90) with { ControlPoint = "a", Setting = """{"retraining.epochs":2}""" },
            Cell("global-magnitude", 2, 1, 0.91) with { ControlPoint = "b", Setting = """{"retraining.epochs":5}""" },
        ], []));

        Assert.Equal(2, panel.Curves.Count);
    }

    [Fact]
    public void Leads_no_curve_to_the_one_ratio_of_a_fixed_pattern()
    {
        var points = Cell("nm-2-4", 1.95, 1, 0.9) with { Composition = """{"criterion":"magnitude","scope":"layer","structure":"n-m","schedule":"one-shot"}""" };
        var curve = Assert.Single(Assert.Single(TradeoffCurves.Of([Cell("dense", 1, 1, 0.98), points], [])).Curves);

        Assert.Equal([1.95], curve.Points.Select(p => p.Compression));
    }

    [Fact]
    public void Shows_a_panel_of_which_nothing_is_finished()
    {
        var panel = Assert.Single(TradeoffCurves.Of([], [MadeUp.Missing(Some with { Synthetic = true }, "pending")]));

        Assert.Equal((0, 1, true), (panel.Finished, panel.Planned, panel.Synthetic));
        Assert.Empty(panel.Curves);
    }

    [Fact]
    public void Does_not_depend_on_the_order_of_rows()
    {
        var rows = MadeUp.Rows("mnist", "resnet110").Concat(MadeUp.Rows("mnist", "resnet20")).Concat(MadeUp.Rows("a", "b", synthetic: true)).ToArray();
        var backwards = rows.Reverse().ToArray();

        var panels = TradeoffCurves.Of(rows, []);

        Assert.Equal(["resnet20", "resnet110", "b"], panels.Select(p => p.Model));
        Assert.Equal(
            panels.SelectMany(p => p.Curves).SelectMany(c => c.Points).Select(p => (p.Top1, p.Speedup)),
            TradeoffCurves.Of(backwards, []).SelectMany(p => p.Curves).SelectMany(c => c.Points).Select(p => (p.Top1, p.Speedup)));
    }

    [Fact]
    public void Draws_one_composition_under_two_labels_as_one_curve()
    {
        var curve = Assert.Single(Assert.Single(TradeoffCurves.Of([Cell("random", 2, 1, 0.9) with { Strategy = "b" }, Cell("random", 4, 1, 0.8) with { Strategy = "a" }], [])).Curves);

        Assert.Equal("a / b", curve.Strategy);
        Assert.Equal([2, 4], curve.Points.Select(p => p.Compression));
    }

    [Fact]
    public void Draws_two_compositions_under_one_label_as_two_curves_named_by_what_differs()
    {
        static string Scored(int samples) => $$"""{"criterion":"gradient","scope":"global","scoring-samples":{{samples}}}""";
        var curves = Assert.Single(TradeoffCurves.Of(
            [Cell("g", 2, 1, 0.9) with { Composition = Scored(512) }, Cell("g", 2, 1, 0.8) with { Composition = Scored(64) }], [])).Curves;

        Assert.Equal([("g (scoring-samples 512)", 0.9), ("g (scoring-samples 64)", 0.8)], curves.Select(c => (c.Strategy, c.Points[0].Top1.Mean)));
    }

    [Fact]
    public void Ends_a_run_of_points_where_an_operating_point_has_no_result()
    {
        var rows = new[] { 2.0, 4, 16 }.Select(c => Cell("random", c, 1, 0.9)).Append(Cell("dense", 1, 1, 0.98)).ToList();
        var curve = TradeoffCurves.Of(rows, [MadeUp.Missing(Cell("random", 8, 1, 0), "failed"), MadeUp.Missing(Cell("random", 32, 1, 0), "pending")])[0].Curves[0];

        Assert.Equal([8, 32], curve.Gaps);
        Assert.Equal([[1, 2, 4], [16]], curve.Runs.Select(run => run.Select(p => p.Compression).ToArray()));
        Assert.Single(TradeoffCurves.Of(rows, [])[0].Curves[0].Runs);
    }

    [Fact]
    public void Refuses_to_average_two_configurations_of_one_seed()
    {
        var error = Assert.Throws<UserError>(() => TradeoffCurves.Of([Cell("random", 2, 1, 0.9), Cell("random", 2, 1, 0.8)], []));

        Assert.Contains("random at compression 2 with seed 1 on mnist × lenet5", error.Message);
        Assert.Contains("--sweep", error.Message);
    }

    [Fact]
    public void Counts_flags_by_cell()
    {
        var panel = Assert.Single(TradeoffCurves.Of(
            [Cell("random", 2, 1, 0.9) with { Flags = ["dead-layer"] }, Cell("random", 2, 2, 0.9) with { Flags = ["count-missed", "dead-layer"] }], []));

        Assert.Equal([("count-missed", 1), ("dead-layer", 2)], panel.Curves[0].Points[0].Flags.Select(f => (f.Key, f.Value)));
    }
}
