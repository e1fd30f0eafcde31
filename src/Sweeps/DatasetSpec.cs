using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Which data: a name of the catalogue, or a user's own files.</summary>
public sealed record DatasetSpec
{
    public required string Name { get; init; }

    /// <summary>A user's own data; null for a name of the catalogue.</summary>
    public OwnFiles? Files { get; init; }
}
