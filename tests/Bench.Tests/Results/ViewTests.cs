using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ViewTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void The_tradeoff_has_mean_and_sample_deviation_over_seeds()
    {
        using (var store = temporary.Open())
        {
            var cells = Enumerable.Range(0, 4).Select(seed => Cell("random", 2, seed)).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var (cell, correct) in cells.Zip([900, 910, 950])) store.Save(Result(cell, correct), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        var row = Row(reader, "SELECT * FROM v_tradeoff WHERE sweep = 'quickstart'");
        Assert.Equal("random", row["strategy"]);
        Assert.Equal(2.0, row["compression"]);
        Assert.Equal(4L, row["planned"]);
        Assert.Equal(3L, row["n"]);
        Assert.Equal(0.92, (double)row["top1_mean"]!, 15);
        // Deviations −0.02, −0.01, 0.03: variance (4 + 1 + 9) · 10⁻⁴ ÷ 2.
        Assert.Equal(Math.Sqrt(7e-4), (double)row["top1_sd"]!, 15);
        Assert.Equal(0.9, row["top1_min"]);
        Assert.Equal(0.95, row["top1_max"]);
        Assert.Equal(0.99, (double)row["top5_mean"]!, 15);
        Assert.Equal(0.0, row["top5_sd"]);
        Assert.Equal(2.0, row["compression_mean"]);
        Assert.Equal(Math.Sqrt(2), (double)row["speedup_mean"]!, 15);
    }

    [Fact]
    public void Unequal_budgets_are_seen_beside_the_control()
    {
        CellDescription[] cells =
            [Cell("dense", 1, 0), Cell("random", 2, 0), Cell("random", 4, 0), FromInitialization(Cell("dense", 1, 0)), FromInitialization(Cell("random", 8, 0)), Rewound(Cell("random", 16, 0))];
        using (var store = temporary.Open())
        {
            store.SavePretraining(Pretraining(0));
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells)
            {
                var result = Result(cell);
                if (cell is { IsControl: true, Identity: "dense/1/0 anew" }) result = result with { Budget = result.Budget with { TotalEpochs = 3 } };
                store.Save(cell.Compression == 4 ? result with { Budget = result.Budget with { TotalEpochs = 6.5, TotalSamples = 8_320, TotalMacs = 1e9 } } : result, Attempt(cell.Identity));
            }
        }
        using var reader = temporary.Read();
        Assert.Equal(
            [[2.0, 2.0, 2_560L, 1L], [6.5, 2.0, 8_320L, 0L], [2.0, 3.0, 2_560L, 1L]], // the last beside the control that begins at initialization; nobody asked for a rewound one
            reader.Query("SELECT budget_total_epochs, control_budget_total_epochs, budget_total_samples, equal_budget FROM v_paired ORDER BY compression").Rows);
        Assert.Equal([[4.0], [3.0], [4.0], [8.5], [2.0], [4.0]], reader.Query("SELECT budget_overall_epochs FROM v_results ORDER BY compression, cell").Rows);
    }

    /// <summary>60 steps of 64 out of 1,294 samples: 21 steps an epoch, of the third 18.</summary>
    [Fact]
    public void A_pretraining_that_ends_within_an_epoch_counts_as_the_part_that_it_is()
    {
        var cell = Cell("random", 2, 0);
        using (var store = temporary.Open())
        {
            store.SavePretraining(Pretraining(0));
            TemporaryDatabase.Register(store, [cell]);
            var result = Result(cell);
            store.Save(result with { Budget = result.Budget with { TotalEpochs = 0.5, TotalSamples = 647 } }, Attempt(cell.Identity));
        }
        using (var database = Database.OpenForWriting(temporary.Path))
            database.Run("""
                UPDATE recipe SET epochs = NULL, steps = 60, batch = 64 WHERE id IN (SELECT pretraining_id FROM cell);
                DELETE FROM pretraining_epoch WHERE epoch > 1; UPDATE pretraining_epoch SET steps = 21;
                INSERT INTO pretraining_epoch (pretraining, epoch, steps) SELECT pretraining, 2, 42 FROM pretraining_epoch UNION ALL SELECT pretraining, 3, 60 FROM pretraining_epoch
                """);
        using (var reader = temporary.Read())
            Assert.Equal(0.5 + 2 + 18 * 64 / 1294.0, (double)Assert.Single(reader.Query("SELECT budget_overall_epochs FROM v_results").Rows)[0]!, 12);
        using (var database = Database.OpenForWriting(temporary.Path)) database.Run("UPDATE result SET budget_total_epochs = 0, budget_total_samples = 0");
        using (var reader = temporary.Read())
            Assert.Equal(2 + 18 / 21.0, (double)Assert.Single(reader.Query("SELECT budget_overall_epochs FROM v_results").Rows)[0]!, 12);
        using (var database = Database.OpenForWriting(temporary.Path)) database.Run("DELETE FROM pretraining_epoch WHERE epoch > 1");
        using (var reader = temporary.Read()) // of which part of an epoch they are nothing tells
            Assert.Null(Assert.Single(reader.Query("SELECT budget_overall_epochs FROM v_results").Rows)[0]);
    }

    [Fact]
    public void A_narrower_dense_network_has_not_had_the_pretraining_that_its_cell_begins_with()
    {
        CellDescription[] cells = [Cell("random", 2, 0), Cell("narrow-dense", 4, 0) with { Criterion = "width", Scope = "layer", Structure = "channel", Retraining = "scratch-total" }];
        using (var store = temporary.Open())
        {
            store.SavePretraining(Pretraining(0));
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([[2.0, 4.0], [2.0, 2.0]], reader.Query("SELECT budget_total_epochs, budget_overall_epochs FROM v_results ORDER BY compression").Rows);
    }

    [Fact]
    public void Costs_of_scoring_are_stored_with_every_cut_and_added_up()
    {
        var cell = Cell("random", 2, 0);
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [cell]);
            var sample = Result(cell);
            store.Save(sample with
            {
                Size = sample.Size with { Target = null, TargetAsked = null, TargetAchieved = null },
                Cuts = [Cut(cell) with { Step = "initialization", Kept = 12_000 }, Cut(cell) with { Step = "epoch 2", Seconds = 0.5, BackwardPasses = 0 }],
            }, Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([["initialization", 0.8, 0.2, 8L], ["epoch 2", 7_000 / 15_000.0, 0.5, 0L]],
            reader.Query("SELECT step, density, seconds, backward_passes FROM v_cuts ORDER BY position").Rows);
        Assert.Equal([[2L, 0.7, 2_048L, 16L, 8L]],
            reader.Query("SELECT rounds, scoring_seconds, scoring_samples_seen, scoring_forward_passes, scoring_backward_passes FROM v_results").Rows);
    }

    [Theory]
    [InlineData("macs", 200_000, 0.5)] // of 400,000
    [InlineData("compression", 4_000, 0.25)] // of all 16,000 parameters
    public void Cuts_of_channels_leave_a_fraction_of_what_their_target_counts(string target, long left, double density)
    {
        var cell = Cell("random", 2, 0);
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [cell]);
            var sample = Result(cell);
            store.Save(sample with { Size = sample.Size with { Target = target, TargetAsked = 8_000, TargetAchieved = 8_000 }, Cuts = [Cut(cell) with { Kept = left }] }, Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([[density]], reader.Query("SELECT density FROM v_cuts").Rows);
    }

    [Fact]
    public void What_is_lost_is_told_by_class()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        // 956 of 1,000 for the control's 958: of a hundred each, classes 0 to 5 have 96, for 0 to 7, and the others 95.
        Assert.Equal([[0.95, 0.96, -0.01], [0.96, 0.96, 0.0]], reader.Query(
            "SELECT DISTINCT top1, control_top1, round(top1_difference, 9) FROM v_classes WHERE strategy = 'global-magnitude' AND compression = 2 AND seed = 0 AND class IN (0, 7) ORDER BY top1").Rows);
        Assert.Equal([[0.95, 0.04, 0.956]], reader.Query("SELECT worst_class_top1, calibration_error, dense_agreement FROM v_results WHERE strategy = 'global-magnitude' AND compression = 2 AND seed = 0").Rows);
        Assert.Equal(0.04, (double)temporary.Value("SELECT calibration_error_mean FROM v_tradeoff WHERE strategy = 'global-magnitude' AND compression = 2")!, 12);
    }

    [Fact]
    public void Rows_for_figures_tell_every_axis_of_the_strategy_and_say_which_control_is_theirs()
    {
        CellDescription[] cells = [Cell("dense", 1, 0), Cell("random", 2, 0), FromInitialization(Cell("random", 4, 0)), Rewound(Cell("random", 8, 0)), Renewed(Cell("random", 16, 0))];
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        var rows = reader.ReadRows("quickstart");
        Assert.Equal(["fine-tune", "fine-tune", "fine-tune", "weight-rewind", "renew-norm"], rows.Select(r => r.Retraining));
        Assert.Equal(
            [null, "\"from\":\"initialization\"", "\"retraining\":\"weight-rewind\"", "\"retraining\":\"renew-norm\""],
            rows.Skip(1).Select(r => r.Composition[rows[1].Composition.TrimEnd('}').Length..].Trim(',', '}') is { Length: > 0 } more ? more : null));
        Assert.Equal(rows[0].ControlPoint, rows[1].ControlPoint);
        Assert.Equal(4, rows.Select(r => r.ControlPoint).Distinct().Count());
    }

    private static CellDescription Renewed(CellDescription cell) => cell with { Retraining = "renew-norm", Recipe = null };

    private static CellDescription FromInitialization(CellDescription cell) => cell with
    {
        Identity = cell.Identity + " anew",
        Configuration = cell.Configuration.Replace("\"strategy\":{", "\"strategy\":{\"from\":\"initialization\",", StringComparison.Ordinal),
    };

    private static CellDescription Rewound(CellDescription cell) => cell with { Retraining = "weight-rewind" };

    [Fact]
    public void Results_of_both_devices_are_told_apart_and_averaged()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        Assert.Equal(
            ["cpu 13", "cuda:1 NVIDIA H100 6"],
            reader.Query("SELECT device || ' ' || count(*) FROM v_results GROUP BY device ORDER BY device").Rows.Select(row => row[0]));
        Assert.Equal(3L, temporary.Value("SELECT n FROM v_tradeoff WHERE sweep = 'quickstart' AND is_control"));
    }

    [Fact]
    public void One_seed_has_no_deviation_and_equal_seeds_have_exactly_none()
    {
        using (var store = temporary.Open())
        {
            CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 4, 1), Cell("random", 4, 2)];
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(Result(cell, correct: 701), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([null, 0.0], reader.Query("SELECT top1_sd FROM v_tradeoff ORDER BY compression").Rows.Select(row => row[0]));
    }

    [Fact]
    public void The_headline_is_the_point_that_the_result_names()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0), Cell("random", 2, 1)]);
            store.Save(Result(Cell("random", 2, 0)) with { Headline = "last" }, Attempt("random/2/0"));
            var untrained = Result(Cell("random", 2, 1)) with { Headline = "before", Epochs = [] };
            store.Save(untrained with { Evaluations = [.. untrained.Evaluations.Where(e => e.Point == "before")] }, Attempt("random/2/1"));
        }
        using var reader = temporary.Read();
        var rows = reader.Query("SELECT top1, test_top1_before, test_top1_last, test_top1_selected FROM v_results ORDER BY seed").Rows;
        Assert.Equal([0.895, 0.6, 0.895, 0.9], rows[0]);
        Assert.Equal([0.6, 0.6, null, null], rows[1]);
        Assert.Equal((0.895 + 0.6) / 2, (double)temporary.Value("SELECT top1_mean FROM v_tradeoff")!, 15);
    }

    [Fact]
    public void A_result_row_has_sizes_times_provenance_and_the_dense_accuracy()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 4, 1)]);
            store.SavePretraining(Pretraining(1));
            store.Save(Result(Cell("random", 4, 1)) with { Flags = ["dead-layer", "count-missed"] }, Attempt("random/4/1"));
        }
        using var reader = temporary.Read();
        var row = Row(reader, "SELECT * FROM v_results");
        Assert.Equal(0.961, row["start_top1"]);
        Assert.Equal(4_000L, row["kept_parameters"]);
        Assert.Equal(2.0, row["theoretical_speedup"]);
        Assert.Equal(2.6, row["seconds_total"]);
        Assert.Null(row["seconds_start"]);
        Assert.Equal("dead-layer count-missed", row["flags"]);
        Assert.Equal("2026-03-01T20:00:30.000Z", row["finished"]);
        Assert.Equal("Zen 5", row["cpu"]);
        Assert.Equal("0.1.0+abc", row["product"]);
        Assert.Equal(0.89, row["validation_top1_selected"]);
    }

    [Fact]
    public void Layers_have_their_density()
    {
        temporary.Fill();
        Assert.Equal(0.6, temporary.Value("SELECT DISTINCT density FROM v_layers WHERE name = 'conv1'"));
    }

    [Fact]
    public void Missing_cells_say_why_in_the_order_of_the_sweep()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        Assert.Equal(
            [
                ["failed", "NaN loss in epoch 3", 2L, "random", 8.0, 1L],
                ["pending", null, 0L, "random", 8.0, 2L],
                ["skipped", "compression 32 is out of reach: 16 at most", 0L, "random", 32.0, 0L],
            ],
            reader.Query("SELECT status, reason, attempts, strategy, compression, seed FROM v_missing").Rows);
    }

    private static Dictionary<string, object?> Row(ResultReader reader, string sql)
    {
        var result = reader.Query(sql);
        return result.Columns.Zip(Assert.Single(result.Rows)).ToDictionary();
    }
}
