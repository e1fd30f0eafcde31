using System.Text.Json.Serialization;
using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Criterion + scope + structure + schedule + starting point + retraining, by their names in the catalogues, with their options.</summary>
public sealed record StrategySpec
{
    /// <summary>The name of the control.</summary>
    public const string Dense = "dense";

    /// <summary>The structure of whole channels.</summary>
    public const string Channel = "channel";

    /// <summary>The criterion in whose place a narrower network of the same family is put.</summary>
    public const string Width = "width";

    /// <summary>The scope that divides by a scan of single layers, which is a step of its own before the first cut.</summary>
    public const string Sensitivity = "sensitivity";

    /// <summary>What figures and tables call it, such as <c>global-magnitude</c>; <c>dense</c> for the control. A label.</summary>
    public required string Name { get; init; }

    /// <summary>Null for the dense control.</summary>
    public string? Criterion { get; init; }

    public string? Scope { get; init; }

    public string Structure { get; init; } = "weight";

    public string Schedule { get; init; } = "one-shot";

    /// <summary><c>fine-tune</c>, <c>none</c>, ...</summary>
    public string Retraining { get; init; } = "fine-tune";

    /// <summary>Where it begins: see <see cref="StartPoint"/>.</summary>
    public string From { get; init; } = StartPoint.Pretrained;

    public OptionValues CriterionOptions { get; init; } = OptionValues.None;
    public OptionValues ScopeOptions { get; init; } = OptionValues.None;
    public OptionValues StructureOptions { get; init; } = OptionValues.None;
    public OptionValues ScheduleOptions { get; init; } = OptionValues.None;
    public OptionValues RetrainingOptions { get; init; } = OptionValues.None;

    /// <summary>What it prunes at all, and how much of a layer it leaves.</summary>
    [JsonIgnore]
    public LayerLimits Limits { get; init; } = LayerLimits.None;

    /// <summary>Least density of each layer.</summary>
    public double Floor { get => Limits.Floor; init => Limits = Limits with { Floor = value }; }

    /// <summary>Largest density of each layer.</summary>
    public double Cap { get => Limits.Cap; init => Limits = Limits with { Cap = value }; }

    /// <summary>Name patterns of the layers that are pruned; empty: all that the protocol allows.</summary>
    public IReadOnlyList<string> LayersOnly { get => Limits.Only; init => Limits = Limits with { Only = value }; }

    /// <summary>Name patterns of layers that are not.</summary>
    public IReadOnlyList<string> LayersExcept { get => Limits.Except; init => Limits = Limits with { Except = value }; }

    /// <summary>Whether the mask is shuffled within each layer: a control.</summary>
    public bool Shuffle { get; init; }

    /// <summary>What is done before every measurement, and undone after it: <c>nothing</c>, <c>renew-norm</c> or <c>repair</c>.</summary>
    public string MeasureAfter { get; init; } = "nothing";

    public OptionValues MeasureAfterOptions { get; init; } = OptionValues.None;

    /// <summary>Training samples that data-dependent criteria see: stratified, unaugmented.</summary>
    public int ScoringSamples { get; init; } = 1024;

    /// <summary>Batch-norm mode while scoring: <c>eval</c> (running statistics) or <c>train</c> (those of the batch).</summary>
    public string ScoringBatchNorm { get; init; } = "eval";

    /// <summary>Samples in a scoring batch: matters for criteria that aggregate per batch.</summary>
    public int ScoringBatch { get; init; } = 128;

    /// <summary>Whether it is nothing but a cut of pretrained weights and a retraining that needs no other state.</summary>
    [JsonIgnore]
    public bool IsOneShot => Schedule == "one-shot" && From == StartPoint.Pretrained;

    /// <summary>Whether it removes whole channels.</summary>
    [JsonIgnore]
    public bool IsOfChannels => Structure == Channel;

    /// <summary>Whether single layers are scanned before it cuts, for its own scope or for that of a strategy whose densities it takes.</summary>
    [JsonIgnore]
    public bool Scans => Criterion is not null && Rule.Scanned().Any();

    /// <summary>The dense network with the same start and training: what a result of the strategy is compared with.</summary>
    internal StrategySpec Control => new()
    {
        Name = Dense, From = From, Retraining = Retraining, RetrainingOptions = RetrainingOptions, MeasureAfter = MeasureAfter, MeasureAfterOptions = MeasureAfterOptions,
    };

    /// <summary>How it cuts.</summary>
    [JsonIgnore]
    public CutRule Rule => new()
    {
        Criterion = Criterion!, CriterionOptions = CriterionOptions, Scope = Scope!, ScopeOptions = ScopeOptions, Structure = Structure,
        StructureOptions = StructureOptions, ScoringSamples = ScoringSamples, ScoringBatch = ScoringBatch, ScoringBatchNorm = ScoringBatchNorm, Limits = Limits,
    };
}
