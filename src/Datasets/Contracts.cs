using Bench.Core;
using static TorchSharp.torch;

namespace Bench.Datasets;

/// <summary>What is known of a data set before it is read.</summary>
public sealed record DatasetInfo
{
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary>Whom to cite.</summary>
    public required string Source { get; init; }
    public required string License { get; init; }
    public required InputShape Input { get; init; }
    public required int Classes { get; init; }

    /// <summary>Procedurally generated: marked everywhere and left out of claims.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Ships inside the product: needs no files.</summary>
    public bool Ships { get; init; }
}

/// <summary>Samples in memory: images (N, C, H, W) uint8, labels (N) int64.</summary>
public sealed record Samples(Tensor Images, Tensor Labels) : IDisposable
{
    public int Count => (int)Labels.shape[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        Images.Dispose();
        Labels.Dispose();
    }
}

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
