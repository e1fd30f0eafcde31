using System.Text;
using System.Text.Json;
using Bench.Core;
using Bench.Results;

namespace Bench.Launching;

/// <summary>What the results files of a sweep's tasks hold, by identity: who has finished and who has failed, not with which numbers.</summary>
public sealed class Findings
{
    private readonly HashSet<string> finished = new(StringComparer.Ordinal), pretrained = new(StringComparer.Ordinal);
    private readonly HashSet<string> measured = new(StringComparer.Ordinal), inOnnxRuntime = new(StringComparer.Ordinal), inInt8 = new(StringComparer.Ordinal);
    private readonly HashSet<(string Task, string Cell)> measuredBy = [];
    private readonly Dictionary<string, List<AttemptRecord>> failures = new(StringComparer.Ordinal);

    /// <summary>Cells that have a result.</summary>
    public IReadOnlySet<string> Finished => finished;

    /// <summary>Pretrainings that are recorded.</summary>
    public IReadOnlySet<string> Pretrained => pretrained;

    /// <summary>Cells whose latencies were measured, and in what.</summary>
    public MeasuredCells Measured => field ??= new(measured, inOnnxRuntime, inInt8);

    /// <summary>Whether a task of a plan has measured a cell's latencies, whatever others have measured before.</summary>
    public bool IsMeasuredBy(string plan, int task, string cell) => measuredBy.Contains((TaskAttempt.PrefixOf(plan, task), cell));

    /// <summary>Attempts that gave nothing, at cells and pretrainings, in the order of their ends.</summary>
    public IReadOnlyDictionary<string, List<AttemptRecord>> Failures => failures;

    /// <summary>Those of all attempts.</summary>
    public static Findings In(SweepFolder folder)
    {
        var all = new Findings();
        foreach (var (task, lines) in TaskResultsFile.In(folder.Results).AsParallel().Select(file => (Path.GetFileName(file).Split('.')[0], Outlines(file).ToList())))
            foreach (var line in lines) all.Add(line, task);
        foreach (var list in all.failures.Values) list.Sort((a, b) => a.Ended.CompareTo(b.Ended));
        return all;
    }

    private void Add(Outline line, string task)
    {
        if (line.Failure is { } failure)
        {
            if (!failures.TryGetValue(failure.Identity, out var list)) failures[failure.Identity] = list = [];
            list.Add(failure);
        }
        else (line.Kind switch { "result" => finished, "pretraining" => pretrained, _ => measured }).Add(line.Identity);
        if (line.Kind != "latencies") return;
        measuredBy.Add((task, line.Identity));
        if (line.Latencies!.Networks.Any(n => n.Runtime == LatencyRecord.OnnxRuntime)) inOnnxRuntime.Add(line.Identity);
        if (line.Latencies.Deployed.Any(d => d.Precision == LatencyRecord.Int8)) inInt8.Add(line.Identity);
    }

    // A result has hundreds of numbers, none of which matters here: only its identity is read.
    private static IEnumerable<Outline> Outlines(string file)
    {
        byte[] text;
        try
        {
            text = ReplacedFile.Read(file, File.ReadAllBytes);
        }
        catch (Exception gone) when (FileTrouble.Is(gone))
        {
            yield break;
        }
        for (var start = 0; start < text.Length;)
        {
            var end = Array.IndexOf(text, (byte)'\n', start);
            if (end < 0) end = text.Length;
            if (end > start && OutlineOf(text.AsSpan(start, end - start)) is { } line) yield return line;
            start = end + 1;
        }
    }

    private static Outline? OutlineOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            json.Read();
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var kind = json.GetString()!;
                json.Read();
                if (kind == "failure") return JsonSerializer.Deserialize(line, ResultsJson.Default.TaskRecord)?.Failure is { } failure ? new(kind, failure.Identity, failure) : null;
                if (kind == "latencies") return JsonSerializer.Deserialize(line, ResultsJson.Default.TaskRecord)?.Latencies is { } found ? new(kind, found.Identity, null, found) : null;
                if (kind is "result" or "pretraining" && json.TokenType == JsonTokenType.StartObject) return IdentityIn(ref json) is { } identity ? new(kind, identity, null) : null;
                json.Skip();
            }
            return null;
        }
        catch (Exception damage) when (damage is JsonException or InvalidOperationException)
        {
            return null; // the merge tells of it
        }
    }

    private static string? IdentityIn(ref Utf8JsonReader json)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIdentity = json.ValueTextEquals("identity"u8);
            json.Read();
            if (isIdentity) return json.GetString();
            json.Skip();
        }
        return null;
    }

    private sealed record Outline(string Kind, string Identity, AttemptRecord? Failure, CellLatencies? Latencies = null);
}
