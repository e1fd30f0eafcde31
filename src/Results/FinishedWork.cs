namespace Bench.Results;

/// <summary>The time that a finished cell or pretraining took, with what its time depends on.</summary>
public sealed record FinishedWork
{
    public required string Precision { get; init; }

    /// <summary>How the training made its batches; null without training.</summary>
    public TrainingSetting? Training { get; init; }

    /// <summary>Training samples seen, with repetition; null where they are not stored: of a pretraining.</summary>
    public required long? TrainedSamples { get; init; }

    /// <summary>After each of which the validation split was evaluated.</summary>
    public required int Epochs { get; init; }

    /// <summary>Wall time of all epochs, their evaluations included.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>Points at which the test split was evaluated, at the first of them the validation split too: before retraining, at the last and, where it is another one, at the selected epoch.</summary>
    public required int Points { get; init; }

    /// <summary>Wall time of those; null where it was not kept apart.</summary>
    public double? EvaluationSeconds { get; init; }

    /// <summary>Wall time of everything else: weights, scores, masks; null where it was not kept apart.</summary>
    public double? OtherSeconds { get; init; }
    public required int ValidationSamples { get; init; }
    public required int TestSamples { get; init; }

    /// <summary>Resident memory of the worker at its highest, in bytes; null where it was not recorded.</summary>
    public long? PeakMemory { get; init; }
}

/// <summary>How batches are made and steps are taken.</summary>
public sealed record TrainingSetting(int Batch, bool Flip, int CropPadding, double ResizedCrop, string Optimizer);
