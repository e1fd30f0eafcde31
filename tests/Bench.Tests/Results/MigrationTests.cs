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
        var before = File.ReadAllBytes(temporary.Path);
        Assert.ThrowsAny<Exception>(() =>
            ResultStore.Open(temporary.Path, TimeProvider.System, Next("ALTER TABLE sweep ADD COLUMN note TEXT; DROP TABLE nothing;")));
        Assert.Equal(before, File.ReadAllBytes(temporary.Path));
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
    public void Attempts_of_version_1_are_kept_without_a_memory()
    {
        var first = Schema.Current with
        {
            Version = 1, Migrations = [], Tables = Schema.Current.Tables.Replace(MemoryColumn(), "", StringComparison.Ordinal),
        };
        using (ResultStore.Open(temporary.Path, TimeProvider.System, first)) { }
        using (var old = Database.OpenForWriting(temporary.Path))
            old.Run("INSERT INTO attempt VALUES (1, 'a', 't', 't', 'h', 1, 'finished', NULL)");
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [Cell("random", 2, 0)]);
            store.Save(Result(Cell("random", 2, 0)), Attempt("random/2/0") with { PeakMemory = 7 });
        }
        using var reader = temporary.Read();
        Assert.Equal([null, 7L], reader.Query("SELECT peak_memory FROM attempt ORDER BY id").Rows.Select(row => row[0]));
        Assert.True(File.Exists(temporary.Path + ".v1.bak"));

        static string MemoryColumn() => Schema.Current.Tables.Split('\n').Single(line => line.TrimStart().StartsWith("peak_memory ", StringComparison.Ordinal)) + "\n";
    }

    [Fact]
    public void Every_version_has_a_way_to_this_one() =>
        Assert.Equal(Enumerable.Range(1, Schema.Current.Version - 1), Schema.Current.Migrations.Select(migration => migration.From));
}
