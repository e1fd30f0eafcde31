using Bench.Models;

namespace Bench.Strategies;

/// <summary>Sizes and multiply-adds of a pruned network, by a protocol's rules.</summary>
public sealed record NetworkCounts
{
    /// <summary>T: all parameters.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>P: parameters that the protocol may prune.</summary>
    public required long PrunableParameters { get; init; }

    /// <summary>Prunable parameters asked to be kept.</summary>
    public required long AskedKept { get; init; }

    /// <summary>Prunable parameters that the masks keep.</summary>
    public required long KeptPrunable { get; init; }

    /// <summary>All parameters that count as kept: T − P + those that the masks keep; under <c>shrinkbench</c> those that are not zero.</summary>
    public required long KeptParameters { get; init; }

    /// <summary>Multiply-adds of one sample.</summary>
    public long DenseMacs => DenseProductMacs + Layers.Sum(l => l.DenseMacs);

    /// <summary>Multiply-adds of one sample that touch a kept weight, and those of values by values that are left.</summary>
    public long EffectiveMacs => EffectiveProductMacs + Layers.Sum(l => l.EffectiveMacs);

    /// <inheritdoc cref="NetworkGraph.ProductMacs"/>
    public long DenseProductMacs { get; init; }

    /// <summary>The same of what is left: fewer where channels are removed, as many where weights are.</summary>
    public long EffectiveProductMacs { get; init; }

    /// <summary>Dense ÷ effective MACs; +∞ where no weight is left.</summary>
    public double TheoreticalSpeedup => (double)DenseMacs / EffectiveMacs;

    /// <summary>Bytes of all parameters in fp32.</summary>
    public long DenseBytes => TotalParameters * sizeof(float);

    /// <summary>Whether what is left is a smaller network, which needs no mask.</summary>
    public bool IsShrunk { get; init; }

    /// <summary>Bytes as one bit for each prunable parameter and fp32 values of all parameters that the masks keep; of a smaller network its values alone.</summary>
    public long SparseBytes => IsShrunk ? KeptParameters * sizeof(float) : (PrunableParameters + 7) / 8 + (TotalParameters - PrunableParameters + KeptPrunable) * sizeof(float);

    /// <summary>Scores equal to the one at the cut, kept and dropped together.</summary>
    public required long TiedScores { get; init; }

    /// <summary>Convolution and linear layers in forward order.</summary>
    public required IReadOnlyList<LayerCounts> Layers { get; init; }

    /// <summary>The protocol's compression ratio.</summary>
    public double AchievedCompression { get; init; }
}

/// <summary>What is left of one layer.</summary>
public sealed record LayerCounts
{
    public required LayerInfo Layer { get; init; }

    /// <summary>Whether the protocol may prune its weight.</summary>
    public required bool Prunable { get; init; }

    /// <summary>Weights (without biases).</summary>
    public long Weights => Layer.Weights;

    /// <summary>Weights that count as kept.</summary>
    public required long Kept { get; init; }

    public required long DenseMacs { get; init; }
    public required long EffectiveMacs { get; init; }

    /// <summary>Outputs that are not removed.</summary>
    public int KeptChannels { get => field == 0 ? (int)Layer.WeightShape[0] : field; init; }

    /// <summary>No weight is kept.</summary>
    public bool Dead => Kept == 0;
}
