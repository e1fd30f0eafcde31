namespace Bench.Results;

/// <summary>Carries a removal out.</summary>
internal static class RemovalWriter
{
    // What refers to others goes before them.
    private static readonly (string Table, string Key)[] OfResult =
        [("evaluation", "cell"), ("layer", "cell"), ("epoch", "cell"), ("cut", "cell"), ("class_accuracy", "cell"), ("latency", "cell"), ("deployed", "cell"), ("result", "cell")];
    private static readonly (string Table, string Key)[] OfCell = [("sweep_cell", "cell"), ("configuration", "cell"), ("cell", "id")];
    private static readonly (string Table, string Key)[] OfPretraining =
        [("pretraining_evaluation", "pretraining"), ("pretraining_epoch", "pretraining"), ("pretraining", "identity")];

    public static void Remove(Database database, Removal removal)
    {
        if (removal.Sweep is { } sweep)
        {
            database.Execute("DELETE FROM sweep_cell WHERE sweep = ?1", sweep);
            database.Execute("DELETE FROM sweep WHERE name = ?1", sweep);
        }
        foreach (var id in removal.Attempts) database.Execute("DELETE FROM attempt WHERE id = ?1", id);
        foreach (var cell in removal.Emptied) Remove(database, OfResult, cell);
        foreach (var cell in removal.Cells) Remove(database, [.. OfResult, .. OfCell], cell);
        foreach (var identity in removal.Pretrainings)
        {
            SensitivityStore.RemoveOf(database, identity);
            Remove(database, OfPretraining, identity);
        }
        database.Run(
            """
            DELETE FROM environment WHERE id NOT IN (SELECT environment FROM result UNION SELECT environment FROM pretraining UNION SELECT environment FROM latency UNION SELECT environment FROM deployed UNION SELECT environment FROM sensitivity);
            DELETE FROM recipe WHERE id NOT IN (SELECT retraining_id FROM cell WHERE retraining_id IS NOT NULL
              UNION SELECT pretraining_id FROM cell WHERE pretraining_id IS NOT NULL UNION SELECT pretraining_id FROM pretraining WHERE pretraining_id IS NOT NULL);
            """);
        ResultFingerprint.RemoveIdle(database);
    }

    private static void Remove(Database database, ReadOnlySpan<(string Table, string Key)> tables, object key)
    {
        foreach (var (table, column) in tables) database.Execute($"DELETE FROM {table} WHERE {column} = ?1", key);
    }
}
