namespace Bench.Results;

/// <summary>A sweep file as it was read.</summary>
public sealed record SweepRecord
{
    public required string Name { get; init; }

    /// <summary>The whole YAML text.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of the file.</summary>
    public required string Sha256 { get; init; }
}
