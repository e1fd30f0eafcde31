using Bench.Core;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Strategies;

/// <summary>How parameters are to be scored.</summary>
public sealed record ScoringRequest
{
    public required ICriterion Criterion { get; init; }

    /// <summary>Of the criterion.</summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    /// <summary>Scoring samples; may be empty for a criterion that needs none.</summary>
    public IReadOnlyList<LabeledBatch> Batches { get; init; } = [];

    /// <summary>One of <see cref="BatchNormMode"/>.</summary>
    public string BatchNorm { get; init; } = BatchNormMode.Eval;

    /// <summary>The cell's.</summary>
    public required long Seed { get; init; }

    /// <summary>Which layers may be pruned, and so are scored.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.None;

    /// <summary>What an earlier cut has left.</summary>
    public MaskSet? Mask { get; init; }

    /// <summary>Parameters at initialization, by name.</summary>
    public IReadOnlyDictionary<string, Tensor>? Initial { get; init; }

    /// <summary>What training steps have added up, by parameter.</summary>
    public IReadOnlyDictionary<string, Tensor>? Accumulated { get; init; }
}
