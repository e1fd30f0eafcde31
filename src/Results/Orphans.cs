namespace Bench.Results;

/// <summary>
/// Rows that lost what they belong to: an SQLite shell that somebody deletes with does not mind foreign keys. They would stand in the way of the same
/// cell's next result, or be taken for those of a new cell that gets the old one's key.
/// </summary>
internal static class Orphans
{
    private static readonly string[] OfResults = ["evaluation", "layer", "epoch", "cut", "class_accuracy", "latency", "deployed"], OfPretrainings = ["pretraining_evaluation", "pretraining_epoch"];

    /// <summary>Removes what is left of a cell's deleted result.</summary>
    public static void RemoveOfResult(Database database, long cell)
    {
        foreach (var table in OfResults) database.Execute($"DELETE FROM {table} WHERE cell = ?1", cell);
    }

    /// <summary>Removes what is left of a deleted pretraining.</summary>
    public static void RemoveOfPretraining(Database database, string identity)
    {
        foreach (var table in OfPretrainings) database.Execute($"DELETE FROM {table} WHERE pretraining = ?1", identity);
    }

    /// <summary>Removes what is left of deleted cells.</summary>
    public static void RemoveOfCells(Database database)
    {
        foreach (var table in OfResults) database.Execute($"DELETE FROM {table} WHERE cell NOT IN (SELECT cell FROM result WHERE cell IN (SELECT id FROM cell))");
        foreach (var table in new[] { "sweep_cell", "configuration", "result" }) database.Execute($"DELETE FROM {table} WHERE cell NOT IN (SELECT id FROM cell)");
    }
}
