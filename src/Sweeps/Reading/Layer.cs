namespace Bench.Sweeps.Reading;

/// <summary>What the top level, or one block, of a sweep file says; null where it says nothing. A block goes over the top level key by key.</summary>
internal sealed record Layer
{
    public required Section Section { get; init; }
    public string? Protocol { get; init; }
    public string? Precision { get; init; }

    /// <summary>Names of the catalogue or defined in the file, as are <see cref="Strategies"/>.</summary>
    public IReadOnlyList<string>? Datasets { get; init; }
    public IReadOnlyList<string>? Models { get; init; }
    public IReadOnlyList<string>? Strategies { get; init; }
    public IReadOnlyList<double>? Compressions { get; init; }
    public IReadOnlyList<int>? Seeds { get; init; }
    public RecipePatch? Pretraining { get; init; }
    public RetrainingPatch? Retraining { get; init; }
    public ScoringPatch? Scoring { get; init; }

    /// <summary>What the ratios of strategies of channels are of.</summary>
    public string? Target { get; init; }
    public StartPatch? Start { get; init; }

    /// <summary>What is measured besides (<see cref="Measurements"/>).</summary>
    public IReadOnlyList<string>? Measure { get; init; }

    /// <summary>Whether cells keep the weights that they end with.</summary>
    public bool? KeepWeights { get; init; }

    /// <summary>This layer, with the values of another where it says nothing itself.</summary>
    public Layer Over(Layer below) => this with
    {
        Protocol = Protocol ?? below.Protocol,
        Precision = Precision ?? below.Precision,
        Datasets = Datasets ?? below.Datasets,
        Models = Models ?? below.Models,
        Strategies = Strategies ?? below.Strategies,
        Compressions = Compressions ?? below.Compressions,
        Seeds = Seeds ?? below.Seeds,
        Pretraining = Pretraining ?? below.Pretraining,
        Retraining = Retraining ?? below.Retraining,
        Scoring = Scoring ?? below.Scoring,
        Target = Target ?? below.Target,
        Start = Start ?? below.Start,
        Measure = Measure ?? below.Measure,
        KeepWeights = KeepWeights ?? below.KeepWeights,
    };
}

/// <summary><c>retraining: none</c>, or a recipe for fine-tuning.</summary>
internal sealed record RetrainingPatch(string Kind, RecipePatch? Recipe);

/// <summary>How data-dependent criteria look at the data.</summary>
internal sealed record ScoringPatch(int Line, int? Samples, int? Batch, string? BatchNorm);

/// <summary>Imported weights.</summary>
internal sealed record StartPatch(int Line, ImportedWeights Weights);

/// <summary>A composition; what is null the block decides.</summary>
/// <param name="Line">Where it is written; 0 for those of the catalogue.</param>
/// <param name="Spec">The composition; its retraining holds only where <paramref name="HasRetraining"/> says so.</param>
/// <param name="HasRetraining">Whether it says what follows; else the block does.</param>
/// <param name="Scoring">How it looks at data; null where the block decides.</param>
internal sealed record StrategyDraft(int Line, StrategySpec Spec, bool HasRetraining, ScoringPatch? Scoring = null)
{
    public string Name => Spec.Name;

    /// <summary>The strategy whose densities its scope takes, which looks at data as it would by itself; null where it follows none.</summary>
    public StrategyDraft? Followed { get; init; }

    /// <summary>Whether it says itself what its ratios are of, be that the default.</summary>
    public bool HasTarget { get; init; }

    /// <summary>Whether something in it was a mistake, so that what it comes to is not what is meant.</summary>
    public bool IsFaulty { get; init; }

    /// <summary>One of the catalogue; that it fine-tunes is the default of all, and no part of its name.</summary>
    public static StrategyDraft Of(StrategySpec named) => new(0, named, named.Retraining != "fine-tune");
}
