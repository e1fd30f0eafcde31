using Bench.Core;

namespace Bench.Results;

/// <summary>A step from one version of the schema to the next: changes of tables, and what SQL cannot say of them; views are made anew after all steps.</summary>
internal sealed record Migration(int From, string Sql, Action<Database>? Then = null);

/// <summary>The layout of the database at a version, and the way to it from earlier ones.</summary>
internal sealed record Schema(int Version, string Tables, string Views, IReadOnlyList<Migration> Migrations)
{
    /// <summary>Says in a file's header that it is ours: <c>benc</c>.</summary>
    public const int ApplicationId = 0x62656E63;

    /// <summary>The schema that this program writes.</summary>
    public static Schema Current { get; } = new(
        10, Embedded("Schema.sql"), Embedded("Views.sql"),
        [new(1, Embedded("Migrations.From1.sql")), new(2, Embedded("Migrations.From2.sql"), From2.Fill), new(3, Embedded("Migrations.From3.sql")), new(4, Embedded("Migrations.From4.sql")),
            new(5, Embedded("Migrations.From5.sql"), From5.Fill), new(6, Embedded("Migrations.From6.sql"), From6.Fill), new(7, Embedded("Migrations.From7.sql")),
            new(8, Embedded("Migrations.From8.sql"), From8.Fill), new(9, Embedded("Migrations.From9.sql"))]);

    /// <summary>Refuses a file that is not ours or that a newer program wrote; returns its version, 0 for an empty one.</summary>
    public int Check(Database database)
    {
        var version = Number(database, "PRAGMA user_version");
        var application = Number(database, "PRAGMA application_id");
        var empty = Number(database, "SELECT count(*) FROM sqlite_schema") == 0;
        if (empty && version == 0) return 0;
        if (application != ApplicationId) throw new UserError($"{database.Path} is an SQLite database of another program: choose another file with --db");
        if (version > Version)
            throw new UserError($"database {database.Path} was written by a newer bench: it has schema {version}, this one knows {Version}");
        return version;
    }

    /// <summary>
    /// Brings a database to this version: lays out an empty one; copies an older one to <c>FILE.vN.bak</c> and migrates it,
    /// wholly or not at all.
    /// </summary>
    /// <param name="database">Open for writing.</param>
    /// <param name="keepCopy">Whether an older one is copied; not one that is a copy itself.</param>
    public void Apply(Database database, bool keepCopy = true)
    {
        var version = Check(database);
        database.Run("PRAGMA busy_timeout = 20000; PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 5000"); // for which no other program may have a query open
        if (version == Version) return;
        if (version > 0 && keepCopy) database.Backup($"{database.Path}.v{version}.bak");
        try
        {
            database.InTransaction(() =>
            {
                if (version == 0) database.Run(Tables);
                else Migrate(database, version);
                database.Run(Views);
                database.Run($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}");
                return true;
            });
        }
        catch
        {
            database.Rest();
            throw;
        }
    }

    private void Migrate(Database database, int version)
    {
        foreach (var view in database.Read("SELECT name FROM sqlite_schema WHERE type = 'view'", row => row.GetString(0)))
            database.Run($"DROP VIEW \"{view}\"");
        for (var from = version; from < Version; from++)
        {
            var migration = Migrations.Single(migration => migration.From == from);
            database.Run(migration.Sql);
            migration.Then?.Invoke(database);
        }
    }

    private static int Number(Database database, string sql) => Convert.ToInt32(database.Scalar(sql));

    private static string Embedded(string name)
    {
        using var reader = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream(typeof(Schema), name)!);
        return reader.ReadToEnd();
    }
}
