namespace Bench.Results;

/// <summary>Everything measured of one finished cell; what a worker sends and one transaction stores.</summary>
public sealed record CellResult
{
    public required string Identity { get; init; }

    /// <summary>Test and validation, before retraining, at the last and at the selected epoch.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    /// <summary>Which evaluation is the headline: <c>selected</c>, or <c>last</c> where validation images may have been seen, or <c>before</c> without retraining.</summary>
    public required string Headline { get; init; }

    /// <summary>The epoch (from 1) with the highest validation top-1, the earliest on a tie; 0 without retraining.</summary>
    public required int SelectedEpoch { get; init; }

    public required SizeRecord Size { get; init; }

    /// <summary>
    /// Which channel units of the dense network are kept, in the order of its groups: a bit each, the first in the lowest of the first byte, as base64;
    /// <c>width=0.5</c> where a network so many times as wide takes its place; null where no channels are removed.
    /// </summary>
    public string? KeptUnits { get; init; }
    public required IReadOnlyList<LayerRecord> Layers { get; init; }

    /// <summary>The retraining's epochs.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    public required BudgetRecord Budget { get; init; }

    /// <summary>Every cut in order; none for the control.</summary>
    public IReadOnlyList<CutRecord> Cuts { get; init; } = [];

    /// <summary>Null where it was not measured.</summary>
    public LossRecord? Loss { get; init; }

    /// <summary>Wall time in seconds by phase: <c>load</c>, <c>start</c> (getting the starting weights), <c>score</c>, <c>retrain</c>, <c>evaluate</c>, <c>total</c>.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Pictures of the data set that were left out as they cannot be decoded.</summary>
    public int SkippedImages { get; init; }

    /// <summary>SHA-256 over the validation split's sample indices.</summary>
    public required string SplitFingerprint { get; init; }

    /// <summary>SHA-256 over the starting weights.</summary>
    public required string StartFingerprint { get; init; }

    /// <summary>SHA-256 over the mask bits.</summary>
    public required string MaskFingerprint { get; init; }

    /// <summary>Words of warning such as <c>validation-seen</c>, <c>dead-layer</c>, <c>at-chance</c> (docs/methods.md, Flags).</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public required EnvironmentRecord Environment { get; init; }
}
