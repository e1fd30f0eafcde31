using Bench.Core;
using Bench.Launching;

namespace Bench.Tests.Launching;

/// <summary>A scheduler that takes jobs and does nothing with them.</summary>
internal sealed class RecordingScheduler : IScheduler
{
    public List<SchedulerJob> Submitted { get; } = [];
    public List<string> Cancelled { get; } = [];

    /// <summary>The number of the job that is refused, from 0.</summary>
    public int? RefusedJob { get; init; }

    /// <summary>Called before each job is taken.</summary>
    public Action Taking { get; init; } = () => { };

    public QueueAnswer Answer { get; set; } = new([]);
    public int Questions { get; private set; }

    public string Name => "recording";
    public string Title => "takes jobs";

    public SchedulerLimits Limits(TaskNeeds needs) => new(1001, null, null);
    public string? Absence() => null;
    public string? Refusal(TaskNeeds needs) => null;
    public IReadOnlyList<string>? Unseen(IReadOnlyList<string> paths, TaskNeeds needs) => [];
    public string? RefusesPath(string folder) => null;
    public string Script(JobScript script) => $"script of {script.Plan}{(script.MergeInto is { } database ? $" into {database}" : "")}";
    public string Command(SchedulerJob job) => $"take {job.Name}";

    public string Submit(SchedulerJob job)
    {
        Taking();
        if (Submitted.Count == RefusedJob) throw new UserError("the queue is full");
        Submitted.Add(job);
        return $"{100 + Submitted.Count}";
    }

    public void Cancel(IReadOnlyCollection<string> jobs) => Cancelled.AddRange(jobs);

    public QueueAnswer Queue(string user)
    {
        Questions++;
        return Answer;
    }
}
