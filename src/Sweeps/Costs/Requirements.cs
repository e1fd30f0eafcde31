namespace Bench.Sweeps.Costs;

/// <summary>What the rest of a sweep takes of a machine.</summary>
public sealed record Requirements
{
    public required TimeLeft Time { get; init; }
    public required RemainingJobs Jobs { get; init; }

    /// <summary>That there is work for.</summary>
    public required int Workers { get; init; }

    /// <summary>Bytes of resident memory of a worker at the most demanding pair; null where nothing is known.</summary>
    public required long? Memory { get; init; }

    /// <summary>Whether the memory of all pairs is known.</summary>
    public required bool MemoryIsKnown { get; init; }

    /// <summary>Bytes on the disk.</summary>
    public required DiskUse Disk { get; init; }
}
