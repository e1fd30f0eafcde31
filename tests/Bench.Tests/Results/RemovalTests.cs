using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>What is removed, by us and by others.</summary>
public sealed class RemovalTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public RemovalTests()
    {
        temporary.Fill();
        using var store = temporary.Open();
        store.RegisterSweep(Sweep("other"), [(Cell("dense", 1, 0), 0), (Cell("random", 2, 0), 1)], []);
    }

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_sweep_goes_with_the_cells_that_only_it_asks_for()
    {
        var removal = Find(new() { Sweep = "quickstart" });
        Assert.Equal((22, 2, 20, 17), (removal.Asked, removal.Shared, removal.Cells.Count, removal.Results));
        Assert.Equal(["pretraining/1", "pretraining/2"], removal.Pretrainings.Order());
        Remove(removal);
        Assert.Equal("dense/1/0 random/2/0", temporary.Value("SELECT group_concat(identity, ' ') FROM v_results"));
        Assert.Equal("other", temporary.Value("SELECT group_concat(name) FROM sweep"));
        Assert.Equal("pretraining/0", temporary.Value("SELECT group_concat(identity) FROM pretraining"));
        Assert.Equal(2L, temporary.Value("SELECT count(*) FROM attempt"));
        IsSound();
    }

    [Fact]
    public void Results_that_a_condition_names_are_computed_again()
    {
        var removal = Find(new() { Condition = "flags LIKE '%dead-layer%' OR compression = 4" });
        Assert.Equal((0, 7, 7), (removal.Cells.Count, removal.Emptied.Count, removal.Results));
        Remove(removal);
        Assert.Equal(12L, temporary.Value("SELECT count(*) FROM v_results"));
        Assert.Equal(3L, temporary.Value("SELECT count(*) FROM v_missing WHERE sweep = 'quickstart' AND compression = 4 AND status = 'pending' AND strategy = 'random'"));
        using (var store = temporary.Open()) Assert.True(store.Save(Result(Cell("random", 4, 0)), Attempt("random/4/0")));
        IsSound();
    }

    [Fact]
    public void A_condition_within_a_sweep_may_name_its_labels()
    {
        Assert.Single(Find(new() { Sweep = "other", Condition = "sweep = 'other' AND strategy = 'random'" }).Emptied);
        Assert.Contains("no such column: stratgy: did you mean 'strategy'?", Assert.Throws<UserError>(() => Find(new() { Condition = "stratgy = 1" })).Message);
        Assert.Throws<UserError>(() => Find(new() { Condition = "1); DELETE FROM result; --" }));
        Assert.Contains("did you mean 'other'?", Assert.Throws<UserError>(() => Find(new() { Sweep = "othr" })).Message);
    }

    [Fact]
    public void Failed_attempts_are_forgotten_so_that_the_cell_is_tried_anew()
    {
        using (var store = temporary.Open()) Assert.Single(store.FailedIdentities(2));
        Remove(Find(new() { FailedAttempts = true, Sweep = "quickstart" }));
        using (var store = temporary.Open()) Assert.Empty(store.FailedIdentities(1));
        Assert.Equal(19L, temporary.Value("SELECT count(*) FROM attempt"));
        Assert.True(Find(new() { FailedAttempts = true }).IsEmpty);
    }

    [Fact]
    public void A_sweep_whose_pretraining_failed_is_tried_anew_after_its_removal()
    {
        var cell = Cell("random", 2, 7);
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("doomed"), [(cell, 0)], []);
            store.SaveFailure(Attempt(cell.Start, "failed", "NaN loss in epoch 1 of pretraining"));
            Assert.Contains(cell.Identity, store.FailedIdentities(1));
        }
        Remove(Find(new() { Sweep = "doomed" }));
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("doomed"), [(cell, 0)], []);
            Assert.DoesNotContain(cell.Identity, store.FailedIdentities(1));
        }
        IsSound();
    }

    [Fact]
    public void What_other_sweeps_lose_too_is_counted()
    {
        Assert.Equal(2, Find(new() { Sweep = "other", Condition = "compression <= 2" }).EmptiedElsewhere);
        Assert.Equal(0, Find(new() { Sweep = "quickstart", Condition = "compression = 4" }).EmptiedElsewhere);
    }

    [Fact]
    public void A_result_deleted_by_hand_is_computed_and_stored_again()
    {
        var cell = Cell("random", 2, 0);
        ByHand("DELETE FROM result WHERE cell = (SELECT id FROM cell WHERE identity = 'random/2/0')");
        using (var store = temporary.Open())
        {
            Assert.DoesNotContain(cell.Identity, store.FinishedIdentities());
            Assert.True(store.Save(Result(cell, 777), Attempt(cell.Identity)));
        }
        Assert.Equal(0.777, temporary.Value("SELECT top1 FROM v_results WHERE identity = 'random/2/0'"));
        IsSound();
    }

    [Fact]
    public void A_pretraining_deleted_by_hand_is_stored_again()
    {
        ByHand("DELETE FROM pretraining");
        using (var store = temporary.Open())
            for (var seed = 0; seed < 3; seed++) Assert.True(store.SavePretraining(Pretraining(seed)));
        IsSound();
    }

    [Fact]
    public void Cells_deleted_by_hand_are_registered_again_and_inherit_nothing()
    {
        ByHand("DELETE FROM cell WHERE id >= (SELECT max(id) - 3 FROM cell)");
        using (var store = temporary.Open())
        {
            var cells = Enumerable.Range(10, 3).Select(seed => Cell("random", 2, seed)).ToList();
            TemporaryDatabase.Register(store, cells);
            Assert.DoesNotContain(store.FinishedIdentities(), cells.Select(c => c.Identity).Contains);
        }
        IsSound();
    }

    private Removal Find(RemovalRequest request)
    {
        using var reader = temporary.Read();
        return Removal.Of(reader, request);
    }

    private void Remove(Removal removal)
    {
        using var store = temporary.Open();
        store.Remove(removal);
    }

    // As a shell does that does not mind foreign keys.
    private void ByHand(string sql)
    {
        using var database = Database.OpenForWriting(temporary.Path);
        database.Run($"PRAGMA foreign_keys = OFF; {sql}");
    }

    private void IsSound()
    {
        Assert.Equal("ok", temporary.Value("PRAGMA integrity_check"));
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
    }
}
