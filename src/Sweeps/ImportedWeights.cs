namespace Bench.Sweeps;

/// <summary>Weights from a file of safetensors, of PyTorch or of ONNX.</summary>
public sealed record ImportedWeights
{
    /// <summary>Path of the file; absolute once resolved; not part of the identity.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the file; filled when the sweep is resolved.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Names in the file, or the beginnings of names up to a point, and what the model calls them; null: the same.</summary>
    public IReadOnlyDictionary<string, string>? Rename { get; init; }

    /// <summary>Mean by channel of pixel ÷ 255 that the weights were trained with; null: the data set's own.</summary>
    public IReadOnlyList<double>? Mean { get; init; }

    public IReadOnlyList<double>? Std { get; init; }
}
