namespace Bench.Results;

/// <summary>Descriptions of cells to rows.</summary>
internal static class CellWriter
{
    /// <summary>Inserts a cell under a key of the caller's choice (null: the next) with its recipes; returns whether its identity is new.</summary>
    public static bool Insert(Database database, long? id, CellDescription cell, CellOptionsReader reader)
    {
        var options = reader.Of(cell);
        if (reader.IsNew(options))
        {
            options.Retraining?.Store(database);
            options.Pretraining?.Store(database);
        }
        return database.Insert("cell", ignore: true,
            ("id", id), ("identity", cell.Identity), ("protocol", cell.Protocol), ("dataset", cell.Dataset), ("dataset_options", options.DatasetOptions),
            ("synthetic", cell.Synthetic), ("model", cell.Model), ("strategy", options.Strategy), ("criterion", cell.Criterion), ("scope", cell.Scope),
            ("structure", cell.Structure), ("schedule", cell.Schedule), ("scoring_samples", options.ScoringSamples),
            ("scoring_batch", options.ScoringBatch), ("scoring_batch_norm", options.ScoringBatchNorm), ("retraining", cell.Retraining),
            ("retraining_id", options.Retraining?.Id), ("compression", cell.Compression), ("seed", cell.Seed), ("precision", options.Precision),
            ("start", cell.Start), ("pretraining_id", options.Pretraining?.Id), ("imported", cell.Imported), ("is_control", cell.IsControl),
            ("versions", options.Versions), ("setting", options.Setting), ("curve", options.Curve), ("point", reader.PointOf(cell)));
    }
}
