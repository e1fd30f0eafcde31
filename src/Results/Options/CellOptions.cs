namespace Bench.Results;

/// <summary>The options of all cells of a curve (those that differ in nothing but compression and seed), as columns of the table <c>cell</c>.</summary>
internal sealed record CellOptions
{
    /// <summary>The composition's name: no sweep's label.</summary>
    public required string Strategy { get; init; }

    /// <summary>Own data: what they are and how they are read, as JSON.</summary>
    public required string? DatasetOptions { get; init; }

    /// <summary>SHA-256 of the ONNX file that a network of one's own is; null for the catalogue's.</summary>
    public required string? Network { get; init; }

    /// <summary>Null for the control, as are the next two.</summary>
    public required int? ScoringSamples { get; init; }
    public required int? ScoringBatch { get; init; }
    public required string? ScoringBatchNorm { get; init; }

    /// <summary>Where pruning begins, and the options of the strategy's parts.</summary>
    public required StrategyOptions Parts { get; init; }
    public required string Precision { get; init; }

    /// <summary>Null without retraining.</summary>
    public required RecipeOptions? Retraining { get; init; }

    /// <summary>Null for imported weights.</summary>
    public required RecipeOptions? Pretraining { get; init; }

    /// <summary>Such as <c>training 2</c>.</summary>
    public required string Versions { get; init; }

    /// <summary>Hash of what a comparison of strategies holds equal; the point of its plain control.</summary>
    public required string Setting { get; init; }

    /// <summary>The point of the control: the unpruned network that begins where the strategy does and is trained as it is.</summary>
    public required string ControlPoint { get; init; }

    /// <summary>Hash of everything but compression and seed.</summary>
    public required string Curve { get; init; }
}
