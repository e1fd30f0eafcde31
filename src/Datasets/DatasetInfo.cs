using Bench.Core;

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

    /// <summary>Samples of the publisher's training set, validation included, and of the test set; null: known once the files are read.</summary>
    public (int Train, int Test)? Samples { get; init; }

    /// <summary>Of the training set, the samples of a validation part that the publisher gives; null: none, a tenth of the training set is split off.</summary>
    public int? GivenValidation { get; init; }

    /// <summary>Procedurally generated: marked everywhere and left out of claims.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Ships inside the product: needs no files.</summary>
    public bool Ships { get; init; }
}
