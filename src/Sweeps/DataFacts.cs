using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>What is known of a data set before anything is run.</summary>
public sealed record DataFacts
{
    /// <summary>Samples by split; null where the data would have to be read for that.</summary>
    public SplitSizes? Sizes { get; init; }

    /// <summary>Number of classes that a user's own data are said to have; null for data of the catalogue.</summary>
    public int? Classes { get; init; }

    /// <summary>Classes that samples of a user's own training set (validation included) are of, rising.</summary>
    public IReadOnlyList<long> TrainClasses { get; init; } = [];

    /// <summary>Classes that samples of a user's own test set are of, rising.</summary>
    public IReadOnlyList<long> TestClasses { get; init; } = [];

    /// <summary>The words that are a user's own labels, in the order of the classes; null: labels are no words.</summary>
    public IReadOnlyList<string>? LabelNames { get; init; }

    /// <summary>Whether a user's own files hold a validation part, which is the validation split.</summary>
    public bool HasValidation { get; init; }

    /// <summary>What was found out about a user's own files without being told, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What is odd about it, one line each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
