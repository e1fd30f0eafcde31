using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What is to be known of a task where it is not carried out: its place, and which cells or pretrainings it has.</summary>
public sealed record TaskOutline
{
    public required int Task { get; init; }
    public required TaskKind Kind { get; init; }
    public required int Level { get; init; }
    public required IReadOnlyList<JobOutline> Jobs { get; init; }

    /// <summary>All tasks of a plan, by their numbers; much quicker than to read them whole.</summary>
    /// <exception cref="UserError">The manifest is not what was written.</exception>
    public static IReadOnlyList<TaskOutline> Of(ManifestReader plan)
    {
        try
        {
            var tasks = File.ReadLines(plan.Files.Manifest).Select(line => JsonSerializer.Deserialize(line, OutlineJson.Default.TaskOutline)!).ToList();
            if (tasks.Count == plan.Record.Tasks) return tasks;
        }
        catch (JsonException)
        {
        }
        throw new UserError($"{plan.Files.Manifest} is not what was written: 'bench run SWEEP.yaml --launcher ...' plans anew what is missing");
    }
}

/// <summary>A cell or a pretraining of a task.</summary>
public sealed record JobOutline
{
    public required string Identity { get; init; }

    /// <inheritdoc cref="TaskJob.Latency"/>
    public bool Latency { get; init; }

    /// <inheritdoc cref="TaskJob.OnnxRuntime"/>
    public bool OnnxRuntime { get; init; }

    /// <inheritdoc cref="TaskJob.Int8"/>
    public bool Int8 { get; init; }

    /// <inheritdoc cref="TaskJob.IsFinished"/>
    public bool IsFinished { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.KebabCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(TaskOutline))]
internal sealed partial class OutlineJson : JsonSerializerContext;
