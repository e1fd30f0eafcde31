using Bench.Core;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class ResultReaderTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Rows_come_in_the_order_of_the_sweep()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        var rows = reader.ReadRows("quickstart");
        Assert.Equal(19, rows.Count);
        Assert.Equal(["dense/1/0", "global-magnitude/2/0", "global-magnitude/4/0"], rows.Take(3).Select(row => row.Identity));
        Assert.Equal(reader.ReadRows().Select(row => row.Identity), rows.Select(row => row.Identity));
        var control = rows[0];
        Assert.True(control.IsControl);
        Assert.Equal(0.958, control.Top1);
        Assert.Equal(0.658, control.Top1Before);
        Assert.Equal(0.25, control.Loss);
        Assert.Equal("fine-tune", control.Retraining);
        Assert.Equal(["dead-layer", "count-missed"], rows.Single(row => row.Flags.Count > 0).Flags);
    }

    [Fact]
    public void Missing_rows_say_their_status()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        Assert.Equal(["failed", "pending", "skipped"], reader.ReadMissing().Select(row => row.Status));
        Assert.Equal("NaN loss in epoch 3", reader.ReadMissing("quickstart")[0].Reason);
    }

    [Fact]
    public void A_sweep_says_how_far_it_is()
    {
        temporary.Fill();
        using (var store = temporary.Open()) store.RegisterSweep(Sweep("empty"), [], []);
        using var reader = temporary.Read();
        var sweeps = reader.Sweeps();
        Assert.Equal(["empty", "quickstart"], sweeps.Select(sweep => sweep.Name));
        Assert.Equal((0, 0, null), (sweeps[0].Total, sweeps[0].Failed, sweeps[0].LastActivity));
        Assert.Equal((22, 19, 1, 1, 1), (sweeps[1].Total, sweeps[1].Finished, sweeps[1].Failed, sweeps[1].Pending, sweeps[1].Skipped));
        Assert.Equal(Evening.AddMinutes(19).AddSeconds(30), sweeps[1].LastActivity);
    }

    [Fact]
    public void Recent_failures_have_the_last_reason()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        var failure = Assert.Single(reader.RecentFailures("quickstart"));
        Assert.Equal(("random", 8, 1, 2, "NaN loss in epoch 3"), (failure.Strategy, failure.Compression, failure.Seed, failure.Attempts, failure.Reason));
        Assert.Equal(Evening.AddMinutes(14).AddSeconds(30), failure.LastAttempt);
        Assert.Empty(reader.RecentFailures(limit: 0));
    }

    [Fact]
    public void Finished_cells_are_counted_by_hour()
    {
        using (var store = temporary.Open())
        {
            var cells = Enumerable.Range(0, 3).Select(seed => Cell("random", 2, seed)).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var (cell, minute) in cells.Zip([0, 59, 200])) store.Save(Result(cell), Attempt(cell.Identity, minute: minute));
        }
        using var reader = temporary.Read();
        Assert.Equal([(Evening, 2), (Evening.AddHours(3), 1)], reader.FinishedPerHour("quickstart").Select(count => (count.Hour, count.Cells)));
        Assert.Equal(reader.FinishedPerHour(), reader.FinishedPerHour("quickstart"));
    }

    [Fact]
    public void An_unknown_sweep_is_answered_with_those_there_are()
    {
        temporary.Fill();
        using var reader = temporary.Read();
        foreach (Action read in (Action[])[() => reader.ReadRows("quickstar"), () => reader.ReadMissing("quickstar"), () => reader.FinishedPerHour("quickstar")])
            Assert.Contains("unknown sweep 'quickstar': did you mean 'quickstart'?", Assert.Throws<UserError>(read).Message);
        Assert.Empty(reader.SweepIdentities("quickstar"));
    }

    [Fact]
    public void Results_are_read_while_they_are_written()
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
        using var reader = temporary.Read();
        Assert.Empty(reader.ReadRows());
        store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0"));
        Assert.Single(reader.ReadRows());
    }
}
