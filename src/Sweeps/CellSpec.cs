using System.Text.Json.Serialization;

namespace Bench.Sweeps;

/// <summary>
/// One cell of a sweep with everything resolved that can change its numbers: what the identity hashes and
/// what a worker is sent. Labels (names of recipes and strategies) are not part of the identity.
/// </summary>
public sealed record CellSpec
{
    /// <summary>The conventions of the measurement: <c>bench</c>, <c>all-weights</c> or <c>shrinkbench</c>.</summary>
    public required string Protocol { get; init; }

    public required DatasetSpec Dataset { get; init; }

    /// <summary>A name of the model catalogue, or that of <see cref="Network"/>.</summary>
    public required string Model { get; init; }

    /// <summary>The file of a network of the user's own; null for a model of the catalogue.</summary>
    public OwnNetwork? Network { get; init; }

    /// <summary>Imported weights to start from; null where the product pretrains.</summary>
    public ImportedWeights? Start { get; init; }

    /// <summary>How the dense network is trained; null with <see cref="Start"/>.</summary>
    public RecipeSpec? Pretraining { get; init; }

    public required StrategySpec Strategy { get; init; }

    /// <summary>The asked compression ratio, at least 1.</summary>
    public required double Compression { get; init; }

    public required int Seed { get; init; }

    /// <summary>How the pruned network is retrained; null where the strategy's retraining is <c>none</c>.</summary>
    public RecipeSpec? Retraining { get; init; }

    /// <summary>How training images are augmented where norm statistics are renewed over some; null where none are.</summary>
    public AugmentationSpec? Augmentation { get; init; }

    /// <summary>Arithmetic of the forward and backward pass: <c>fp32</c>.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Behaviour versions, by part (such as <c>criterion/magnitude</c>), of those parts that are beyond version 1.</summary>
    public SortedDictionary<string, int> Versions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What its steps depend on, as planned; null for a <see cref="Method.IsSimple"/> one. A worker finds it out anew.</summary>
    [JsonIgnore]
    public MethodFacts? Facts { get; init; }

    /// <summary>Whether this is the dense control: compression 1, no strategy applied.</summary>
    [JsonIgnore]
    public bool IsControl => Strategy.Criterion is null;
}
