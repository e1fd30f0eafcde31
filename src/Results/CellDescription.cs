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

    /// <summary>The strategy's label in a sweep; <c>dense</c> for the control.</summary>
    public required string Strategy { get; init; }

    /// <summary>
    /// The name of criterion + scope + structure + schedule, whatever a sweep calls it: the catalogue's, else <c>scope-criterion</c>; <c>dense</c> for the
    /// control.
    /// </summary>
    public required string Composition { get; init; }

    /// <summary>Where the composition's name is one of the catalogue's: that strategy as JSON, whose options the name says already.</summary>
    public string? Named { get; init; }

    /// <summary>Null for the control, as is <see cref="Scope"/>.</summary>
    public string? Criterion { get; init; }
    public string? Scope { get; init; }
    public required string Structure { get; init; }
    public required string Schedule { get; init; }
    public required string Retraining { get; init; }

    /// <summary>Asked compression ratio.</summary>
    public required double Compression { get; init; }

    public required int Seed { get; init; }

    /// <summary>Label of the retraining recipe in a sweep, null where there is none.</summary>
    public string? Recipe { get; init; }

    /// <summary>Label of the pretraining recipe in a sweep, null for imported weights.</summary>
    public string? PretrainingRecipe { get; init; }

    /// <summary>Identity of the pretraining (or of the imported weights) that the cell starts from.</summary>
    public required string Start { get; init; }

    /// <summary>Imported weights, not trained by the product.</summary>
    public bool Imported { get; init; }

    public bool IsControl { get; init; }

    /// <summary>Whether the sweep asks for measured latencies of it.</summary>
    public bool Latency { get; init; }

    /// <summary>The whole configuration as JSON, values at their defaults included.</summary>
    public required string Configuration { get; init; }
}
