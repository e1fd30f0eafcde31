using System.Text.Json.Serialization;

namespace Bench.Results;

/// <summary>A line of a task's results file: a pretraining, a result with the attempt that gave it, a failed attempt, or latencies with the time of their measurement.</summary>
public sealed record TaskRecord
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PretrainingRecord? Pretraining { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CellResult? Result { get; init; }

    /// <summary>The attempt that gave <see cref="Result"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttemptRecord? Attempt { get; init; }

    /// <summary>An attempt that gave nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AttemptRecord? Failure { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CellLatencies? Latencies { get; init; }

    /// <summary>When <see cref="Latencies"/> were measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? Measured { get; init; }

    // One of its kinds, and all that belongs to it.
    internal bool IsWhole => (Pretraining, Result, Failure, Latencies) switch
    {
        ({ }, null, null, null) => Attempt is null,
        (null, { } result, null, null) => Attempt is { Outcome: "finished", Reason: null } && Attempt.Identity == result.Identity,
        (null, null, { } failure, null) => Attempt is null && failure.Outcome is "failed" or "died",
        (null, null, null, { }) => Measured is not null,
        _ => false,
    };
}
