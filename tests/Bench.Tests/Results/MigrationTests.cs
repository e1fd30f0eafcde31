using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private static Schema Next(string step) => Schema.Current with
    {
        Version = Schema.Current.Version + 1,
        Views = Schema.Current.Views + "CREATE VIEW v_new AS SELECT count(note) AS notes FROM sweep;",
        Migrations = [.. Schema.Current.Migrations, new Migration(Schema.Current.Version, step)],
    };

    private static string WithoutComments(object? sql) => string.Join('\n', ((string)sql!).Split('\n').Select(line => line.Split("--")[0].TrimEnd()));

    private string Backup => $"{temporary.Path}.v{Schema.Current.Version}.bak";

    [Fact]
    public void An_older_database_is_migrated_after_a_copy()
    {
        temporary.Fill();
        using (var store = ResultStore.Open(temporary.Path, TimeProvider.System, Next("ALTER TABLE sweep ADD COLUMN note TEXT;")))
        {
            Assert.Equal(19, store.FinishedIdentities().Count);
            Assert.False(store.Save(Result(Cell("dense", 1, 0)), Attempt("dense/1/0")));
        }
        using (var migrated = Database.OpenForReading(temporary.Path))
        {
            Assert.Equal(Schema.Current.Version + 1L, migrated.Scalar("PRAGMA user_version"));
            Assert.Equal(0L, migrated.Scalar("SELECT notes FROM v_new"));
            Assert.Equal(19L, migrated.Scalar("SELECT count(*) FROM v_results"));
        }
        using var copy = ResultReader.Open(Backup);
        Assert.Equal(19, copy.ReadRows("quickstart").Count);
    }

    [Fact]
    public void A_migration_that_fails_changes_nothing()
    {
        temporary.Fill();
        var before = temporary.Content();
        Assert.ThrowsAny<Exception>(() =>
            ResultStore.Open(temporary.Path, TimeProvider.System, Next("ALTER TABLE sweep ADD COLUMN note TEXT; DROP TABLE nothing;")));
        Assert.Equal(before, temporary.Content());
        Assert.True(temporary.IsAtRest());
        using var reader = temporary.Read();
        Assert.Equal(19, reader.ReadRows("quickstart").Count);
    }

    [Fact]
    public void A_database_of_this_version_is_not_copied()
    {
        temporary.Fill();
        temporary.Open().Dispose();
        Assert.False(File.Exists(Backup));
    }

    [Fact]
    public void A_database_of_schema_1_keeps_its_rows_and_computed_on_the_cpu()
    {
        using (var old = Database.OpenForWriting(temporary.Path))
        {
            old.Run(File.ReadAllText(RepositoryFiles.Find("tests/Bench.Tests/Results/schema-1.sql")));
            old.Run(
                $"""
                INSERT INTO environment VALUES (7, 'host', 'cpu', 1, 'os', 'net', 'ts', 'lt', 'bench');
                INSERT INTO pretraining VALUES ('start', 'digits', 'lenet5', 'short', 0, json('1'), 'w', 's', 1, 2.0, 7);
                INSERT INTO attempt VALUES (3, 'start', 'then', 'now', 'host', 42, 'failed', 'NaN loss in epoch 3');
                PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = 1;
                """);
        }
        temporary.Open().Dispose();

        Assert.Equal("start host cpu", temporary.Value("SELECT identity || ' ' || host || ' ' || device FROM v_pretrainings"));
        Assert.Null(temporary.Value("SELECT peak_memory FROM attempt") as long?);
        Assert.Equal("3 start 42 cpu NaN loss in epoch 3", temporary.Value("SELECT concat_ws(' ', id, identity, process_id, device, reason) FROM attempt"));
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(WithoutComments(fresh.Value(schema)), WithoutComments(temporary.Value(schema)));
    }

    [Fact]
    public void A_database_of_schema_2_keeps_identities_numbers_and_labels_and_gets_names_hashes_and_flags()
    {
        var (control, pruned, failed) = (Cell("dense", 1, 0), Cell("global-magnitude", 2, 0), Cell("random", 4, 0));
        FillSchema2(control, pruned, failed);

        using (var store = temporary.Open())
        {
            Assert.Equal([control.Identity, pruned.Identity], store.FinishedIdentities().Order());
            var labelled = new[] { control, pruned, failed }.Select(cell => cell with { Recipe = "first label", PretrainingRecipe = "short" }).ToList();
            Assert.True(store.IsRegistered(new() { Name = "first", Text = "a: 1", Sha256 = "abc" },
                [SweepMember.Of(labelled[0], 0), SweepMember.Of(labelled[1], 1), SweepMember.Of(labelled[2], "out of reach")]));
        }

        using var reader = temporary.Read();
        Assert.Equal(
            [[3L, "dense/1/0", "dense", null, 0.93, 0.5, "", 0.25, "cuda:0"], [5L, "global-magnitude/2/0", "global-magnitude", 3L, 0.95, null, "dead-layer not-a-number", 0.25, "cuda:0"]],
            reader.Query("SELECT cell, identity, strategy, control, top1, loss, flags, seconds_start, device FROM v_results ORDER BY cell").Rows);
        Assert.Equal([["random", "first label", "short", "skipped", "out of reach"]], reader.Query("SELECT strategy, recipe, pretraining_recipe, status, reason FROM v_missing").Rows);
        Assert.Equal([["pretraining/0", 96.5, "2 epochs, batch 128, adam, rate 0.001 constant", 2L]],
            reader.Query("SELECT identity, seconds, pretraining_text, pretraining_epochs FROM v_pretrainings").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        var fresh = new CellOptionsReader();
        Assert.Equal([[fresh.PointOf(control)], [fresh.PointOf(pruned)], [fresh.PointOf(failed)]], reader.Query("SELECT point FROM cell ORDER BY id").Rows);
        using var copy = Database.OpenForReading($"{temporary.Path}.v2.bak");
        Assert.Equal(2L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(2L, copy.Scalar("SELECT count(*) FROM result"));
        Assert.True(temporary.IsAtRest());
    }

    [Theory]
    [InlineData("DELETE FROM cell WHERE id = 5", "dense/1/0")]
    [InlineData("DELETE FROM configuration WHERE cell = 5", "dense/1/0")]
    [InlineData("DELETE FROM result WHERE cell = 5", "dense/1/0")]
    [InlineData("DELETE FROM sweep", "dense/1/0 global-magnitude/2/0")]
    [InlineData("DELETE FROM pretraining", "dense/1/0 global-magnitude/2/0")]
    public void A_database_of_schema_2_from_which_rows_were_deleted_by_hand_is_migrated_without_what_they_left(string byHand, string finished)
    {
        var (control, pruned, failed) = (Cell("dense", 1, 0), Cell("global-magnitude", 2, 0), Cell("random", 4, 0));
        FillSchema2(control, pruned, failed);
        using (var old = Database.OpenForWriting(temporary.Path)) old.Run($"PRAGMA foreign_keys = OFF; {byHand}");

        using (var store = temporary.Open())
        {
            Assert.Equal(finished, string.Join(' ', store.FinishedIdentities().Order(StringComparer.Ordinal)));
            store.RegisterSweep(Sweep("first"), [(control, 0), (pruned, 1)], [(failed, "out of reach")]);
        }
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        Assert.Equal(3L, temporary.Value("SELECT count(*) FROM sweep_cell"));
        Assert.Equal(1L, temporary.Value("SELECT count(DISTINCT setting) FROM cell"));
    }

    [Fact]
    public void A_database_of_schema_3_keeps_everything_and_gets_what_follows_from_it()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 3, source.Path, byHand: "DELETE FROM cell WHERE id = 3");
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        foreach (var (table, columns) in tables.Where(t => t.Table is not "sweep_cell"))
        {
            var key = columns.Contains("cell", StringComparison.Ordinal) ? " WHERE cell <> 3" : table == "cell" ? " WHERE id <> 3" : "";
            var sql = $"SELECT {columns} FROM {table}{key} ORDER BY {columns}";
            Assert.Equal(before.Query(sql).Rows, reader.Query(sql).Rows);
        }
        Assert.Equal([[2.0, 2_560L, 1L, "pretrained", "nothing", 0.0, 1.0, 0L, null]], reader.Query(
            "SELECT DISTINCT budget_total_epochs, budget_total_samples, rounds, start_point, measure_after, floor, cap, shuffled, criterion_options FROM v_results WHERE NOT is_control").Rows);
        Assert.Equal([[0L, 0L]], reader.Query("SELECT sum(rounds), count(worst_class_top1) + count(scoring_seconds) + count(effective_kept) FROM v_results WHERE is_control").Rows);
        Assert.Equal([[15L, 15L, 0L]], reader.Query("SELECT count(*), sum(asked_kept = kept AND step = 'pretrained' AND position = 0), count(seconds) FROM v_cuts").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
        using var copy = Database.OpenForReading($"{temporary.Path}.v3.bak");
        Assert.Equal(3L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(19L, copy.Scalar("SELECT count(*) FROM result"));
    }

    [Fact]
    public void A_database_of_schema_4_keeps_everything_and_gets_the_channels_of_its_layers()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 4, source.Path, byHand: "DELETE FROM cell WHERE id = 3");
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        foreach (var (table, columns) in tables)
        {
            var key = columns.Contains("cell", StringComparison.Ordinal) ? " WHERE cell <> 3" : table == "cell" ? " WHERE id <> 3" : "";
            var sql = $"SELECT {columns} FROM {table}{key} ORDER BY {columns}";
            Assert.Equal(before.Query(sql).Rows, reader.Query(sql).Rows);
        }
        Assert.Equal([["conv1", 20L, 20L, 1L, 1.0], ["fc1", 100L, 100L, 1L, 1.0]],
            reader.Query("SELECT DISTINCT name, channels, kept_channels, dead_channels, channel_density FROM v_layers ORDER BY name").Rows);
        Assert.Equal([[0L, 0L, 18L]], reader.Query("SELECT count(v.target) + count(v.file_bytes) + count(v.latency_1), count(r.kept_units), count(*) FROM v_results v JOIN result r ON r.cell = v.cell").Rows);
        Assert.Equal(0L, temporary.Value("SELECT sum(latency) FROM sweep_cell"));
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
        using var copy = Database.OpenForReading($"{temporary.Path}.v4.bak");
        Assert.Equal(4L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(19L, copy.Scalar("SELECT count(*) FROM result"));
    }

    [Fact]
    public void A_database_of_schema_5_keeps_every_number_and_its_results_say_what_makes_them_comparable()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 5, source.Path, byHand: "DELETE FROM cell WHERE id = 3; DELETE FROM configuration WHERE cell = 5; CREATE VIEW v_old AS SELECT 1 AS one");
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        foreach (var (table, columns) in tables)
        {
            var key = table == "configuration" ? " WHERE cell NOT IN (3, 5)" : columns.Contains("cell", StringComparison.Ordinal) ? " WHERE cell <> 3" : table == "cell" ? " WHERE id <> 3" : "";
            var sql = $"SELECT {columns} FROM {table}{key} ORDER BY {columns}";
            Assert.Equal(before.Query(sql).Rows, reader.Query(sql).Rows);
        }
        const string fingerprints = "SELECT cell, fingerprint FROM result WHERE cell <> 3 ORDER BY cell";
        Assert.Equal(before.Query(fingerprints).Rows, reader.Query(fingerprints).Rows); // as they are written with a new result
        Assert.Equal(before.Query("SELECT * FROM fingerprint").Rows, reader.Query("SELECT * FROM fingerprint").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
        using var copy = Database.OpenForReading($"{temporary.Path}.v5.bak");
        Assert.Equal(5L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(19L, copy.Scalar("SELECT count(*) FROM result"));
    }

    [Fact]
    public void A_database_of_schema_6_keeps_everything_and_was_asked_for_all_of_it_on_a_machine_without_a_scheduler()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 6, source.Path, byHand: "DELETE FROM cell WHERE id = 3");
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        foreach (var (table, columns) in tables)
        {
            var key = table == "sweep_cell" ? " WHERE cell <> 3" : "";
            var sql = $"SELECT {columns} FROM {table}{key} ORDER BY {columns}";
            var rows = reader.Query(sql).Rows;
            Assert.Equal(table is "cell" ? before.Query($"SELECT {columns} FROM cell WHERE id <> 3 ORDER BY {columns}").Rows : before.Query(sql).Rows, rows);
        }
        Assert.Equal([[0L, 0L, 0L]], reader.Query("SELECT (SELECT count(shards) FROM sweep), (SELECT sum(elsewhere) FROM sweep_cell), (SELECT count(node) + count(job) + count(requeues) FROM attempt)").Rows);
        Assert.Equal([[1L, 18L]], reader.Query("SELECT DISTINCT attempts, (SELECT count(*) FROM v_results) FROM v_results").Rows);
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
        using var copy = Database.OpenForReading($"{temporary.Path}.v6.bak");
        Assert.Equal(6L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(19L, copy.Scalar("SELECT count(*) FROM result"));
    }

    [Fact]
    public void Results_of_schema_6_whose_numbers_say_that_classes_are_cut_off_get_the_flag_where_a_new_result_has_it()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        OldDatabase.Fill(temporary.Path, 6, source.Path, byHand: """
            UPDATE result SET flags = '', cut_off_outputs = 0;
            UPDATE result SET flags = 'dead-layer at-chance validation-seen', cut_off_outputs = 2 WHERE cell = 4;
            UPDATE result SET flags = 'nearly-dead-layer', effective_kept = 0 WHERE cell = 5;
            UPDATE result SET flags = 'cut-off', cut_off_outputs = 1 WHERE cell = 6;
            UPDATE result SET flags = 'at-chance', cut_off_outputs = NULL, effective_kept = NULL WHERE cell = 7
            """);
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        Assert.Equal(
            [[4L, "dead-layer cut-off at-chance validation-seen"], [5L, "nearly-dead-layer cut-off"], [6L, "cut-off"], [7L, "at-chance"]],
            reader.Query("SELECT cell, flags FROM result WHERE flags <> '' ORDER BY cell").Rows);
    }

    [Fact]
    public void A_database_of_schema_7_keeps_everything_and_has_no_scans()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 7, source.Path);
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        foreach (var (table, columns) in tables)
        {
            var sql = $"SELECT {columns} FROM {table} ORDER BY {columns}";
            Assert.Equal(before.Query(sql).Rows, reader.Query(sql).Rows);
        }
        Assert.Equal([[0.0, 0.0]], reader.Query("SELECT DISTINCT retraining_resized_crop, pretraining_resized_crop FROM v_cells WHERE retraining_id IS NOT NULL AND pretraining_id IS NOT NULL").Rows);
        Assert.Equal([[0L, 0L, 19L]], reader.Query("SELECT (SELECT count(*) FROM scan), (SELECT count(*) FROM v_sensitivity), (SELECT count(*) FROM v_results)").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
        using var copy = Database.OpenForReading($"{temporary.Path}.v7.bak");
        Assert.Equal(7L, copy.Scalar("PRAGMA user_version"));
        Assert.Equal(19L, copy.Scalar("SELECT count(*) FROM result"));
    }

    /// <summary>Cells of one ONNX file, which lay in two places, had each a setting of its own.</summary>
    [Fact]
    public void Cells_of_schema_8_whose_network_is_a_file_are_compared_wherever_it_lay()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 8, source.Path, byHand: """
            UPDATE configuration SET json = json_set(json, '$.network', json_object('path', 'some/m.onnx', 'sha256', 'abc'));
            UPDATE configuration SET json = json_set(json, '$.network.path', 'moved/m.onnx') WHERE cell % 2 = 0;
            UPDATE cell SET setting = id, curve = id, control_point = id, point = id;
            INSERT INTO scan SELECT 1, 'one', identity, 'bench', dataset, model, seed, 'fp32', 'weight', 'magnitude', NULL, 1024, NULL, 'validation', NULL, '{"criterion":"magnitude","seed":1,"start":"x"}' FROM pretraining LIMIT 1
            """);
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        const string groups = "SELECT group_concat(cell ORDER BY cell) FROM v_cells GROUP BY {0} ORDER BY 1";
        foreach (var hash in (string[])["setting", "curve", "point", "control_point"])
            Assert.Equal(before.Query(string.Format(groups, hash)).Rows, reader.Query(string.Format(groups, hash)).Rows);
        Assert.Equal(before.Query("SELECT cell, control FROM v_cells ORDER BY 1").Rows, reader.Query("SELECT cell, control FROM v_cells ORDER BY 1").Rows);
        Assert.Equal([["abc"]], reader.Query("SELECT DISTINCT network_file FROM v_results").Rows);
        Assert.Equal([["abc"]], reader.Query("SELECT DISTINCT network_file FROM v_fingerprints").Rows);
        Assert.Equal(before.Query("SELECT count(*) FROM fingerprint").Rows, reader.Query("SELECT count(*) FROM fingerprint").Rows);
        foreach (var (table, columns) in tables.Where(t => t.Table is not ("cell" or "configuration" or "fingerprint" or "result" or "scan")))
            Assert.Equal(before.Query($"SELECT {columns} FROM {table} ORDER BY {columns}").Rows, reader.Query($"SELECT {columns} FROM {table} ORDER BY {columns}").Rows);
        Assert.Matches("^[0-9a-f]{16}$", (string)temporary.Value("SELECT point FROM scan WHERE identity = 'one'")!);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
    }

    /// <summary>They said 0, whatever the cut itself said.</summary>
    [Fact]
    public void Results_of_schema_9_without_some_channels_say_how_many_scores_were_tied()
    {
        using var source = new TemporaryDatabase();
        source.Fill();
        var tables = OldDatabase.Fill(temporary.Path, 9, source.Path, byHand: """
            UPDATE result SET tied_scores = 0, kept_units = 'AA==' WHERE cell = (SELECT min(cell) FROM cut);
            UPDATE cut SET tied_scores = 7 WHERE cell = (SELECT min(cell) FROM cut)
            """);
        temporary.Open().Dispose();

        using var reader = temporary.Read();
        using var before = source.Read();
        Assert.Equal([[7L]], reader.Query("SELECT tied_scores FROM result WHERE cell = (SELECT min(cell) FROM cut)").Rows);
        const string others = "SELECT cell, tied_scores FROM result WHERE cell <> (SELECT min(cell) FROM cut) ORDER BY cell";
        Assert.Equal(before.Query(others).Rows, reader.Query(others).Rows);
        foreach (var (table, columns) in tables.Where(t => t.Table is not ("result" or "cut")))
            Assert.Equal(before.Query($"SELECT {columns} FROM {table} ORDER BY {columns}").Rows, reader.Query($"SELECT {columns} FROM {table} ORDER BY {columns}").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
        using var fresh = new TemporaryDatabase();
        fresh.Open().Dispose();
        const string schema = "SELECT group_concat(sql, char(10) ORDER BY name) FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'";
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
    }

    [Fact]
    public void Every_version_has_a_way_to_this_one() =>
        Assert.Equal(Enumerable.Range(1, Schema.Current.Version - 1), Schema.Current.Migrations.Select(migration => migration.From));

    private void FillSchema2(CellDescription control, CellDescription pruned, CellDescription failed)
    {
        var start = Pretraining(0);
        using (var old = Database.OpenForWriting(temporary.Path))
        {
            old.Run(File.ReadAllText(RepositoryFiles.Find("tests/Bench.Tests/Results/schema-2.sql")));
            old.Run("INSERT INTO environment VALUES (7, 'host', 'cpu', 1, 'cuda:0', 'os', 'net', 'ts', 'lt', 'bench'); INSERT INTO sweep VALUES ('first', 'a: 1', 'abc', 'old', 'then')");
            old.Execute("INSERT INTO pretraining VALUES (?1, 'digits', 'lenet5', 'a label', 0, ?2, 'w', 's', 1, 96.5, 7)", start.Identity, start.Configuration);
            foreach (var (id, cell) in new[] { (3, control), (5, pruned), (9, failed) })
            {
                old.Execute("INSERT INTO cell VALUES (?1, ?2, 'bench', 'digits', 0, 'lenet5', ?3, ?4, ?5, 'weight', 'one-shot', 'fine-tune', ?6, 0, 'last label', ?7, 0, ?8)",
                    id, cell.Identity, cell.IsControl ? "dense" : "what another sweep said", cell.Criterion, cell.Scope, cell.Compression, cell.Start, cell.IsControl);
                old.Execute("INSERT INTO configuration VALUES (?1, ?2)", id, cell.Configuration);
                old.Execute("INSERT INTO sweep_cell VALUES ('first', ?1, ?1, ?2, ?3, 'first label', ?4)", id, id == 3 ? 0 : id == 5 ? 1 : 2, cell.Strategy, id == 9 ? "out of reach" : null);
            }
            foreach (var (id, loss, flags) in new (int, double?, string)[] { (3, 0.5, ""), (5, null, "dead-layer") })
            {
                old.Execute("INSERT INTO result VALUES (?1, 'now', 'selected', 1, 100, 90, 40, 40, 50, 2.0, 10, 5, 2.0, 400, 200, 0, 1, 2, 3, 4.0, 0.1, 0.25, 0.3, 0.4, 0.5, 1.6, 's', 'w', 'm', ?2, 7)", id, flags);
                old.Execute("INSERT INTO evaluation (cell, point, split, loss, correct, correct_top5, total) VALUES (?1, 'selected', 'test', ?2, 90 + ?1, 99, 100)", id, loss);
                old.Execute("INSERT INTO epoch VALUES (?1, 1, 2, 0.5, 0.9, 0.6, 0.8, 0.9, 0.001, 0.4)", id);
            }
            old.Run($"PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = 2");
        }
    }
}
