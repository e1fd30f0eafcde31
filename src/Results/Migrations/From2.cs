using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>The part of the step from schema 2 to 3 that SQL cannot say: options and hashes out of configurations.</summary>
internal static class From2
{
    private const string Cells =
        "SELECT o.*, k.json FROM temp.old_cell o JOIN configuration k ON k.cell = o.id WHERE o.id > ?1 ORDER BY o.id LIMIT 5000";

    /// <summary>Fills the tables that the script has made anew, from its copies of the old ones.</summary>
    public static void Fill(Database database)
    {
        var options = new CellOptionsReader();
        var columns = database.ReadTexts( // of schema 3: later steps add theirs
            "SELECT name AS text FROM pragma_table_info('cell') UNION SELECT name FROM pragma_table_info('recipe')");
        for (var last = long.MinValue; ;)
        {
            var cells = database.Read(Cells, Cell, last); // not all at once: configurations are long
            if (cells.Count == 0) break;
            foreach (var (id, cell) in cells) CellWriter.Insert(database, id, cell, options, columns);
            last = cells[^1].Item1;
        }
        foreach (var (identity, json) in database.Read("SELECT identity, configuration FROM temp.old_pretraining", row => (row.GetString(0), row.GetString(1))))
        {
            using var configuration = JsonDocument.Parse(json);
            var recipe = configuration.RootElement.ValueKind == JsonValueKind.Object ? RecipeOptions.Of(configuration.RootElement, "pretraining") : null;
            recipe?.Store(database, columns);
            database.Execute(
                """
                INSERT INTO pretraining (identity, dataset, model, pretraining_id, seed, configuration, weights_fingerprint, split_fingerprint, selected_epoch, seconds, environment)
                SELECT identity, dataset, model, ?2, seed, configuration, weights_fingerprint, split_fingerprint, selected_epoch, seconds, environment
                FROM temp.old_pretraining WHERE identity = ?1
                """, identity, recipe?.Id);
        }
        foreach (var sweep in database.Read("SELECT name FROM sweep", row => row.GetString(0)))
            database.Execute("UPDATE sweep SET membership = ?2 WHERE name = ?1", sweep, Membership.FingerprintOf(Membership.Read(database, sweep)));
        database.Run("DROP TABLE temp.old_cell; DROP TABLE temp.old_pretraining");
    }

    /// <summary>The key and the description of a row of <c>cell</c> beside its configuration, <c>json</c>; the composition is that of the first strategies.</summary>
    public static (long, CellDescription) Cell(SqliteDataReader row)
    {
        string Text(string column) => row.GetString(row.GetOrdinal(column));
        string? TextOrNull(string column) => ResultReader.TextOrNull(row, row.GetOrdinal(column));
        bool Flag(string column) => row.GetBoolean(row.GetOrdinal(column));
        var (criterion, scope) = (TextOrNull("criterion"), TextOrNull("scope"));
        return (row.GetInt64(row.GetOrdinal("id")), new CellDescription
        {
            Identity = Text("identity"), Protocol = Text("protocol"), Dataset = Text("dataset"), Synthetic = Flag("synthetic"), Model = Text("model"),
            Strategy = Text("strategy"), Criterion = criterion, Scope = scope, Structure = Text("structure"), Schedule = Text("schedule"),
            // As the catalogue had them: one-shot pruning of single weights, by scope and criterion but for one.
            Composition = Flag("is_control") ? "dense" : (criterion, scope) is ("random", "global") ? "random" : $"{scope}-{criterion}",
            Retraining = Text("retraining"), Compression = row.GetDouble(row.GetOrdinal("compression")), Seed = row.GetInt32(row.GetOrdinal("seed")),
            Start = Text("start"), Imported = Flag("imported"), IsControl = Flag("is_control"), Configuration = Text("json"),
        });
    }
}
