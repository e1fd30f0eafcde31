using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// The names that a sweep file may use, with what planning must know of each. The composition root fills it from the
/// catalogues, so that sweeps are read and planned without a tensor.
/// </summary>
public sealed record Vocabulary
{
    public required IReadOnlyList<Word> Datasets { get; init; }
    public required IReadOnlyList<ModelWord> Models { get; init; }
    public required IReadOnlyList<CriterionWord> Criteria { get; init; }
    public required IReadOnlyList<ScopeWord> Scopes { get; init; }
    public required IReadOnlyList<StructureWord> Structures { get; init; }
    public required IReadOnlyList<ProtocolWord> Protocols { get; init; }
    public IReadOnlyList<NamedStrategy> Strategies { get; init; } = StrategyCatalogue.All;

    /// <summary>In how many rounds, and when.</summary>
    public IReadOnlyList<Word> Schedules { get; init; } = [.. Sweeps.Schedules.All.Select(s => new Word(s.Name, s.Version) { Options = s.Options })];

    /// <summary>What may follow pruning.</summary>
    public IReadOnlyList<Word> Retrainings { get; init; } = [.. Sweeps.Retrainings.All.Select(r => new Word(r.Name, r.Version) { Options = r.Options })];

    public IReadOnlyList<Word> Precisions { get; init; } = [new("fp32")];

    /// <summary>Kinds and options of figures.</summary>
    public FigureWords Figures { get; init; } = FigureWords.None;

    /// <summary>Behaviour version of the numerics of all training: batches, optimizers, learning rates, initialization. A model may be beyond it.</summary>
    public int TrainingVersion { get; init; } = 1;

    /// <summary>Behaviour version of the linear warm-up, for recipes that have one.</summary>
    public int WarmupVersion { get; init; } = 1;

    /// <summary>Behaviour version of the product of a model's width and its channels, where halves were lost at version 1.</summary>
    public int WidthVersion { get; init; } = 1;

    /// <summary>Behaviour version of random channels that are removed in rounds.</summary>
    public int RandomRoundsVersion { get; init; } = 1;

    /// <summary>Behaviour version of how networks of one's own are read from their files.</summary>
    public int OwnNetworkVersion { get; init; } = 1;

    /// <summary>Behaviour version of what is measured and how.</summary>
    public int MeasurementVersion { get; init; } = 1;

    /// <summary>All parts beyond version 1, by part such as <c>criterion/magnitude</c>; training by the model that is trained.</summary>
    internal IReadOnlyDictionary<string, int> Versions() =>
        Parts("dataset", Datasets).Concat(Parts("model", Models)).Concat(Parts("criterion", Criteria)).Concat(Parts("scope", Scopes))
            .Concat(Parts("structure", Structures)).Concat(Parts("schedule", Schedules)).Concat(Parts("retraining", Retrainings))
            .Concat(Parts("protocol", Protocols)).Append(("measurement", MeasurementVersion)).Append((CellVersions.Width, WidthVersion)).Append((CellVersions.RandomRounds, RandomRoundsVersion)).Append(($"model/{OwnNetwork.Family}", OwnNetworkVersion)).Append(("warm-up", WarmupVersion))
            .Concat(Models.Select(m => ($"training/{m.Name}", Math.Max(TrainingVersion, m.TrainingVersion)))).Append(($"training/{OwnNetwork.Family}", TrainingVersion))
            .Where(p => p.Item2 > 1).ToDictionary(p => p.Item1, p => p.Item2);

    /// <summary>The versions, beyond 1, that the parts of a cell have now.</summary>
    public IReadOnlyDictionary<string, int> VersionsOf(CellSpec cell) => CellVersions.Of(cell, Versions());

    private static IEnumerable<(string, int)> Parts(string kind, IEnumerable<Word> words) => words.Select(w => ($"{kind}/{w.Name}", w.Version));
}

/// <summary>A name of a catalogue and the version of its behaviour (from 1; a higher one makes new cells).</summary>
public record Word(string Name, int Version = 1)
{
    /// <summary>What a sweep may set, where it is a part of a strategy.</summary>
    public IReadOnlyList<PartOption> Options { get; init; } = [];
}

/// <summary>A model; its family chooses the default recipes.</summary>
public sealed record ModelWord(string Name, string Family, int Version = 1) : Word(Name, Version)
{
    /// <summary>Version of the arithmetic by which it is trained, beside that of its behaviour: raised where its cells alone get other numbers.</summary>
    public int TrainingVersion { get; init; } = 1;
}

/// <summary>A criterion; one that needs no data is not touched by the options of scoring.</summary>
public sealed record CriterionWord(string Name, bool NeedsData, int Version = 1) : Word(Name, Version)
{
    /// <summary>Whether it reads the weights at initialization.</summary>
    public bool NeedsInitial { get; init; }

    /// <summary>Whether it reads what training steps have added up.</summary>
    public bool NeedsTraining { get; init; }

    /// <summary>Whether its scores are those of a network that has all its channels.</summary>
    public bool IsOfWholeNetworks { get; init; }

    /// <summary>Whether it gives new values to the weights that are left.</summary>
    public bool Updates { get; init; }

    /// <summary>Whether its scores have a sign.</summary>
    public bool IsSigned { get; init; }

    /// <summary>Whether it prunes layer after layer, so that every layer's share must be known in advance.</summary>
    public bool IsLayerwise { get; init; }

    /// <summary>Whether it scores single weights, and whether whole channels (also by the sum over their weights).</summary>
    public bool ScoresWeights { get; init; } = true;

    /// <inheritdoc cref="ScoresWeights"/>
    public bool ScoresChannels { get; init; }

    /// <summary>How it combines the scores of coupled layers and by what it divides those of a group, where a sweep says nothing; null: it scores no channels.</summary>
    public string? Combination { get; init; }

    /// <inheritdoc cref="Combination"/>
    public string? Normalization { get; init; }

    /// <summary>Whether it gives each unit of channels one score, so that there is nothing to combine.</summary>
    public bool ScoresUnits { get; init; }

    /// <summary>Whether another network takes the place of the pruned one, with new weights, so that training from scratch must follow.</summary>
    public bool DrawsAnew { get; init; }

    /// <summary>The criterion that ranks the same wherever scores compete within single layers; null where there is none.</summary>
    public string? SameWithinLayers { get; init; }
}

/// <summary>A scope.</summary>
public sealed record ScopeWord(string Name, int Version = 1) : Word(Name, Version)
{
    /// <summary>Whether channels can compete so.</summary>
    public bool TakesChannels { get; init; }

    /// <summary>Whether scores compete within single layers only.</summary>
    public bool IsWithinLayers { get; init; }
}

/// <summary>A structure.</summary>
public sealed record StructureWord(string Name, int Version = 1) : Word(Name, Version)
{
    /// <summary>Whether it says by itself how much is removed, so that a sweep's ratios do not hold, nor a scope.</summary>
    public bool FixesRatio { get; init; }

    /// <summary>Why it cannot be had with such options, in one line; null where it can.</summary>
    public Func<OptionValues, string?> WhyNot { get; init; } = _ => null;
}

/// <summary>A protocol; null where the sweep may choose how scoring is done.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Version of its behaviour.</param>
/// <param name="ScoringBatches">Number of scoring batches that it dictates.</param>
/// <param name="ScoringBatchNorm">Batch-norm mode while scoring that it dictates.</param>
public sealed record ProtocolWord(string Name, int Version = 1, int? ScoringBatches = null, string? ScoringBatchNorm = null) : Word(Name, Version)
{
    /// <summary>Whether it cuts single weights once and in its own way, so that schedules, structures and limits have no place.</summary>
    public bool CutsOnce { get; init; }
}
