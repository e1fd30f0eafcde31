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
        Assert.Equal(fresh.Value(schema), temporary.Value(schema));
    }

    [Fact]
    public void Every_version_has_a_way_to_this_one() =>
        Assert.Equal(Enumerable.Range(1, Schema.Current.Version - 1), Schema.Current.Migrations.Select(migration => migration.From));
}
