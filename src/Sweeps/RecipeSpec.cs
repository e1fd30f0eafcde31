using System.Text.Json.Serialization;

namespace Bench.Sweeps;

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

    /// <summary>Random resized crop (Szegedy et al. 2015): the least share of an image's area that is cropped and resized to the whole; 0: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ResizedCrop { get; init; }

    /// <summary>s: at every step s · sign(γ) is added to the gradient of each norm scale γ, as by the term s · Σ|γ| of the loss (Liu et al. 2017); 0: nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ScaleL1 { get; init; }

    /// <summary>Why a model without norms cannot be trained by it; null where it can.</summary>
    public string? WhyNotWithoutNorms(string phase, string model) => ScaleL1 > 0 ? $"{phase}: 'scale-l1' bears on the scales of norms, and model {model} has none" : null;
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

    /// <summary>Peak rates among which validation chooses, the first being <see cref="Rate"/>; empty where there is no choice.</summary>
    public IReadOnlyList<double> Candidates { get; init; } = [];

    /// <summary><c>constant</c>, <c>step</c>, <c>cosine</c> (to 0), <c>linear</c> (to 0), <c>cyclic</c> (restarts) or <c>one-cycle</c>.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>step: where the rate is multiplied by <see cref="Gamma"/>, as fractions of the run.</summary>
    public IReadOnlyList<double> Drops { get; init; } = [];

    /// <summary>step: the factor at each drop.</summary>
    public double Gamma { get; init; } = 0.1;

    /// <summary>cyclic: how many times the rate falls to 0 as a cosine.</summary>
    public int Cycles { get; init; } = 2;

    /// <summary>Linear warm-up from 0 over this fraction of the run (one-cycle: the rising part).</summary>
    public double Warmup { get; init; }

    /// <summary>Whether the rate first rises in equal steps.</summary>
    [JsonIgnore]
    public bool RisesLinearly => Warmup > 0 && Schedule != "one-cycle";
}

/// <summary>How training images are changed at random.</summary>
public sealed record AugmentationSpec(bool Flip = false, int CropPadding = 0)
{
    /// <summary>As a recipe's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ResizedCrop { get; init; }

    public static AugmentationSpec Of(RecipeSpec recipe) => new(recipe.Flip, recipe.CropPadding) { ResizedCrop = recipe.ResizedCrop };
}
