using Bench.Core;
using Bench.Tensors;

namespace Bench.Datasets;

/// <summary>A data set, decoded and split.</summary>
public sealed record Dataset : IDisposable
{
    public required DatasetInfo Info { get; init; }

    /// <summary>What is trained on: nothing of the validation split.</summary>
    public required Samples Train { get; init; }

    /// <summary>10 % of the training set, stratified, fixed for the data set whatever the seed; or the validation part that the publisher gives.</summary>
    public required Samples Validation { get; init; }
    public required Samples Test { get; init; }
    public required Normalization Normalization { get; init; }

    /// <summary>SHA-256 over the indices of the validation split in the training set; a part that is given counts as the end of it.</summary>
    public required string SplitFingerprint { get; init; }

    /// <summary>Pictures that were left out as they cannot be decoded.</summary>
    public int SkippedImages { get; init; }

    /// <summary>What makes its results doubtful.</summary>
    public IReadOnlyList<DataWarning> Warnings { get; init; } = [];

    /// <summary>The data set on a device, for good; what this one held is moved.</summary>
    public Dataset MoveTo(ComputeDevice device) => this with
    {
        Train = Train.MoveTo(device), Validation = Validation.MoveTo(device), Test = Test.MoveTo(device),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Train.Dispose();
        Validation.Dispose();
        Test.Dispose();
    }
}
