namespace Bench.Sweeps.Costs;

/// <summary>A training run that has come to its end, or some steps of one.</summary>
/// <param name="Kind">What was trained, and how.</param>
/// <param name="Trained">Training samples, with repetition.</param>
/// <param name="Evaluated">Samples evaluated within the same seconds: validation after every epoch.</param>
/// <param name="Seconds">Wall time.</param>
public sealed record TrainingObservation(TrainingKind Kind, long Trained, long Evaluated, double Seconds);

/// <summary>A finished cell but for its retraining.</summary>
/// <param name="Pair">Of the cell.</param>
/// <param name="Sizes">Samples of the data set.</param>
/// <param name="Evaluated">Samples evaluated before and after retraining.</param>
/// <param name="EvaluationSeconds">Wall time of that.</param>
/// <param name="OtherSeconds">Wall time of everything else: weights, scores, masks, counting.</param>
public sealed record CellObservation(PairKind Pair, SplitSizes Sizes, long Evaluated, double EvaluationSeconds, double OtherSeconds);

/// <summary>A short measurement of a data set × model with the recipes of a cell.</summary>
public sealed record PairMeasurement
{
    public required SplitSizes Sizes { get; init; }

    /// <summary>Seconds a sample, repeated; none for imported weights.</summary>
    public required IReadOnlyList<double> Pretraining { get; init; }

    /// <summary>Seconds a sample, repeated; none without retraining.</summary>
    public required IReadOnlyList<double> Retraining { get; init; }

    /// <summary>Seconds a sample, repeated.</summary>
    public required IReadOnlyList<double> Evaluation { get; init; }

    /// <summary>Seconds a cell for weights, scores and masks, repeated.</summary>
    public required IReadOnlyList<double> Other { get; init; }

    /// <summary>Bytes of resident memory at their highest; null where the system does not tell.</summary>
    public long? PeakMemory { get; init; }
}
