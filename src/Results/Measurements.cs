namespace Bench.Results;

/// <summary>Counts of the whole network.</summary>
public sealed record SizeRecord
{
    /// <summary>T: all parameters.</summary>
    public required long TotalParameters { get; init; }

    /// <summary>P: parameters that the protocol may prune.</summary>
    public required long PrunableParameters { get; init; }

    /// <summary>Prunable parameters asked to be kept; where channels are removed, as many as are kept: what was asked is <see cref="TargetAsked"/>.</summary>
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

    /// <summary>Prunable weights kept that lie on a path of kept weights from input to output; null where it was not counted.</summary>
    public long? EffectiveKept { get; init; }

    /// <summary><see cref="EffectiveKept"/> ÷ prunable weights.</summary>
    public double? EffectiveDensity { get; init; }

    /// <summary>Classes that no path from the input reaches.</summary>
    public int? CutOffOutputs { get; init; }

    /// <summary>What the asked ratio divides where channels are removed: <c>compression</c> (parameters) or <c>macs</c>; null elsewhere.</summary>
    public string? Target { get; init; }

    /// <summary>The most parameters or MACs that this allows, and those that the network has.</summary>
    public long? TargetAsked { get; init; }
    public long? TargetAchieved { get; init; }

    /// <summary>What it takes to use the network that is handed on; null where that was not counted.</summary>
    public FootprintRecord? Footprint { get; init; }
}

/// <summary>What a network takes in evaluation and on the disk: the dense network with its pruned weights at 0, or the smaller one where channels are removed.</summary>
public sealed record FootprintRecord
{
    /// <summary>
    /// Bytes that a forward pass of one sample needs at once, in fp32: parameters, and the values that are alive at the same time; without the working memory
    /// of single operations.
    /// </summary>
    public required long InferenceBytes { get; init; }

    /// <summary>The same of 128 samples.</summary>
    public required long InferenceBytesOf128 { get; init; }

    /// <summary>Both of the dense network.</summary>
    public required long DenseInferenceBytes { get; init; }
    public required long DenseInferenceBytesOf128 { get; init; }

    /// <summary>Of a safetensors file with parameters and norm statistics, and of the same in gzip.</summary>
    public required long FileBytes { get; init; }
    public required long CompressedBytes { get; init; }
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

    /// <summary>Weights kept that lie on a path of kept weights from input to output; null where it was not counted.</summary>
    public long? EffectiveKept { get; init; }

    /// <summary>Outputs (units, channels) on no such path.</summary>
    public int? DisconnectedOutputs { get; init; }

    /// <summary>Outputs (units, channels) of the dense layer, and those that are not removed.</summary>
    public required int Channels { get; init; }
    public required int KeptChannels { get; init; }

    /// <summary>Outputs that are not removed and on no path of kept weights, as where all their weights are pruned; null where they were not counted.</summary>
    public int? DeadChannels { get; init; }
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

    /// <summary>
    /// Passes over the training samples in all steps after the start: rounds, training before pruning, retraining, and renewed norm statistics as a
    /// fraction; without scoring. Null: that of the retraining, as are the next two.
    /// </summary>
    public double? TotalEpochs { get; init; }
    public long? TotalSamples { get; init; }
    public double? TotalMacs { get; init; }

    /// <summary>Share of the prunable weights that were active at some time of dynamic sparse training; null elsewhere.</summary>
    public double? ActiveShare { get; init; }

    /// <summary>Peak learning rate that validation has chosen from the recipe's list; null where there was no choice.</summary>
    public double? ChosenRate { get; init; }
}

/// <summary>One cut: what was asked and kept, and what scoring cost.</summary>
public sealed record CutRecord
{
    /// <summary>When, as a sweep says it: <c>pretrained</c>, <c>initialization</c>, <c>epoch 2</c>, <c>step 500</c>.</summary>
    public required string Step { get; init; }

    /// <summary>Prunable parameters to be kept, and kept; where channels are removed, the parameters or MACs (<see cref="SizeRecord.Target"/>) that may be left, and are.</summary>
    public required long AskedKept { get; init; }

    /// <inheritdoc cref="AskedKept"/>
    public required long Kept { get; init; }
    public required long TiedScores { get; init; }

    /// <summary>Wall time of scores and masks.</summary>
    public required double Seconds { get; init; }

    /// <summary>Samples that scoring has seen, with repetition.</summary>
    public required long Samples { get; init; }

    /// <summary>Passes of scoring, a batch each.</summary>
    public required long ForwardPasses { get; init; }
    public required long BackwardPasses { get; init; }
}

/// <summary>What is lost, not only how much: the headline on the test set.</summary>
public sealed record LossRecord
{
    /// <summary>All classes, by label from 0.</summary>
    public required IReadOnlyList<ClassAccuracy> Classes { get; init; }

    /// <summary>Expected calibration error over 15 bins of equal width.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Share of samples for which the dense network that the cell started from predicts the same class.</summary>
    public required double DenseAgreement { get; init; }

    /// <summary>Accuracy of the class that has the lowest; classes without samples are left out.</summary>
    public double WorstClassTop1 => Classes.Where(c => c.Total > 0).Min(c => (double)c.Correct / c.Total);
}

/// <summary>Samples of one class and those whose label has the highest output.</summary>
public sealed record ClassAccuracy(int Correct, int Total);
