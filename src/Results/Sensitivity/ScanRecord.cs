namespace Bench.Results;

/// <summary>A scan: layers of one network are cut alone, by one criterion, and measured on one split; which, and how far, is no part of it.</summary>
public sealed record ScanRecord
{
    /// <summary>Hash of <see cref="Configuration"/>.</summary>
    public required string Identity { get; init; }

    /// <summary>Identity of the pretraining whose weights are cut.</summary>
    public required string Start { get; init; }
    public required string Protocol { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }
    public required int Seed { get; init; }
    public required string Precision { get; init; }

    /// <summary><c>weight</c>: layers are cut; <c>channel</c>: groups of layers whose channels go together.</summary>
    public required string Structure { get; init; }
    public required string Criterion { get; init; }

    /// <summary>Those that are not at their default, in words; null where all are.</summary>
    public string? CriterionOptions { get; init; }
    public required int ScoringSamples { get; init; }

    /// <summary>Training images over which norm statistics are renewed after each cut; null: they stay.</summary>
    public int? RenewedSamples { get; init; }

    /// <summary><c>validation</c> or <c>test</c>.</summary>
    public required string Split { get; init; }

    /// <summary>So many samples of the split; null: all.</summary>
    public int? Samples { get; init; }

    /// <summary>Canonical JSON.</summary>
    public required string Configuration { get; init; }
}
