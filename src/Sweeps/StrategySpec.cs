namespace Bench.Sweeps;

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
