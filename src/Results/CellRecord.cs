namespace Bench.Results;

/// <summary>What a cell is: the columns by which people look for it, and the full configuration.</summary>
public sealed record CellDescription
{
    /// <summary>Hash of the canonical configuration; the primary key.</summary>
    public required string Identity { get; init; }

    public required string Protocol { get; init; }
    public required string Dataset { get; init; }

    /// <summary>Procedurally generated data, which no claim may rest on.</summary>
    public bool Synthetic { get; init; }

    public required string Model { get; init; }

    /// <summary>The strategy's label; <c>dense</c> for the control.</summary>
    public required string Strategy { get; init; }

    /// <summary>Null for the control, as is <see cref="Scope"/>.</summary>
    public string? Criterion { get; init; }
    public string? Scope { get; init; }
    public required string Structure { get; init; }
    public required string Schedule { get; init; }
    public required string Retraining { get; init; }

    /// <summary>Asked compression ratio.</summary>
    public required double Compression { get; init; }

    public required int Seed { get; init; }

    /// <summary>Label of the retraining recipe, null where there is none.</summary>
    public string? Recipe { get; init; }

    /// <summary>Identity of the pretraining (or of the imported weights) that the cell starts from.</summary>
    public required string Start { get; init; }

    /// <summary>Imported weights, not trained by the product.</summary>
    public bool Imported { get; init; }

    public bool IsControl { get; init; }

    /// <summary>The whole configuration as JSON, values at their defaults included.</summary>
    public required string Configuration { get; init; }
}

/// <summary>Everything measured of one finished cell; what a worker sends and one transaction stores.</summary>
public sealed record CellResult
{
    public required string Identity { get; init; }

    /// <summary>Test and validation, before retraining, at the last and at the selected epoch.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }

    /// <summary>Which evaluation is the headline: <c>selected</c>, or <c>last</c> where validation images may have been seen, or <c>before</c> without retraining.</summary>
    public required string Headline { get; init; }

    /// <summary>The epoch (from 1) with the highest validation top-1, the earliest on a tie; 0 without retraining.</summary>
    public required int SelectedEpoch { get; init; }

    public required SizeRecord Size { get; init; }
    public required IReadOnlyList<LayerRecord> Layers { get; init; }

    /// <summary>The retraining's epochs.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    public required BudgetRecord Budget { get; init; }

    /// <summary>Wall time in seconds by phase: <c>load</c>, <c>pretrain</c>, <c>score</c>, <c>retrain</c>, <c>evaluate</c>, <c>total</c>.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>SHA-256 over the validation split's sample indices.</summary>
    public required string SplitFingerprint { get; init; }

    /// <summary>SHA-256 over the starting weights.</summary>
    public required string StartFingerprint { get; init; }

    /// <summary>SHA-256 over the mask bits.</summary>
    public required string MaskFingerprint { get; init; }

    /// <summary>Words of warning such as <c>validation-seen</c>, <c>dead-layer</c>, <c>count-missed</c>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    public required EnvironmentRecord Environment { get; init; }
}

/// <summary>Loss and accuracy of a network over all samples of a split.</summary>
public sealed record Evaluation
{
    /// <summary><c>before</c> (after pruning, before retraining), <c>last</c> or <c>selected</c>.</summary>
    public required string Point { get; init; }

    /// <summary><c>test</c> or <c>validation</c>.</summary>
    public required string Split { get; init; }

    /// <summary>Mean cross-entropy in nats.</summary>
    public required double Loss { get; init; }

    /// <summary>Samples whose label has the highest output.</summary>
    public required int Correct { get; init; }

    /// <summary>Samples whose label is among the five highest outputs.</summary>
    public required int CorrectTop5 { get; init; }

    /// <summary>Samples in the split.</summary>
    public required int Total { get; init; }

    /// <summary>Correct ÷ total, in [0, 1].</summary>
    public double Top1 => (double)Correct / Total;

    public double Top5 => (double)CorrectTop5 / Total;
}

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

/// <summary>One epoch of a training run.</summary>
public sealed record EpochRecord
{
    /// <summary>From 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Optimizer steps taken since the start of the run.</summary>
    public required int Steps { get; init; }

    /// <summary>Means over the epoch's training samples as they were trained on.</summary>
    public required double TrainLoss { get; init; }
    public required double TrainTop1 { get; init; }
    public required double ValidationLoss { get; init; }
    public required double ValidationTop1 { get; init; }
    public required double ValidationTop5 { get; init; }

    /// <summary>Of the epoch's last step.</summary>
    public required double LearningRate { get; init; }
    public required double Seconds { get; init; }
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

/// <summary>A finished pretraining, shared by all cells that start from it.</summary>
public sealed record PretrainingRecord
{
    public required string Identity { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }

    /// <summary>Label of the recipe; null for imported weights.</summary>
    public string? Recipe { get; init; }

    /// <summary>Null for imported weights.</summary>
    public int? Seed { get; init; }

    /// <summary>Canonical JSON.</summary>
    public required string Configuration { get; init; }

    /// <summary>SHA-256 over the weights that the cells start from.</summary>
    public required string WeightsFingerprint { get; init; }
    public required string SplitFingerprint { get; init; }

    /// <summary>The epoch whose weights are used: the one with the highest validation top-1; 0 for imported weights.</summary>
    public required int SelectedEpoch { get; init; }

    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Of the weights that are used; points are <c>selected</c>.</summary>
    public required IReadOnlyList<Evaluation> Evaluations { get; init; }
    public required double Seconds { get; init; }
    public required EnvironmentRecord Environment { get; init; }
}

/// <summary>Where and with what a result was computed.</summary>
public sealed record EnvironmentRecord
{
    public required string Host { get; init; }
    public required string Cpu { get; init; }
    public required int Threads { get; init; }
    public required string OperatingSystem { get; init; }
    public required string Dotnet { get; init; }
    public required string TorchSharp { get; init; }
    public required string LibTorch { get; init; }

    /// <summary>Version and commit of the product.</summary>
    public required string Product { get; init; }
}

/// <summary>One try at a cell.</summary>
public sealed record AttemptRecord
{
    public required string Identity { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Ended { get; init; }
    public required string Host { get; init; }
    public required int ProcessId { get; init; }

    /// <summary><c>finished</c>, <c>failed</c> (an exception, a NaN) or <c>died</c> (the worker ended).</summary>
    public required string Outcome { get; init; }

    /// <summary>One line; null when finished.</summary>
    public string? Reason { get; init; }
}
