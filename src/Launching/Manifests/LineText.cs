using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Launching;

/// <summary>
/// A line as it is written. The cells of a task are much alike: each value that a member of theirs has is written once, and a cell says, of the members that
/// have several, which of them it has. The last member of the line is a sum over all before it.
/// </summary>
internal sealed record LineText
{
    private const string Start = "pretraining-identity"; // kept as if it were a member of the cell

    public required int Task { get; init; }
    public required TaskKind Kind { get; init; }
    public required int Level { get; init; }
    public required int Seed { get; init; }
    public required double Seconds { get; init; }
    public IReadOnlyList<int>? Pretrainings { get; init; }
    public IReadOnlyList<int>? After { get; init; }

    /// <summary>By the member's name; null stands for its absence.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<JsonElement?>> Values { get; init; }
    public required IReadOnlyList<JobText> Jobs { get; init; }

    public static byte[] Write(TaskLine line)
    {
        var cells = line.Jobs.Select(job => MembersOf(job)).ToList();
        var values = new Dictionary<string, IReadOnlyList<JsonElement?>>();
        var choices = line.Jobs.Select(_ => new Dictionary<string, int>()).ToList();
        foreach (var name in cells.SelectMany(c => c.Keys).Distinct().ToList())
        {
            var places = new Dictionary<string, int>(StringComparer.Ordinal);
            var list = new List<JsonElement?>();
            foreach (var (index, cell) in cells.Index())
            {
                var value = cell.TryGetValue(name, out var known) ? known : (JsonElement?)null;
                if (places.TryAdd(value?.GetRawText() ?? "", list.Count)) list.Add(value);
                choices[index][name] = places[value?.GetRawText() ?? ""];
            }
            values[name] = list;
            if (list.Count == 1)
                foreach (var choice in choices) choice.Remove(name);
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(
            new LineText
            {
                Task = line.Task, Kind = line.Kind, Level = line.Level, Seed = line.Seed, Seconds = line.Seconds,
                Pretrainings = line.Pretrainings.Count == 0 ? null : line.Pretrainings, After = line.After.Count == 0 ? null : line.After, Values = values,
                Jobs = [.. line.Jobs.Zip(choices).Select(pair => JobText.Made(pair.First, pair.Second))],
            }, LaunchingJson.Default.LineText);
        return [.. text.AsSpan(0, text.Length - 1), .. Encoding.UTF8.GetBytes($",\"sum\":\"{SumOf(text.AsSpan(0, text.Length - 1))}\"}}\n")];
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is not that any more.</exception>
    public static TaskLine Read(ReadOnlySpan<byte> line)
    {
        const int tail = 8 + 32 + 3; // ,"sum":"...."} and the end of the line
        try
        {
            if (line.Length <= tail || !line[^tail..].SequenceEqual(Encoding.UTF8.GetBytes($",\"sum\":\"{SumOf(line[..^tail])}\"}}\n"))) throw new InvalidDataException("it is not what was written");
            return JsonSerializer.Deserialize([.. line[..^tail], (byte)'}'], LaunchingJson.Default.LineText)!.ToLine();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("it is not what was written", e);
        }
    }

    /// <summary>Null where it is not that any more.</summary>
    public static TaskLine? TryRead(ReadOnlySpan<byte> line)
    {
        try
        {
            return Read(line);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private TaskLine ToLine() => new()
    {
        Task = Task, Kind = Kind, Level = Level, Seed = Seed, Seconds = Seconds, Pretrainings = Pretrainings ?? [], After = After ?? [], Jobs = [.. Jobs.Select(ToJob)],
    };

    private TaskJob ToJob(JobText job)
    {
        JsonElement? ValueOf(string name) => Values[name][job.Choices?.GetValueOrDefault(name) ?? 0];
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var name in Values.Keys.Where(n => n != Start))
                if (ValueOf(name) is { } value)
                {
                    json.WritePropertyName(name);
                    value.WriteTo(json);
                }
            json.WriteEndObject();
        }
        return new TaskJob
        {
            Cell = JsonSerializer.Deserialize(stream.GetBuffer().AsSpan(0, (int)stream.Length), SweepJson.Default.CellSpec)!,
            Identity = job.Identity, PretrainingIdentity = ValueOf(Start)!.Value.GetString()!,
            Shared = job.Shared ?? [], Latency = job.Latency, Shape = job.Shape, IsFinished = job.IsFinished, Position = job.Position, SkipReason = job.SkipReason,
            OnnxRuntime = job.OnnxRuntime, Int8 = job.Int8, KeepWeights = job.KeepWeights,
        };
    }

    private static Dictionary<string, JsonElement> MembersOf(TaskJob job)
    {
        var members = JsonSerializer.SerializeToElement(job.Cell, SweepJson.Default.CellSpec).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        members[Start] = JsonSerializer.SerializeToElement(job.PretrainingIdentity, SweepJson.Default.String);
        return members;
    }

    private static string SumOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16));
}

/// <summary>A job of a line, without what its cell has in common with others.</summary>
internal sealed record JobText
{
    public required string Identity { get; init; }

    /// <summary>Which of the line's values the cell has, by the member's name; the only one where there is no other.</summary>
    public IReadOnlyDictionary<string, int>? Choices { get; init; }
    public IReadOnlyList<SharedState>? Shared { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Latency { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool OnnxRuntime { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Int8 { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KeepWeights { get; init; }
    public NetworkShape? Shape { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsFinished { get; init; }
    public int? Position { get; init; }
    public string? SkipReason { get; init; }

    public static JobText Made(TaskJob job, IReadOnlyDictionary<string, int> choices) => new()
    {
        Identity = job.Identity, Choices = choices.Count == 0 ? null : choices, Shared = job.Shared.Count == 0 ? null : job.Shared,
        Latency = job.Latency, Shape = job.Shape, IsFinished = job.IsFinished, Position = job.Position, SkipReason = job.SkipReason,
        OnnxRuntime = job.OnnxRuntime, Int8 = job.Int8, KeepWeights = job.KeepWeights,
    };
}
