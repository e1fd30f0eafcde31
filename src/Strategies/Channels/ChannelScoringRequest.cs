using Bench.Core;
using Bench.Tensors;

namespace Bench.Strategies;

/// <summary>How channels are to be scored.</summary>
public sealed record ChannelScoringRequest
{
    public required IChannelCriterion Criterion { get; init; }

    /// <summary>Of the criterion.</summary>
    public OptionValues Options { get; init; } = OptionValues.None;

    /// <summary>Scoring samples; may be empty for a criterion that needs none.</summary>
    public IReadOnlyList<LabeledBatch> Batches { get; init; } = [];

    /// <summary>One of <see cref="BatchNormMode"/>.</summary>
    public string BatchNorm { get; init; } = BatchNormMode.Eval;

    /// <summary>The cell's.</summary>
    public required long Seed { get; init; }

    /// <summary>One of <see cref="ChannelCombination.All"/>; null: the criterion's own.</summary>
    public string? Combination { get; init; }

    /// <summary>One of <see cref="ChannelNormalization.All"/>; null: the criterion's own.</summary>
    public string? Normalization { get; init; }

    /// <summary>Of the map's units the places in the map of the network that was not pruned yet; null: none has been removed.</summary>
    public IReadOnlyList<int>? Units { get; init; }

    /// <summary>Which layers may be pruned: groups that may not are not scored.</summary>
    public LayerLimits Limits { get; init; } = LayerLimits.None;
}
