namespace Bench.Results;

/// <summary>A finished pretraining, shared by all cells that start from it.</summary>
public sealed record PretrainingRecord
{
    public required string Identity { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }

    /// <summary>Null for imported weights.</summary>
    public int? Seed { get; init; }

    /// <summary>Canonical JSON.</summary>
    public required string Configuration { get; init; }

    /// <summary>SHA-256 over the weights that the cells start from.</summary>
    public required string WeightsFingerprint { get; init; }
    public required string SplitFingerprint { get; init; }

    /// <summary>The epoch whose weights are used: the one with the highest validation top-1; 0 for imported weights.</summary>
    public required int SelectedEpoch { get; init; }

    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Of the weights that are used; points are <c>selected</c>.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }
    public required double Seconds { get; init; }
    public required EnvironmentRecord Environment { get; init; }
}
