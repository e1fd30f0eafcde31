namespace Bench.Results;

/// <summary>Descriptions of cells to rows.</summary>
internal static class CellWriter
{
    /// <summary>
    /// Inserts a cell under a key of the caller's choice (null: the next) with its recipes; returns whether its identity is new. Where the table is that
    /// of an earlier schema, it gets the columns that it has, as does <c>recipe</c>.
    /// </summary>
    public static bool Insert(Database database, long? id, CellDescription cell, CellOptionsReader reader, IReadOnlySet<string>? only = null)
    {
        var options = reader.Of(cell);
        if (reader.IsNew(options))
        {
            options.Retraining?.Store(database, only);
            options.Pretraining?.Store(database, only);
        }
        var parts = options.Parts;
        (string Column, object? Value)[] row =
        [
            ("id", id), ("identity", cell.Identity), ("protocol", cell.Protocol), ("dataset", cell.Dataset), ("dataset_options", options.DatasetOptions),
            ("synthetic", cell.Synthetic), ("model", cell.Model), ("network_file", options.Network), ("strategy", options.Strategy),
            ("criterion", cell.Criterion), ("criterion_options", parts.Criterion), ("scope", cell.Scope), ("scope_options", parts.Scope),
            ("layers_only", parts.LayersOnly), ("layers_except", parts.LayersExcept), ("floor", parts.Floor), ("cap", parts.Cap), ("shuffled", parts.Shuffled),
            ("structure", cell.Structure), ("structure_options", parts.Structure), ("start_point", parts.StartPoint),
            ("schedule", cell.Schedule), ("schedule_options", parts.Schedule), ("scoring_samples", options.ScoringSamples),
            ("scoring_batch", options.ScoringBatch), ("scoring_batch_norm", options.ScoringBatchNorm),
            ("retraining", cell.Retraining), ("retraining_options", parts.Retraining), ("retraining_id", options.Retraining?.Id),
            ("measure_after", parts.MeasureAfter), ("measure_after_options", parts.MeasureAfterOptions),
            ("compression", cell.Compression), ("seed", cell.Seed), ("precision", options.Precision),
            ("start", cell.Start), ("pretraining_id", options.Pretraining?.Id), ("imported", cell.Imported), ("is_control", cell.IsControl),
            ("versions", options.Versions), ("setting", options.Setting), ("curve", options.Curve), ("control_point", options.ControlPoint),
            ("point", reader.PointOf(cell)),
        ];
        return database.Insert("cell", ignore: true, [.. row.Where(value => only?.Contains(value.Column) != false)]);
    }
}
