namespace Bench.Sweeps;

/// <summary>A sweep file, read and checked: all names exist, all options are filled in.</summary>
public sealed record Sweep
{
    /// <summary>Under which results and figures are found again; the file's name where the file gives none.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the file gives the name.</summary>
    public bool IsNamed { get; init; }

    public string? Description { get; init; }

    /// <summary>Absolute path of the file.</summary>
    public required string Path { get; init; }

    /// <summary>The file's text.</summary>
    public required string Text { get; init; }

    /// <summary>Whose cells together make the sweep.</summary>
    public required IReadOnlyList<Experiment> Experiments { get; init; }

    /// <summary>What it says of its figures.</summary>
    public FigureSection Figures { get; init; } = FigureSection.None;

    /// <summary>Behaviour versions of all parts beyond version 1, whether the sweep uses them or not.</summary>
    public IReadOnlyDictionary<string, int> Versions { get; init; } = new Dictionary<string, int>();
}

/// <summary>A block of a sweep: every dataset × model × strategy × compression × seed of it is a cell.</summary>
public sealed record Experiment
{
    public required string Protocol { get; init; }
    public required string Precision { get; init; }
    public required IReadOnlyList<DatasetSpec> Datasets { get; init; }
    public required IReadOnlyList<ModelSetup> Models { get; init; }
    public required IReadOnlyList<StrategySpec> Strategies { get; init; }

    /// <summary>Asked compression ratios; 1 asks for the dense control.</summary>
    public required IReadOnlyList<double> Compressions { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    /// <summary>Imported weights, for the block's only model; their SHA-256 is filled by planning. They go before those that a network of the user's own brings along.</summary>
    public ImportedWeights? Start { get; init; }

    /// <summary>What is measured besides, when all cells are done (<see cref="Measurements"/>). No part of a cell.</summary>
    public IReadOnlyList<string> Measured { get; init; } = [];

    /// <summary>Whether its cells keep the weights that they end with. No part of a cell.</summary>
    public bool KeepsWeights { get; init; }
}

/// <summary>A model with its recipes: those of its family unless the sweep says otherwise.</summary>
public sealed record ModelSetup(string Name, RecipeSpec Pretraining, RecipeSpec Retraining)
{
    /// <summary>The user's own network that it is; null for a model of the catalogue.</summary>
    public OwnModel? Own { get; init; }
}
