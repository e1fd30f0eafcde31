using System.Text.Json.Serialization;
using Bench.Core;

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

    /// <summary>A name of the model catalogue.</summary>
    public required string Model { get; init; }

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

    /// <summary>Arithmetic of the forward and backward pass: <c>fp32</c>.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>Behaviour versions, by part (such as <c>criterion/magnitude</c>), of those parts that are beyond version 1.</summary>
    public SortedDictionary<string, int> Versions { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Whether this is the dense control: compression 1, no strategy applied.</summary>
    [JsonIgnore]
    public bool IsControl => Strategy.Criterion is null;
}

/// <summary>Which data: a name of the catalogue, or a user's own files.</summary>
public sealed record DatasetSpec
{
    public required string Name { get; init; }

    /// <summary>A user's own data; null for a name of the catalogue.</summary>
    public OwnFiles? Files { get; init; }
}

/// <summary>Weights from a safetensors file.</summary>
public sealed record ImportedWeights
{
    /// <summary>Path of the file; absolute once resolved; not part of the identity.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file; filled when the sweep is resolved.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Mean by channel of pixel ÷ 255 that the weights were trained with; null: the data set's own.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    public IReadOnlyList<double>? Std { get; init; }
}

/// <summary>Criterion + scope + structure + schedule + retraining, by their names in the catalogues.</summary>
public sealed record StrategySpec
{
    /// <summary>The name of the control.</summary>
    public const string Dense = "dense";

    /// <summary>What figures and tables call it, such as <c>global-magnitude</c>; <c>dense</c> for the control. A label.</summary>
    public required string Name { get; init; }

    /// <summary>Null for the dense control.</summary>
    public string? Criterion { get; init; }

    public string? Scope { get; init; }

    public string Structure { get; init; } = "weight";

    public string Schedule { get; init; } = "one-shot";

    /// <summary><c>fine-tune</c> or <c>none</c>.</summary>
    public string Retraining { get; init; } = "fine-tune";

    /// <summary>Training samples that data-dependent criteria see: stratified, unaugmented.</summary>
    public int ScoringSamples { get; init; } = 1024;

    /// <summary>Batch-norm mode while scoring: <c>eval</c> (running statistics) or <c>train</c> (those of the batch).</summary>
    public string ScoringBatchNorm { get; init; } = "eval";

    /// <summary>Samples in a scoring batch: matters for criteria that aggregate per batch.</summary>
    public int ScoringBatch { get; init; } = 128;
}

/// <summary>Optimizer, learning rates, length, batch and augmentation: everything that a training run depends on but seed, data and network.</summary>
public sealed record RecipeSpec
{
    /// <summary>The recipe's name in the catalogue it was taken from; overridden values keep it. A label.</summary>
    public required string Name { get; init; }

    public required OptimizerSpec Optimizer { get; init; }

    public required LearningRateSpec LearningRate { get; init; }

    /// <summary>Length in epochs; exactly one of <see cref="Epochs"/> and <see cref="Steps"/> is given.</summary>
    public int? Epochs { get; init; }

    /// <summary>Length in optimizer steps.</summary>
    public int? Steps { get; init; }

    /// <summary>Samples a step; the last, short batch of an epoch is trained on too.</summary>
    public required int Batch { get; init; }

    /// <summary>Random horizontal flip, each sample with probability one half.</summary>
    public bool Flip { get; init; }

    /// <summary>Random crop after padding by this many zero pixels on each side; 0: none.</summary>
    public int CropPadding { get; init; }
}

/// <summary>The rule of the weight update.</summary>
public sealed record OptimizerSpec
{
    /// <summary><c>sgd</c>, <c>adam</c> (L2 added to the gradient; Kingma and Ba 2015) or <c>adamw</c> (decoupled; Loshchilov and Hutter 2019).</summary>
    public required string Name { get; init; }

    /// <summary>sgd.</summary>
    public double Momentum { get; init; }

    /// <summary>sgd.</summary>
    public bool Nesterov { get; init; }

    public double WeightDecay { get; init; }

    /// <summary>adam, adamw.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>adam, adamw.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>adam, adamw.</summary>
    public double Epsilon { get; init; } = 1e-8;
}

/// <summary>The learning rate over a run.</summary>
public sealed record LearningRateSpec
{
    /// <summary>The peak learning rate.</summary>
    public required double Rate { get; init; }

    /// <summary><c>constant</c>, <c>step</c>, <c>cosine</c> (to 0) or <c>one-cycle</c>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>step: where the rate is multiplied by <see cref="Gamma"/>, as fractions of the run.</summary>
    public IReadOnlyList<double> Drops { get; init; } = [];

    /// <summary>step: the factor at each drop.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>Linear warm-up from 0 over this fraction of the run (one-cycle: the rising part).</summary>
    public double Warmup { get; init; }
}
