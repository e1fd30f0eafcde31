namespace Bench.Results;

/// <summary>One epoch of a training run.</summary>
public sealed record EpochRecord
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps taken since the start of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Means over the epoch's training samples as they were trained on.</summary>
    public required double TrainLoss { get; init; }
    public required double TrainTop1 { get; init; }
    public required double ValidationLoss { get; init; }
    public required double ValidationTop1 { get; init; }
    public required double ValidationTop5 { get; init; }

    /// <summary>Of the epoch's last step.</summary>
    public required double LearningRate { get; init; }
    public required double Seconds { get; init; }
}
