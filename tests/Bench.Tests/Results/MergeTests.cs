using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class MergeTests : IDisposable
{
    private readonly TemporaryDatabase here = new(), there = new();

    public void Dispose()
    {
        here.Dispose();
        there.Dispose();
    }

    [Fact]
    public void Everything_of_another_database_is_added_with_what_belongs_together()
    {
        there.Fill();
        Save(here, Cell("layer-magnitude", 2, 7), Cell("global-magnitude", 2, 0)); // so that keys are others; the second without its pretraining and control
        Forget(here, "global-magnitude/2/0");
        var before = File.ReadAllBytes(there.Path);

        var report = Merge();

        Assert.Equal((19, 21, 3, 21, 0), (report.Results, report.Cells, report.Pretrainings, report.Attempts, report.Equal));
        Assert.Equal([new MergedSweep("quickstart", Assert.Single(report.Sweeps).NameHere)], report.Sweeps);
        Assert.Empty(report.Disagreements);
        Assert.Equal(before, File.ReadAllBytes(there.Path));
        foreach (var view in new[] { "v_sweep_results", "v_tradeoff", "v_paired", "v_layers", "v_cuts", "v_classes", "v_epochs", "v_pretrainings", "v_times", "v_missing" })
        {
            var columns = string.Join(", ", Query(there, $"SELECT name FROM pragma_table_xinfo('{view}') WHERE name NOT IN ('cell', 'control', 'sweep')").Select(row => row[0]));
            var hers = Query(there, $"SELECT {columns} FROM {view} ORDER BY {columns}");
            var (sweep, own) = (columns.Contains("recipe, pretraining_recipe", StringComparison.Ordinal) ? $"WHERE sweep = '{report.Sweeps[0].NameHere}'" : "", " EXCEPT SELECT");
            Assert.NotEmpty(hers);
            Assert.Equal(hers, Query(here, $"SELECT {columns} FROM {view} {(sweep != "" || !columns.Contains("identity", StringComparison.Ordinal) ? sweep : "WHERE identity <> 'layer-magnitude/2/7'")} ORDER BY {columns}"));
        }
        Assert.Equal(16L, here.Value("SELECT count(*) FROM v_results v JOIN cell k ON k.id = v.control AND k.is_control AND k.seed = v.seed"));
        Assert.Equal(0L, here.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.True(here.IsAtRest());
    }

    [Fact]
    public void A_second_merge_adds_nothing()
    {
        there.Fill();
        Save(here, Cell("layer-magnitude", 2, 7));
        Merge();
        var after = here.Content();
        var again = Merge();
        Assert.True(again.IsEmpty);
        Assert.Equal(19, again.Equal);
        Assert.Equal(after, here.Content());
    }

    [Fact]
    public void Results_that_disagree_are_told_by_number_and_those_here_stay()
    {
        var (same, other, curve) = (Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 8, 0));
        Save(here, same, other, curve);
        using (var store = there.Open())
        {
            TemporaryDatabase.Register(store, [same, other, curve]);
            store.Save(Result(same) with { Environment = Gpu, Seconds = new Dictionary<string, double> { ["total"] = 99 } }, Attempt(same.Identity, minute: 5));
            store.Save(Result(other, correct: 890) with { MaskFingerprint = "another" }, Attempt(other.Identity, minute: 5));
            store.Save(Result(curve) with { Epochs = [Epoch(1, double.NaN, 0.88), Epoch(2, 0.4, 0.87)] }, Attempt(curve.Identity, minute: 5));
        }

        var report = Merge();

        Assert.Equal((0, 1, 3), (report.Results, report.Equal, report.Attempts));
        Assert.Equal([other.Identity, curve.Identity], report.Disagreements.Select(d => d.Identity));
        var first = report.Disagreements[0];
        Assert.Equal("digits × lenet5, random at 4×, seed 0", first.Description);
        Assert.Equal(("accuracy", "test selected top1", 0.9, 0.89), (first.Differences[0].Section, first.Differences[0].Key, first.Differences[0].One, first.Differences[0].Other));
        Assert.Equal(-0.01, (double)first.Differences[0].Difference!, 12);
        Assert.Contains(first.Differences, d => d.Key == "mask_fingerprint");
        Assert.Equal("1 train_loss", Assert.Single(report.Disagreements[1].Differences).Key);
        Assert.Equal([[0.9], [0.9], [0.9]], Query(here, "SELECT top1 FROM v_results"));
    }

    [Fact]
    public void Pretrainings_that_disagree_are_told()
    {
        using (var store = here.Open()) store.SavePretraining(Pretraining(0));
        using (var store = there.Open()) store.SavePretraining(Pretraining(0) with { WeightsFingerprint = "another", Evaluations = [Evaluation("selected", "test", 961), Evaluation("selected", "validation", 950)] });
        var disagreement = Assert.Single(Merge().Disagreements);
        Assert.Equal(("pretraining/0", "pretraining of digits × lenet5, seed 0"), (disagreement.Identity, disagreement.Description));
        Assert.Equal(["test selected top1", "weights_fingerprint"], disagreement.Differences.Select(d => d.Key));
        Assert.Equal("weights of pretraining/0", here.Value("SELECT weights_fingerprint FROM pretraining"));
    }

    [Fact]
    public void A_sweep_of_the_same_name_with_other_cells_is_kept_beside_the_own_one()
    {
        Save(here, Cell("random", 2, 0));
        Save(there, Cell("random", 2, 1));
        var sweep = Assert.Single(Merge().Sweeps);
        Assert.Matches("^quickstart-[0-9a-f]{6}$", sweep.NameHere);
        Assert.Equal([["quickstart", "random/2/0"], [sweep.NameHere, "random/2/1"]], Query(here, "SELECT sweep, identity FROM v_sweep_results"));
        Assert.Empty(Merge().Sweeps);
    }

    [Fact]
    public void Latencies_come_with_the_results_and_fill_what_was_not_measured_here()
    {
        var (both, own) = (Cell("dense", 1, 0) with { Latency = true }, Cell("dense", 1, 1) with { Latency = true });
        CellLatencies Of(CellDescription cell, double median) => new()
        {
            Identity = cell.Identity, Environment = Gpu,
            Networks = [new() { Network = "dense", Batch = 1, HandedOn = true, Median = median, LowerQuartile = median, UpperQuartile = median, Repetitions = 9, Load = 0, Noisy = false }],
        };
        foreach (var (database, median) in new[] { (here, 1.0), (there, 2.0) })
        {
            Save(database, both, own);
            using var store = database.Open();
            store.Save(Of(own, median));
            if (database == there) store.Save(Of(both, median));
        }
        Assert.Equal(1, Merge().Latencies);
        Assert.Equal([["dense/1/0", 2.0, "cuda:1 NVIDIA H100"], ["dense/1/1", 1.0, "cuda:1 NVIDIA H100"]], Query(here, "SELECT identity, median, device FROM v_latencies ORDER BY identity"));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void An_older_database_is_read_by_way_of_a_copy_and_has_nothing_to_disagree_about_where_it_has_no_number(int version)
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        here.Fill();
        OldDatabase.Fill(there.Path, version, source.Path);
        using (var old = Database.OpenForWriting(there.Path)) old.Rest();
        var before = File.ReadAllBytes(there.Path);

        var report = Merge();

        Assert.True(report.IsEmpty);
        Assert.Equal(19, report.Equal + report.Disagreements.Count);
        Assert.All(report.Disagreements.SelectMany(d => d.Differences), d => Assert.True(version < 5 && d.Key.EndsWith("kept_channels", StringComparison.Ordinal), d.Key)); // which all were, then
        Assert.Equal(before, File.ReadAllBytes(there.Path));
        Assert.Empty(Directory.GetFiles(there.Folder, "*.bak"));
    }

    [Fact]
    public void Databases_that_were_asked_for_parts_of_a_sweep_are_asked_for_both_when_they_are_merged()
    {
        CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 4, 0), Cell("random", 8, 0)];
        void Run(TemporaryDatabase database, int part)
        {
            using var store = database.Open();
            store.RegisterSweep(Sweep(), [.. cells.Select((cell, i) => (cell, i))], [], new($"{part}/3", new HashSet<string> { cells[part - 1].Identity }));
            store.Save(Result(cells[part - 1]), Attempt(cells[part - 1].Identity));
        }
        Run(here, 1);
        Run(there, 2);

        Assert.Equal(1, Merge().Results);
        using (var reader = here.Read())
        {
            var status = Assert.Single(reader.Sweeps());
            Assert.Equal(("1/3 2/3", 3, 2, 0, 1), (status.Shards, status.Total, status.Finished, status.Pending, status.Elsewhere));
        }
        Run(there, 3);
        Assert.Equal(1, Merge().Results);
        Assert.Equal([[null, 0L, 3L]], Query(here, "SELECT shards, (SELECT sum(elsewhere) FROM sweep_cell), (SELECT count(*) FROM v_sweep_results) FROM sweep"));
        var after = here.Content();
        Assert.True(Merge().IsEmpty);
        Assert.Equal(after, here.Content());
    }

    [Fact]
    public void Attempts_are_merged_with_where_they_ran_and_are_the_same_only_where_all_of_it_is()
    {
        var cell = Cell("random", 2, 0);
        Save(here, cell);
        var attempt = Attempt(cell.Identity, "failed", "no file") with { Node = "n1", Job = "12_3", Requeues = 0 };
        using (var store = here.Open()) store.SaveFailure(attempt);
        using (var store = there.Open())
            foreach (var job in new[] { "12_3", "13_3" }) store.SaveFailure(attempt with { Job = job });
        Assert.Equal(1, Merge().Attempts);
        Assert.Equal([["n1", "12_3", 0L], ["n1", "13_3", 0L]], Query(here, "SELECT node, job, requeues FROM attempt WHERE outcome = 'failed'"));
    }

    [Fact]
    public void An_attempt_is_looked_up_by_its_cell_and_not_among_all_others()
    {
        here.Fill();
        var columns = Query(here, "SELECT name FROM pragma_table_info('attempt') WHERE name <> 'id'").Select(row => $"m.{row[0]} IS o.{row[0]}");
        var plan = Query(here, $"EXPLAIN QUERY PLAN SELECT 1 FROM attempt o WHERE NOT EXISTS (SELECT 1 FROM attempt m WHERE {string.Join(" AND ", columns)})");
        Assert.Contains("SEARCH m USING INDEX attempt_by_identity (identity=?)", plan.Select(row => row[3]));
    }

    [Fact]
    public void Trying_it_changes_nothing()
    {
        Save(here, Cell("layer-magnitude", 2, 7));
        there.Fill();
        var before = here.Content();
        using (var store = here.Open()) Assert.Equal(19, store.Merge(there.Path, dryRun: true).Results);
        Assert.Equal(before, here.Content());
    }

    [Fact]
    public void Databases_that_are_being_written_and_this_one_itself_are_refused()
    {
        here.Fill();
        using (var run = there.Open())
        {
            using var store = here.Open();
            Assert.Contains($"database {there.Path} is being written by process {Environment.ProcessId}", Assert.Throws<UserError>(() => store.Merge(there.Path)).Message, StringComparison.Ordinal);
        }
        using (var store = here.Open())
        {
            Assert.Equal($"{here.Path} is the database to merge into: name another one", Assert.Throws<UserError>(() => store.Merge(here.Path)).Message);
            Assert.Contains("no database at nowhere.db", Assert.Throws<UserError>(() => store.Merge("nowhere.db")).Message, StringComparison.Ordinal);
        }
    }

    private MergeReport Merge()
    {
        using var store = here.Open();
        return store.Merge(there.Path);
    }

    private static void Save(TemporaryDatabase database, params CellDescription[] cells)
    {
        using var store = database.Open();
        TemporaryDatabase.Register(store, cells);
        foreach (var cell in cells) store.Save(Result(cell), Attempt(cell.Identity));
    }

    private static void Forget(TemporaryDatabase database, string identity)
    {
        using var byHand = Database.OpenForWriting(database.Path);
        byHand.Run($"PRAGMA foreign_keys = OFF; DELETE FROM result WHERE cell = (SELECT id FROM cell WHERE identity = '{identity}')");
        byHand.Execute("DELETE FROM attempt WHERE identity = ?1", identity);
        byHand.Rest();
    }

    private static IReadOnlyList<IReadOnlyList<object?>> Query(TemporaryDatabase database, string sql)
    {
        using var reader = database.Read();
        return reader.Query(sql).Rows;
    }
}
