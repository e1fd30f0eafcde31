using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>What there is to finished cells beyond one row each: read of all cells of a sweep at once.</summary>
internal static class DetailReader
{
    /// <summary>All layers of the finished cells of a sweep (or of all), cell by cell, in forward order.</summary>
    public static IReadOnlyList<LayerRow> Layers(Database database, string? sweep, object?[] values) => database.Read(
        $"""
        SELECT c.identity, l.position, l.name, l.prunable, l.weights, l.kept, l.channels, l.kept_channels
        FROM layer l JOIN cell c ON c.id = l.cell {Of(sweep, "l.cell")} ORDER BY l.cell, l.position
        """,
        row => new LayerRow(row.GetString(0), row.GetInt32(1), row.GetString(2), row.GetBoolean(3), row.GetInt64(4), row.GetInt64(5), row.GetInt32(6), row.GetInt32(7)), values);

    /// <summary>All epochs of retraining of the finished cells of a sweep (or of all), from epoch 0, which is the network as it was pruned.</summary>
    public static IReadOnlyList<EpochRow> Epochs(Database database, string? sweep, object?[] values) => database.Read(
        $"""
        SELECT c.identity, e.epoch, e.validation_loss, e.validation_top1
        FROM (
          SELECT cell, epoch, validation_loss, validation_top1 FROM epoch
          UNION ALL SELECT cell, 0, loss, top1 FROM evaluation WHERE point = 'before' AND split = 'validation'
        ) e JOIN cell c ON c.id = e.cell {Of(sweep, "e.cell")} ORDER BY e.cell, e.epoch
        """, Epoch, values);

    /// <summary>All epochs of the pretrainings from which the cells of a sweep (or of all) start.</summary>
    public static IReadOnlyList<EpochRow> PretrainingEpochs(Database database, string? sweep, object?[] values) => database.Read(
        $"""
        SELECT e.pretraining, e.epoch, e.validation_loss, e.validation_top1
        FROM pretraining_epoch e
        {(sweep is null ? "" : "WHERE e.pretraining IN (SELECT c.start FROM sweep_cell sc JOIN cell c ON c.id = sc.cell WHERE sc.sweep = ?1)")}
        ORDER BY e.pretraining, e.epoch
        """, Epoch, values);

    private static string Of(string? sweep, string cell) => sweep is null ? "" : $"WHERE {cell} IN (SELECT cell FROM sweep_cell WHERE sweep = ?1)";

    private static EpochRow Epoch(SqliteDataReader row) => new(row.GetString(0), row.GetInt32(1), Number(row, 2), Number(row, 3));

    private static double? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDouble(column);
}
