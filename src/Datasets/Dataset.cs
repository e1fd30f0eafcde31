using Bench.Core;

namespace Bench.Datasets;

/// <summary>A data set, decoded and split.</summary>
public sealed record Dataset : IDisposable
{
    public required DatasetInfo Info { get; init; }

    /// <summary>The training set without the validation split.</summary>
    public required Samples Train { get; init; }

    /// <summary>10 % of the training set, stratified, fixed for the data set whatever the seed.</summary>
    public required Samples Validation { get; init; }
    public required Samples Test { get; init; }
    public required Normalization Normalization { get; init; }

    /// <summary>SHA-256 over the indices of the validation split.</summary>
    public required string SplitFingerprint { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        Test.Dispose();
    }
}
