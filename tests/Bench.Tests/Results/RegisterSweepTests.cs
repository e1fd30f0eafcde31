using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class RegisterSweepTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_changed_sweep_keeps_results_and_drops_what_it_no_longer_asks_for()
    {
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0), Cell("random", 4, 0)]);
            store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0"));
            store.Save(Result(Cell("random", 4, 0)), Attempt("random/4/0"));
            TemporaryDatabase.Register(store, [Cell("random", 4, 0), Cell("random", 8, 0)]);
            Assert.Equal(["random/2/0", "random/4/0"], store.FinishedIdentities().Order());
        }
        using var reader = temporary.Read();
        Assert.Equal(["random/4/0"], reader.ReadRows("quickstart").Select(row => row.Identity));
        Assert.Equal(["random/2/0", "random/4/0"], reader.ReadRows().Select(row => row.Identity));
        Assert.Equal(["random/4/0", "random/8/0"], reader.SweepIdentities("quickstart").Order());
        Assert.Equal(8, Assert.Single(reader.ReadMissing("quickstart")).Compression);
    }

    [Fact]
    public void A_registration_that_is_asked_for_again_is_known_and_one_that_differs_in_anything_is_not()
    {
        using var store = temporary.Open();
        var cell = Cell("random", 2, 0);
        SweepMember[] members = [SweepMember.Of(cell, 0), SweepMember.Of(Cell("random", 32, 0), "out of reach")];
        Assert.False(store.IsRegistered(Sweep(), members));
        TemporaryDatabase.Register(store, [cell], (Cell("random", 32, 0), "out of reach"));

        Assert.True(store.IsRegistered(Sweep(), members));
        Assert.False(store.IsRegistered(Sweep(text: "name: quickstart # changed\n"), members));
        Assert.False(store.IsRegistered(Sweep("other"), members));
        Assert.False(store.IsRegistered(Sweep(), members[..1]));
        Assert.False(store.IsRegistered(Sweep(), [members[0] with { Strategy = "chance" }, members[1]]));
        Assert.False(store.IsRegistered(Sweep(), [members[0] with { Recipe = "long" }, members[1]]));
        Assert.False(store.IsRegistered(Sweep(), [members[0], members[1] with { Place = "for another reason" }]));
    }

    [Fact]
    public void A_part_of_a_sweep_leaves_the_other_cells_elsewhere_until_the_database_is_asked_for_them_too()
    {
        CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 8, 0)];
        SweepShard Part(int number) => new($"{number}/3", new HashSet<string> { cells[number - 1].Identity });
        List<SweepMember> members = [.. cells.Select((cell, i) => SweepMember.Of(cell, i))];
        void Register(ResultStore store, SweepShard? part, string text = "name: quickstart\n") => store.RegisterSweep(Sweep(text: text), [.. cells.Select((cell, i) => (cell, i))], [], part);
        SweepStatus Status()
        {
            using var reader = temporary.Read();
            return Assert.Single(reader.Sweeps());
        }

        using (var store = temporary.Open())
        {
            Register(store, Part(2));
            Assert.True(store.IsRegistered(Sweep(), members, Part(2)));
            Assert.False(store.IsRegistered(Sweep(), members, Part(1)));
            Assert.False(store.IsRegistered(Sweep(), members));
            store.SaveFailure(Attempt(cells[0].Identity, "failed", "NaN loss in epoch 3")); // asked for or not, it was tried
        }
        Assert.Equal(("2/3", 3, 1, 1, 1), (Status().Shards, Status().Total, Status().Failed, Status().Pending, Status().Elsewhere));
        Assert.Equal("failed pending elsewhere", temporary.Value("SELECT group_concat(status, ' ') FROM v_missing"));
        using (var store = temporary.Open()) Register(store, Part(1), "name: quickstart # a comment\n");
        Assert.Equal(("1/3 2/3", 1, 1), (Status().Shards, Status().Pending, Status().Elsewhere));
        using (var store = temporary.Open()) Register(store, Part(3), "name: quickstart # a comment\n");
        Assert.Equal((null, 2, 0), (Status().Shards, Status().Pending, Status().Elsewhere));
        using (var store = temporary.Open()) Register(store, Part(3));
        Assert.Equal((null, 0), (Status().Shards, Status().Elsewhere)); // all of it stays all of it
        using (var store = temporary.Open()) store.RegisterSweep(Sweep(), [(cells[0], 0), (cells[1], 1)], [], Part(2));
        Assert.Equal(("2/3", 1, 1, 0), (Status().Shards, Status().Failed, Status().Pending, Status().Elsewhere));
        using (var store = temporary.Open()) store.RegisterSweep(Sweep(), [(cells[0], 0), (cells[1], 1)], []);
        Assert.Null(Status().Shards);
    }

    [Fact]
    public void Labels_are_those_of_the_sweep_that_is_read()
    {
        using (var store = temporary.Open())
        {
            var cell = Cell("random", 2, 0);
            store.RegisterSweep(Sweep("first"), [(cell, 0)], []);
            store.RegisterSweep(Sweep("second"), [(cell with { Strategy = "chance" }, 0)], []);
            store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal("random", Assert.Single(reader.ReadRows("first")).Strategy);
        Assert.Equal("chance", Assert.Single(reader.ReadRows("second")).Strategy);
        Assert.Equal("random", Assert.Single(reader.ReadRows()).Strategy);
        Assert.Equal("random", temporary.Value("SELECT strategy FROM v_tradeoff WHERE sweep = 'first'"));
    }

    [Fact]
    public void The_whole_sweep_file_is_kept()
    {
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep(text: "a: 1\n"), [(Cell("random", 2, 0), 0)], []);
            store.RegisterSweep(Sweep(text: "a: 2\n"), [(Cell("random", 2, 0), 0)], []);
        }
        Assert.Equal("a: 2\n", temporary.Value("SELECT text FROM sweep"));
    }

    [Fact]
    public void Registering_the_same_again_writes_nothing()
    {
        using (var store = temporary.Open()) TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
        var before = temporary.Content();
        using (var store = temporary.Open()) TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
        Assert.Equal(before, temporary.Content());
    }

    [Fact]
    public void Twenty_thousand_cells_are_one_sweep_of_many_points()
    {
        using (var store = temporary.Open())
        {
            var cells = Enumerable.Range(0, 20_000).Select(i => Cell("random", 1 + i / 4, i % 4)).ToList();
            TemporaryDatabase.Register(store, cells);
            store.Save(Result(cells[^1]), Attempt(cells[^1].Identity));
        }
        Assert.Equal(5_000L, temporary.Value("SELECT count(DISTINCT operating_point) FROM sweep_cell"));
        using var reader = temporary.Read();
        Assert.Equal([[5_000.0, 4L, 1L]], reader.Query("SELECT compression, planned, n FROM v_tradeoff WHERE sweep = 'quickstart'").Rows);
        var status = Assert.Single(reader.Sweeps());
        Assert.Equal((20_000, 1, 19_999), (status.Total, status.Finished, status.Pending));
    }
}
