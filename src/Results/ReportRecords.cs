namespace Bench.Results;

/// <summary>What a report lists of a finished cell beside its <see cref="ResultRow"/>.</summary>
/// <param name="Identity">Of the cell.</param>
/// <param name="Seconds">Of the attempt that gave the result; null where unknown.</param>
/// <param name="ScoringSeconds">Of all scoring; null where unknown.</param>
/// <param name="Attempts">How many there were, failed ones too.</param>
public sealed record CellTimes(string Identity, double? Seconds, double? ScoringSeconds, int Attempts);

/// <summary>A cell without a result, as a report lists it.</summary>
public sealed record UnfinishedCell
{
    public required string Identity { get; init; }
    public required string Dataset { get; init; }
    public required string Model { get; init; }
    public required string Strategy { get; init; }
    public required double Compression { get; init; }
    public required int Seed { get; init; }

    /// <summary><c>pending</c>, <c>failed</c> or <c>skipped</c>.</summary>
    public required string Status { get; init; }
    public string? Reason { get; init; }
    public required int Attempts { get; init; }
}

/// <summary>A machine and what it has computed.</summary>
public sealed record MachineUse(EnvironmentRecord Machine, int Cells, double Hours, DateTimeOffset First, DateTimeOffset Last);

/// <summary>Where time went.</summary>
/// <param name="Phase">Such as <c>retrain</c>.</param>
/// <param name="Times">How often.</param>
/// <param name="Hours">In all.</param>
public sealed record PhaseTime(string Phase, int Times, double Hours);

/// <summary>All that is stored of a cell.</summary>
/// <param name="Identity">Of the cell.</param>
/// <param name="Json">An object: configuration, evaluations, epochs, layers, cuts, attempts, ...</param>
public sealed record CellDetails(string Identity, string Json);
