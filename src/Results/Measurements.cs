namespace Bench.Results;

/// <summary>Counts of the whole network.</summary>
public sealed record SizeRecord
{
    /// <summary>T: all parameters.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>P: parameters that the protocol may prune.</summary>
    public required long PrunableParameters { get; init; }

    /// <summary>Prunable parameters asked to be kept.</summary>
    public required long AskedKept { get; init; }

    /// <summary>Prunable parameters that the masks keep.</summary>
    public required long KeptPrunable { get; init; }

    /// <summary>All parameters kept: T − P + kept prunable ones.</summary>
    public required long KeptParameters { get; init; }

    /// <summary>The protocol's compression ratio, counted from masks.</summary>
    public required double AchievedCompression { get; init; }

    /// <summary>Multiply-adds of one sample by the protocol's rule.</summary>
    public required long DenseMacs { get; init; }

    /// <summary>Multiply-adds that touch a kept weight.</summary>
    public required long EffectiveMacs { get; init; }

    /// <summary>Dense ÷ effective MACs.</summary>
    public required double TheoreticalSpeedup { get; init; }

    /// <summary>Bytes of all parameters in fp32.</summary>
    public required long DenseBytes { get; init; }

    /// <summary>Bytes as one bit for each prunable parameter and fp32 values of those kept.</summary>
    public required long SparseBytes { get; init; }

    /// <summary>Scores equal to the one at the cut, kept and dropped together; 0 where the cut falls between different scores.</summary>
    public required long TiedScores { get; init; }
}

/// <summary>One convolution or linear layer.</summary>
public sealed record LayerRecord
{
    /// <summary>Position in forward order, from 0.</summary>
    public required int Index { get; init; }
    public required string Name { get; init; }

    /// <summary><c>conv2d</c> or <c>linear</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Shape of the weight, such as <c>64×3×3×3</c>.</summary>
    public required string Shape { get; init; }
    public required bool Prunable { get; init; }

    /// <summary>Weights (without biases) and those kept.</summary>
    public required long Weights { get; init; }
    public required long Kept { get; init; }
    public required long DenseMacs { get; init; }
    public required long EffectiveMacs { get; init; }

    /// <summary>No weight is kept: nothing passes through the layer but its bias.</summary>
    public bool Dead { get; init; }
}

/// <summary>What the retraining was allowed.</summary>
public sealed record BudgetRecord
{
    public required int Epochs { get; init; }
    public required int Steps { get; init; }

    /// <summary>Training samples seen, with repetition.</summary>
    public required long Samples { get; init; }

    /// <summary>Multiply-adds of forward and backward passes (3 × effective MACs × samples).</summary>
    public required double Macs { get; init; }
}
