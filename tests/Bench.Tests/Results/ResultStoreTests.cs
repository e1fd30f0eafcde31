using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ResultStoreTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Finished_cells_are_those_with_a_result()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0), Cell("random", 2, 1)]);
            Assert.Empty(store.FinishedIdentities());
            Assert.True(store.Save(Result(Cell("random", 2, 1)), Attempt("random/2/1")));
            Assert.Equal(["random/2/1"], store.FinishedIdentities());
        }
        using var reader = temporary.Read();
        Assert.Equal(["random/2/1"], reader.FinishedIdentities());
    }

    [Fact]
    public void A_second_result_of_a_cell_changes_nothing()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
            Assert.True(store.Save(Result(Cell("random", 2, 0), correct: 900), Attempt("random/2/0")));
            Assert.False(store.Save(Result(Cell("random", 2, 0), correct: 800), Attempt("random/2/0")));
        }
        Assert.Equal(0.9, temporary.Value("SELECT top1 FROM v_results"));
        Assert.Equal(6L, temporary.Value("SELECT count(*) FROM evaluation"));
        Assert.Equal(1L, temporary.Value("SELECT count(*) FROM attempt"));
    }

    [Fact]
    public void A_result_that_cannot_be_stored_leaves_no_part_of_itself()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
            var twice = Result(Cell("random", 2, 0));
            twice = twice with { Epochs = [.. twice.Epochs, .. twice.Epochs] };
            Assert.ThrowsAny<Exception>(() => store.Save(twice, Attempt("random/2/0")));
            Assert.Empty(store.FinishedIdentities());
            Assert.True(store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0")));
        }
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM epoch"));
    }

    [Fact]
    public void A_cell_of_no_sweep_and_a_phase_of_no_name_are_faults()
    {
        using var store = temporary.Open();
        Assert.Throws<InvalidOperationException>(() => store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0")));
        TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
        var result = Result(Cell("random", 2, 0)) with { Seconds = new Dictionary<string, double> { ["lunch"] = 1 } };
        Assert.Contains("lunch", Assert.Throws<ArgumentException>(() => store.Save(result, Attempt("random/2/0"))).Message);
    }

    [Fact]
    public void Failures_are_counted_until_the_cell_succeeds()
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
        store.SaveFailure(Attempt("random/2/0", "died", "killed by signal 9"));
        store.SaveFailure(Attempt("random/2/0", "failed", "NaN loss in epoch 3"));
        Assert.Equal(2, store.FailedAttempts("random/2/0"));
        Assert.Equal(0, store.FailedAttempts("random/2/1"));
        store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0"));
        Assert.Equal(2, store.FailedAttempts("random/2/0"));
        using var reader = temporary.Read();
        Assert.Empty(reader.ReadMissing());
    }

    [Fact]
    public void A_cell_is_given_up_after_so_many_attempts_or_one_that_every_other_would_repeat()
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, [Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 8, 0)]);
        store.SaveFailure(Attempt("random/2/0", "died", "killed by signal 9"));
        store.SaveFailure(Attempt("random/4/0", "failed", "NaN loss in epoch 3 of retraining"));
        store.SaveFailure(Attempt("random/8/0", "failed", "infinite values in fc1.bias after epoch 1 of retraining"));
        Assert.Equal(["random/4/0", "random/8/0"], store.FailedIdentities(attempts: 2).Order());
        store.SaveFailure(Attempt("random/2/0", "failed", "no file"));
        Assert.Equal(["random/2/0", "random/4/0", "random/8/0"], store.FailedIdentities(attempts: 2).Order());
    }

    [Fact]
    public void Not_a_number_is_stored_as_null_and_infinity_as_itself()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
            var result = Result(Cell("random", 2, 0));
            store.Save(
                result with
                {
                    Evaluations = [Evaluation("before", "test", 100, loss: double.PositiveInfinity), Evaluation("selected", "test", 100, loss: double.NaN)],
                    Size = result.Size with { TheoreticalSpeedup = double.PositiveInfinity },
                },
                Attempt("random/2/0"));
        }
        Assert.Null(temporary.Value("SELECT loss FROM v_results"));
        Assert.Equal(double.PositiveInfinity, temporary.Value("SELECT test_loss_before FROM v_results"));
        using var reader = temporary.Read();
        var row = Assert.Single(reader.ReadRows());
        Assert.Equal(double.NaN, row.Loss);
        Assert.Equal(double.PositiveInfinity, row.TheoreticalSpeedup);
    }

    [Fact]
    public void A_pretraining_is_stored_once_with_its_epochs()
    {
        using (var store = temporary.Open())
        {
            Assert.True(store.SavePretraining(Pretraining(7)));
            Assert.False(store.SavePretraining(Pretraining(7)));
        }
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM pretraining_epoch"));
        Assert.Equal(0.967, temporary.Value("SELECT test_top1 FROM v_pretrainings"));
    }

    [Fact]
    public void Equal_environments_are_one_row()
    {
        temporary.Fill(); // from two devices of one machine
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM environment"));
    }

    [Fact]
    public void Two_stores_of_the_same_records_have_identical_rows()
    {
        using var other = new TemporaryDatabase();
        temporary.Fill();
        other.Fill();
        using var left = temporary.Read();
        using var right = other.Read();
        foreach (var view in new[] { "v_results", "v_tradeoff", "v_layers", "v_epochs", "v_pretrainings", "v_missing" })
            Assert.Equal(left.Query($"SELECT * FROM {view}").Rows, right.Query($"SELECT * FROM {view}").Rows);
    }
}
