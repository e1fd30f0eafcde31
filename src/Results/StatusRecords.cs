namespace Bench.Results;

/// <summary>How far a sweep is. <c>Total = Finished + Failed + Pending + Skipped + Elsewhere</c>.</summary>
public sealed record SweepStatus
{
    public required string Name { get; init; }

    /// <summary>When this version of the sweep was first run.</summary>
    public required DateTimeOffset Registered { get; init; }

    /// <summary>Cells that the sweep asks for, the skipped ones included.</summary>
    public required int Total { get; init; }
    public required int Finished { get; init; }

    /// <summary>Tried, without a result so far.</summary>
    public required int Failed { get; init; }

    /// <summary>Not tried yet.</summary>
    public required int Pending { get; init; }

    /// <summary>Cannot be run at all.</summary>
    public required int Skipped { get; init; }

    /// <summary>The parts of the sweep that the database was asked for, such as <c>2/5</c>, separated by blanks; null where that is all of it.</summary>
    public string? Shards { get; init; }

    /// <summary>Not tried here, and of another part.</summary>
    public int Elsewhere { get; init; }

    /// <summary>Finished cells of which the sweep asks for latencies, those of them that were measured, and those that were on a machine that was not quiet.</summary>
    public int Latencies { get; init; }
    public int Measured { get; init; }
    public int Noisy { get; init; }

    /// <summary>End of the last attempt at one of its cells; null before the first.</summary>
    public DateTimeOffset? LastActivity { get; init; }
}

/// <summary>The last failed attempt at a cell that has no result.</summary>
public sealed record FailureRow
{
    public required string Sweep { get; init; }
    public required string Identity { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }
    public required string Strategy { get; init; }

    /// <inheritdoc cref="ResultRow.Composition"/>
    public required string Composition { get; init; }
    public required double Compression { get; init; }
    public required int Seed { get; init; }

    /// <summary>Attempts so far.</summary>
    public required int Attempts { get; init; }
    public required DateTimeOffset LastAttempt { get; init; }
    public string? Reason { get; init; }
}

/// <summary>Cells finished within an hour of the clock (UTC).</summary>
public sealed record HourlyCount(DateTimeOffset Hour, int Cells);
