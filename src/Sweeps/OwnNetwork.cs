namespace Bench.Sweeps;

/// <summary>A network that a sweep brings in a file of its own, in place of a model of the catalogue.</summary>
public sealed record OwnNetwork
{
    /// <summary>What all of them are of: it chooses the default recipes, and is the name of their behaviour version.</summary>
    public const string Family = "onnx";

    /// <summary>Path of the ONNX file; absolute once resolved; not part of the identity.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file, and of those beside it in which it keeps weights; filled by planning.</summary>
    public string Sha256 { get; init; } = "";
}

/// <summary>A definition of one.</summary>
/// <param name="Name">What results and figures call it.</param>
/// <param name="Network">The file.</param>
/// <param name="Start">The weights of the file, to start from; null where it starts from new ones. Their SHA-256 is the file's.</param>
public sealed record OwnModel(string Name, OwnNetwork Network, ImportedWeights? Start)
{
    /// <summary>Of what says how it starts the keys that are written, which have no effect where a block gives other weights.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];
}
