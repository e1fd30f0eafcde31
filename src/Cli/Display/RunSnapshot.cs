using System.Text.Json.Serialization;
using Bench.Harness.Running;

namespace Bench.Cli.Display;

/// <summary>How far a run is at one moment: what a display shows, and what another process reads of it.</summary>
internal sealed record RunSnapshot
{
    public required string Sweep { get; init; }

    /// <summary>Of the coordinator.</summary>
    public required int ProcessId { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Taken { get; init; }
    public required int Total { get; init; }
    public required int Finished { get; init; }
    public required int Failed { get; init; }

    /// <summary>Cells whose latencies are measured in this run, and those of them that were, or could not be; and those that were on a machine that was not quiet.</summary>
    public int Latencies { get; init; }
    public int LatenciesDone { get; init; }
    public int NoisyLatencies { get; init; }

    /// <summary>Estimated by the cost model; null as long as it knows nothing.</summary>
    public TimeSpan? Left { get; init; }

    /// <summary>Asked to stop, and waiting for workers to write their checkpoints.</summary>
    public bool Stopping { get; init; }
    public required IReadOnlyList<WorkerSnapshot> Workers { get; init; }

    [JsonIgnore]
    public int Done => Finished + Failed;

    /// <summary>Cells that are run, and cells that are measured.</summary>
    [JsonIgnore]
    public int Steps => Total + Latencies;

    [JsonIgnore]
    public int StepsDone => Done + LatenciesDone;

    private bool IsDone => StepsDone == Steps;

    // All cells, then latencies.
    private string Measured => Latencies == 0 ? "" : $", {MeasuredAlone}";
    private string MeasuredAlone => $"latencies of {LatenciesDone:#,0} of {Words.Count(Latencies, "cell")}";

    /// <summary>Such as <c>12 of 40 cells</c>; where there is nothing but latencies to measure, how far these are.</summary>
    [JsonIgnore]
    public string HowMany => Total == 0 && Latencies > 0 ? MeasuredAlone : $"{Done:#,0} of {Words.Count(Total, "cell")}{(Failed > 0 ? $", {Failed:#,0} failed" : "")}{Measured}";

    [JsonIgnore]
    public TimeSpan Elapsed => Taken - Started;

    // Cells an hour.
    private double Rate => Finished / Elapsed.TotalHours;

    /// <summary>
    /// How far the run is, in a line of at most so many letters: of what does not fit the time that has gone goes first; the rate and the
    /// time left stay.
    /// </summary>
    public string Line(int width)
    {
        var failed = Failed > 0 ? $", {Failed:#,0} failed" : "";
        var (rate, shortRate) = Finished > 0 ? ($" · {Words.Count(Rate, "cell")} an hour", $" · {Rate:#,0}/h") : ("", "");
        var left = Left is { } time && !IsDone ? $"{Words.Length(time)} left" : "";
        var (about, until) = left.Length > 0 ? ($" · about {left}", $" · {left}") : ("", "");
        string[] lines =
        [
            $"{HowMany}{rate}{about} · {Words.Length(Elapsed)} so far",
            $"{HowMany}{rate}{about}",
            $"{Done:#,0}/{Total:#,0}{failed}{shortRate}{until}",
            $"{Done:#,0}/{Total:#,0}{shortRate}{until}",
        ];
        return lines.FirstOrDefault(line => line.Length <= width) ?? Words.Cut(string.Concat(shortRate, until).TrimStart(' ', '·'), width);
    }

    /// <summary>Such as <c>3 min 20 s, 240 cells an hour, about 12 min 05 s left</c>.</summary>
    [JsonIgnore]
    public string Pace
    {
        get
        {
            var rate = Finished > 0 ? $", {Words.Count(Rate, "cell")} an hour" : "";
            return $"{Words.Length(Elapsed)}{rate}{LeftInWords}";
        }
    }

    /// <summary>Such as <c>, about 12 min 05 s left</c>; empty where that is not known or nothing is left.</summary>
    [JsonIgnore]
    public string LeftInWords => Left is { } left && !IsDone ? $", about {Words.Length(left)} left" : "";
}

/// <summary>What one worker is at.</summary>
internal sealed record WorkerSnapshot
{
    public required int Worker { get; init; }

    /// <summary>The cell or pretraining.</summary>
    public required string What { get; init; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>Null until it has said something.</summary>
    public WorkerProgress? Progress { get; init; }

    /// <summary>Such as <c>retrain, epoch 2 of 10, 12 s</c>.</summary>
    public string HowFar(DateTimeOffset now)
    {
        var at = Progress switch
        {
            null => "starts",
            { Epochs: > 0 } p => $"{p.Phase}, epoch {p.Epoch} of {p.Epochs}",
            var p => p.Phase,
        };
        return $"{at}, {Words.Length(now - Since)}";
    }
}

[JsonSerializable(typeof(RunSnapshot))]
internal sealed partial class RunSnapshotJson : JsonSerializerContext;
