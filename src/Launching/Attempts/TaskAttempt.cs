using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Core;
using Bench.Results;

namespace Bench.Launching;

/// <summary>How an attempt at a task has ended, by its own account.</summary>
public enum AttemptEnd
{
    /// <summary>All that its task asks for is there.</summary>
    Finished,

    /// <summary>It has come to its end, but some of it has failed for good.</summary>
    SomeFailed,

    /// <summary>It was asked to stop, and has: the next attempt goes on.</summary>
    Stopped,

    /// <summary>It could not go on: the reason says why.</summary>
    Broken,
}

/// <summary>
/// How an attempt at a task stands: a small file in the sweep's folder, written anew every half minute and at the end. One without an end of which nothing was heard for
/// longer was killed, or its machine was.
/// </summary>
public sealed record TaskAttempt
{
    private const string Extension = ".json";

    public required string Plan { get; init; }
    public required int Task { get; init; }

    /// <summary>By the scheduler's name for it; null without a scheduler, as are the next two.</summary>
    public string? Node { get; init; }

    /// <summary>With the place in its array: <c>1234_17</c>.</summary>
    public string? Job { get; init; }
    public int? Requeues { get; init; }
    public required string Host { get; init; }
    public required int ProcessId { get; init; }
    public required DateTimeOffset Started { get; init; }

    /// <summary>The last sign of life.</summary>
    public required DateTimeOffset Seen { get; init; }

    /// <summary>Cells (or pretrainings) of the task; how many of them earlier attempts had finished, this one has finished, and have failed for good in it.</summary>
    public required int Jobs { get; init; }
    public int Before { get; init; }
    public int Done { get; init; }
    public int Failed { get; init; }

    /// <summary>Workers that the system has killed, as it does where memory runs out.</summary>
    public int WorkersKilled { get; init; }

    /// <summary>Resident memory of its processes at their highest, in bytes, as far as was looked.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Null while it is under way, and of one that was killed.</summary>
    public AttemptEnd? End { get; init; }

    /// <summary>By which it was asked to stop: <c>USR2</c> (its time is nearly over), <c>TERM</c>, ...</summary>
    public string? Signal { get; init; }
    public int? ExitCode { get; init; }

    /// <summary>Of one that is <see cref="AttemptEnd.Broken"/>; else of the failure that came last.</summary>
    public string? Reason { get; init; }

    /// <summary>No other attempt has it; those of a task sort by their start.</summary>
    [JsonIgnore]
    public string Name => string.Create(CultureInfo.InvariantCulture,
        $"{PrefixOf(Plan, Task)}.{Started.UtcDateTime:yyyyMMdd'T'HHmmssfffffff}-{FileNames.Of(Job ?? "none")}-{Requeues ?? 0}-{FileNames.Of(Host)}-{ProcessId}");

    /// <summary>With what the names of a task's attempts begin, before a dot: other plans have tasks of the same number, at other cells.</summary>
    public static string PrefixOf(string plan, int task) => string.Create(CultureInfo.InvariantCulture, $"{task:000000}-{plan}");

    /// <summary>Where it is carried out, for what it finds.</summary>
    [JsonIgnore]
    public Results.TaskPlace Place => new(Node, Job, Requeues);

    /// <summary>Writes its file, over what stood there.</summary>
    public void Write(SweepFolder folder) =>
        DurableFile.Write(Path.Combine(folder.Attempts, Name + Extension), JsonSerializer.SerializeToUtf8Bytes(this, AttemptsJson.Default.TaskAttempt));

    /// <summary>All attempts that have left a file, in the order of their names; what is no such file is left out.</summary>
    public static IEnumerable<TaskAttempt> In(SweepFolder folder) => Directory.Exists(folder.Attempts)
        ? Directory.EnumerateFiles(folder.Attempts, "*" + Extension).Order(StringComparer.Ordinal).Select(TryRead).OfType<TaskAttempt>()
        : [];

    /// <summary>Null where the file has gone or is of something else.</summary>
    public static TaskAttempt? TryRead(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(ReplacedFile.Read(path, File.ReadAllBytes), AttemptsJson.Default.TaskAttempt);
        }
        catch (Exception error) when (error is JsonException or IOException)
        {
            return null;
        }
    }
}
