using Bench.Results;

namespace Bench.Tests.Results;

/// <summary>Databases as earlier versions of the program made them.</summary>
internal static class OldDatabase
{
    /// <summary>An older database with what another one has, as far as it has room for it; by hand, rows are left behind. Returns tables with their columns.</summary>
    public static List<(string Table, string Columns)> Fill(string path, int version, string source, string byHand = "")
    {
        using var old = Database.OpenForWriting(path);
        old.Run(File.ReadAllText(RepositoryFiles.Find($"tests/Bench.Tests/Results/schema-{version}.sql")));
        List<(string Table, string Columns)> tables = [.. old.ReadTexts(
            """
            SELECT s.name || ':' || group_concat(c.name, ', ') AS text FROM sqlite_schema s JOIN pragma_table_info(s.name) c
            WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%' GROUP BY s.name
            """).Select(line => (line.Split(':')[0], line.Split(':')[1]))];
        old.Run($"PRAGMA foreign_keys = OFF; ATTACH '{source}' AS source");
        foreach (var (table, columns) in tables) old.Run($"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM source.{table}");
        old.Run($"DETACH source; {byHand}; PRAGMA application_id = {Schema.ApplicationId}; PRAGMA user_version = {version}");
        return tables;
    }
}
