namespace Bench.Results;

/// <summary>One try at a cell.</summary>
public sealed record AttemptRecord
{
    public required string Identity { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Ended { get; init; }
    public required string Host { get; init; }
    public required int ProcessId { get; init; }

    /// <summary>Where the worker computed: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary><c>finished</c>, <c>failed</c> (an exception, a NaN) or <c>died</c> (the worker ended).</summary>
    public required string Outcome { get; init; }

    /// <summary>One line; null when finished. One that begins with <c>NaN</c> or <c>infinite</c> tells of numbers that every other try would give too.</summary>
    public string? Reason { get; init; }

    /// <summary>Resident memory of the worker at its highest during the attempt, in bytes; null where it is not known.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>The node of a cluster, by the scheduler's name for it; null on a machine without one, as are the next two.</summary>
    public string? Node { get; init; }

    /// <summary>The scheduler's job, with the place in its array: <c>1234_17</c>.</summary>
    public string? Job { get; init; }

    /// <summary>How often the scheduler had begun the job anew by then; 0: never.</summary>
    public int? Requeues { get; init; }
}
