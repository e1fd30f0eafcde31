using Microsoft.Data.Sqlite;

namespace Bench.Results;

/// <summary>Reads what the cost of coming work can be learned from.</summary>
internal static class FinishedWorkReader
{
    /// <summary>The cells of a pair that were finished on a processor, those registered last first.</summary>
    public static IReadOnlyList<FinishedWork> Cells(Database database, string dataset, string model, string cpu, int limit) => database.Read(
        """
        SELECT coalesce(k.json ->> '$.precision', 'fp32'),
          k.trained ->> '$.batch', k.trained ->> '$.flip', k.trained ->> '$."crop-padding"', k.trained ->> '$.optimizer.name',
          r.budget_samples, r.budget_epochs, (SELECT total(seconds) FROM epoch WHERE cell = r.cell),
          1 + (r.budget_epochs > 0) + (r.budget_epochs > r.selected_epoch), r.seconds_evaluate,
          r.seconds_total - r.seconds_evaluate - coalesce(r.seconds_retrain, 0), v.total, t.total,
          (SELECT max(a.peak_memory) FROM attempt a WHERE a.identity = c.identity AND a.outcome = 'finished'), k.trained ->> '$."resized-crop"'
        FROM cell c
        JOIN result r ON r.cell = c.id
        JOIN environment e ON e.id = r.environment AND e.cpu = ?3 AND e.device = 'cpu'
        JOIN (SELECT cell, json, CASE WHEN EXISTS (SELECT 1 FROM epoch x WHERE x.cell = f.cell) THEN coalesce(json -> '$.retraining', json -> '$.pretraining') END AS trained
          FROM configuration f) k ON k.cell = c.id -- without a recipe of its own a cell is trained by that of the pretraining, if at all
        JOIN evaluation v ON v.cell = c.id AND v.split = 'validation' AND v.point = 'before'
        JOIN evaluation t ON t.cell = c.id AND t.split = 'test' AND t.point = 'before'
        WHERE c.dataset = ?1 AND c.model = ?2
        ORDER BY c.id DESC LIMIT ?4
        """, Row, dataset, model, cpu, limit);

    /// <summary>The pretrainings of a pair that were finished on a processor.</summary>
    public static IReadOnlyList<FinishedWork> Pretrainings(Database database, string dataset, string model, string cpu, int limit) => database.Read(
        """
        SELECT coalesce(p.configuration ->> '$.precision', 'fp32'),
          p.configuration ->> '$.pretraining.batch', p.configuration ->> '$.pretraining.flip', p.configuration ->> '$.pretraining."crop-padding"',
          p.configuration ->> '$.pretraining.optimizer.name',
          NULL, count(x.epoch), total(x.seconds), 1, NULL, NULL, v.total, t.total, NULL, p.configuration ->> '$.pretraining."resized-crop"'
        FROM pretraining p
        JOIN environment e ON e.id = p.environment AND e.cpu = ?3 AND e.device = 'cpu'
        JOIN pretraining_evaluation v ON v.pretraining = p.identity AND v.split = 'validation' AND v.point = 'selected'
        JOIN pretraining_evaluation t ON t.pretraining = p.identity AND t.split = 'test' AND t.point = 'selected'
        JOIN pretraining_epoch x ON x.pretraining = p.identity
        WHERE p.dataset = ?1 AND p.model = ?2
        GROUP BY p.identity LIMIT ?4
        """, Row, dataset, model, cpu, limit);

    private static FinishedWork Row(SqliteDataReader row) => new()
    {
        Precision = row.GetString(0),
        Training = row.IsDBNull(1) ? null : new(
            row.GetInt32(1), !row.IsDBNull(2) && row.GetBoolean(2), row.IsDBNull(3) ? 0 : row.GetInt32(3), row.IsDBNull(14) ? 0 : row.GetDouble(14), row.GetString(4)),
        TrainedSamples = row.IsDBNull(5) ? null : row.GetInt64(5),
        Epochs = row.GetInt32(6),
        TrainingSeconds = row.GetDouble(7),
        Points = row.GetInt32(8),
        EvaluationSeconds = row.IsDBNull(9) ? null : row.GetDouble(9),
        OtherSeconds = row.IsDBNull(10) ? null : row.GetDouble(10),
        ValidationSamples = row.GetInt32(11),
        TestSamples = row.GetInt32(12),
        PeakMemory = row.IsDBNull(13) ? null : row.GetInt64(13),
    };
}
