using Bench.Core;

namespace Bench.Datasets;

/// <summary>What a decoded data set turned out to be, without its samples.</summary>
public sealed record DatasetSurvey
{
    /// <summary>With the numbers of samples.</summary>
    public required DatasetInfo Info { get; init; }

    /// <summary>Classes that training samples (validation included) are of, rising.</summary>
    public required IReadOnlyList<long> TrainClasses { get; init; }

    /// <summary>Classes that test samples are of, rising.</summary>
    public required IReadOnlyList<long> TestClasses { get; init; }

    public required IReadOnlyList<DataWarning> Warnings { get; init; }

    /// <summary>How inputs are normalized, by the description or by the training split.</summary>
    public required Normalization Normalization { get; init; }

    /// <summary>The words that are labels, in the order of the classes; null: labels are no words.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>What was found out about the files without being told, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Something about a data set that makes its results doubtful: one line, and the flag that results carry for it, where they do.</summary>
public sealed record DataWarning(string Text, string? Flag = null);
