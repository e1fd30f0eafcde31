using System.Text.Json;
using System.Text.Json.Serialization;
using Bench.Core;

namespace Bench.Launching;

/// <summary>What became jobs of a scheduler: <c>submission.json</c> of a plan. Written before the first job, so that a submission that was cut off is known, and when all are handed over.</summary>
public sealed record SubmissionRecord
{
    /// <summary>Name of the scheduler.</summary>
    public required string Launcher { get; init; }

    /// <summary>Whose jobs they are.</summary>
    public required string User { get; init; }
    public required DateTimeOffset Submitted { get; init; }

    /// <summary>What all names of its jobs begin with.</summary>
    public required string Prefix { get; init; }
    public required TaskNeeds Needs { get; init; }

    /// <summary>How many tasks may run at once.</summary>
    public required int Parallelism { get; init; }

    /// <summary>How many cells a task has; null: as the times say.</summary>
    public int? CellsPerTask { get; init; }

    /// <summary>Whether all jobs were handed over.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The scheduler's names of the arrays' jobs, by the arrays' numbers.</summary>
    public IReadOnlyList<string> Jobs { get; init; } = [];

    /// <summary>Of the job that merges.</summary>
    public string? Merge { get; init; }

    /// <summary>That of a plan; null where it was not submitted.</summary>
    public static SubmissionRecord? Read(PlanFolder plan)
    {
        if (!File.Exists(plan.Submission)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(plan.Submission), SubmissionJson.Default.SubmissionRecord);
        }
        catch (JsonException damage)
        {
            throw new UserError($"{plan.Submission} is damaged: {damage.Message}", damage);
        }
    }

    /// <summary>Puts it beside the plan.</summary>
    public void Write(PlanFolder plan) => DurableFile.Write(plan.Submission, JsonSerializer.Serialize(this, SubmissionJson.Default.SubmissionRecord) + "\n");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(SubmissionRecord))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
