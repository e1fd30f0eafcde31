using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>What estimates are made from.</summary>
public sealed class FinishedWorkTests : IDisposable
{
    private const string Recipe = """{"name":"r","optimizer":{"name":"adam"},"learning-rate":{"rate":0.001},"batch":64,"flip":true,"crop-padding":4}""";

    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private void Fill(int cells = 1)
    {
        using var store = temporary.Open();
        var described = Enumerable.Range(0, cells)
            .Select(seed => Cell("random", 2, seed) with { Configuration = $$"""{"seed":{{seed}},"precision":"bf16","retraining":{{Recipe}}}""" }).ToList();
        TemporaryDatabase.Register(store, described);
        foreach (var cell in described) store.Save(Result(cell), Attempt(cell.Identity) with { PeakMemory = 300_000_000 + cell.Seed });
        store.SavePretraining(Pretraining(1) with { Configuration = $$"""{"pretraining":{{Recipe}}}""" });
    }

    [Fact]
    public void A_finished_cell_tells_its_times_samples_batches_and_memory()
    {
        Fill();
        using var reader = temporary.Read();
        var cell = Assert.Single(reader.WorkOfCells("digits", "lenet5", Machine.Cpu));
        Assert.Equal(
            new FinishedWork
            {
                Precision = "bf16", Training = new(64, true, 4, 0, "adam"), TrainedSamples = 2_560, Epochs = 2, TrainingSeconds = 2, Points = 3,
                EvaluationSeconds = 0.3, OtherSeconds = 2.6 - 0.3 - 2, ValidationSamples = 1_000, TestSamples = 1_000, PeakMemory = 300_000_000,
            },
            cell);
    }

    [Fact]
    public void A_cell_that_the_recipe_of_the_pretraining_trains_tells_the_speed_of_that_and_one_that_nothing_trains_tells_none()
    {
        var rewound = Cell("random", 2, 0) with { Retraining = "weight-rewind", Recipe = null, Configuration = $$"""{"pretraining":{{Recipe}}}""" };
        var renewed = rewound with { Identity = "renewed", Retraining = "renew-norm" };
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [rewound, renewed]);
            store.Save(Result(rewound), Attempt(rewound.Identity));
            store.Save(Result(renewed) with { Epochs = [] }, Attempt(renewed.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([null, new TrainingSetting(64, true, 4, 0, "adam")], reader.WorkOfCells("digits", "lenet5", Machine.Cpu).Select(w => w.Training));
    }

    [Fact]
    public void A_finished_pretraining_tells_the_time_of_its_epochs()
    {
        Fill();
        using var reader = temporary.Read();
        var pretraining = Assert.Single(reader.WorkOfPretrainings("digits", "lenet5", Machine.Cpu));
        Assert.Equal(("fp32", 2, 2.0, (long?)null), (pretraining.Precision, pretraining.Epochs, pretraining.TrainingSeconds, pretraining.TrainedSamples));
        Assert.Equal(new TrainingSetting(64, true, 4, 0, "adam"), pretraining.Training);
    }

    [Fact]
    public void A_random_resized_crop_is_told_by_columns_and_with_the_batches()
    {
        var resized = Recipe.Replace("\"crop-padding\":4", "\"resized-crop\":0.08", StringComparison.Ordinal);
        var cell = Cell("random", 2, 0) with { Configuration = $$"""{"seed":0,"pretraining":{{Recipe}},"retraining":{{resized}}}""" };
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [cell]);
            store.Save(Result(cell), Attempt(cell.Identity));
            store.SavePretraining(Pretraining(1) with { Configuration = $$"""{"pretraining":{{resized}}}""" });
        }
        using var reader = temporary.Read();
        Assert.Equal([[0.08, 0L, 0.0, 4L, "batch 64, adam, rate 0.001 constant, flip, resized-crop 0.08"]], reader.Query(
            "SELECT retraining_resized_crop, retraining_crop_padding, pretraining_resized_crop, pretraining_crop_padding, retraining_text FROM v_results").Rows);
        Assert.Equal([[0.08]], reader.Query("SELECT pretraining_resized_crop FROM v_pretrainings").Rows);
        var setting = new TrainingSetting(64, true, 0, 0.08, "adam");
        Assert.Equal(setting, Assert.Single(reader.WorkOfCells("digits", "lenet5", Machine.Cpu)).Training);
        Assert.Equal(setting, Assert.Single(reader.WorkOfPretrainings("digits", "lenet5", Machine.Cpu)).Training);
    }

    [Fact]
    public void Work_on_another_processor_or_pair_is_left_out_and_of_much_work_the_last_is_taken()
    {
        Fill(cells: 5);
        using var reader = temporary.Read();
        Assert.Empty(reader.WorkOfCells("digits", "lenet5", "another"));
        Assert.Empty(reader.WorkOfPretrainings("digits", "lenet5", "another"));
        Assert.Empty(reader.WorkOfCells("digits", "lenet", Machine.Cpu));
        Assert.Equal([300_000_004L, 300_000_003L], reader.WorkOfCells("digits", "lenet5", Machine.Cpu, limit: 2).Select(w => w.PeakMemory));
    }

    [Fact]
    public void The_size_of_a_cell_in_the_file_is_told_from_a_hundred_cells_on()
    {
        Fill(cells: 99);
        using (var reader = temporary.Read()) Assert.Null(reader.BytesPerCell());
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 4, 0)]);
            store.Save(Result(Cell("random", 4, 0)), Attempt("random/4/0"));
        }
        using var hundred = temporary.Read();
        Assert.InRange(hundred.BytesPerCell()!.Value, 1_000, 6_000);
    }

    [Fact]
    public void The_state_of_a_sweep_changes_with_every_attempt_and_registration()
    {
        var states = new List<string>();
        using (var store = temporary.Open())
        {
            void Look()
            {
                using var reader = temporary.Read();
                states.Add(reader.StateOf("quickstart"));
            }

            TemporaryDatabase.Register(store, [Cell("random", 2, 0), Cell("random", 4, 0)]);
            Look();
            store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0"));
            Look();
            store.SaveFailure(Attempt("random/4/0", "failed", "NaN"));
            Look();
        }
        Assert.Equal(3, states.Distinct().Count());
        using var again = temporary.Read();
        Assert.Equal(states[^1], again.StateOf("quickstart"));
    }
}
