using Bench.Core;

namespace Bench.Launching;

/// <summary>
/// A scheduler that carries out the tasks of a sweep on other machines. What a sweep's tasks are, in which order and after what, is planned before; a scheduler
/// only says how they are handed over and what has become of them. It keeps nothing in mind: everything is in its queue and in the sweep's folder.
/// </summary>
public interface IScheduler
{
    /// <summary>As <c>--launcher</c> names it.</summary>
    string Name { get; }

    /// <summary>One line for lists.</summary>
    string Title { get; }

    /// <summary>The right to hand over jobs here and now, with what the scheduler allows.</summary>
    /// <exception cref="UserError">There is no such scheduler here, it does not answer, or it does not allow what the tasks ask.</exception>
    SchedulerLimits Limits(TaskNeeds needs);

    /// <summary>Why there is no such scheduler here, or none that answers; null where there is one.</summary>
    string? Absence();

    /// <summary>Why it would refuse tasks that ask this, without submitting any; null where it would not, or cannot say.</summary>
    string? Refusal(TaskNeeds needs);

    /// <summary>Which of these files and folders the machines of the cluster do not see; null where none of them was free to say it.</summary>
    IReadOnlyList<string>? Unseen(IReadOnlyList<string> paths, TaskNeeds needs);

    /// <summary>What is wrong with the path of a sweep's folder; null where nothing is.</summary>
    string? RefusesPath(string folder);

    /// <summary>The script that carries out one task, or merges at the end.</summary>
    string Script(JobScript script);

    /// <summary>The command that hands a job over, in words to be shown.</summary>
    string Command(SchedulerJob job);

    /// <summary>Hands a job over; returns the scheduler's name for it.</summary>
    /// <exception cref="UserError">It is refused, with the scheduler's own reason.</exception>
    string Submit(SchedulerJob job);

    /// <summary>Takes jobs back.</summary>
    void Cancel(IReadOnlyCollection<string> jobs);

    /// <summary>All that the scheduler knows of a user's jobs whose names begin with <see cref="SchedulerJob.Beginning"/>, by one question.</summary>
    QueueAnswer Queue(string user);
}

/// <summary>What a scheduler allows.</summary>
/// <param name="ArraySize">No index of an array may reach it.</param>
/// <param name="Jobs">How many jobs its queue takes at most; null where it does not say.</param>
/// <param name="DefaultTime">How long a job may take that asks for no time; null where it does not say.</param>
public sealed record SchedulerLimits(int ArraySize, int? Jobs, TimeSpan? DefaultTime)
{
    /// <summary>How long a job may take as it asks; null where that is not known.</summary>
    public TimeSpan? AskedTime { get; init; }

    /// <summary>What a job asks for that says nothing of time, as what it would get is short; null where that will do.</summary>
    public string? OwnTime { get; init; }

    /// <summary>How long a task has until it is stopped; null where that is not known.</summary>
    public TimeSpan? TaskTime => AskedTime ?? DefaultTime;
}

/// <summary>What a script needs to say.</summary>
public sealed record JobScript
{
    public required SweepFolder Folder { get; init; }

    /// <summary>The plan's name.</summary>
    public required string Plan { get; init; }
    public required string Sweep { get; init; }

    /// <summary>The published program.</summary>
    public required string Program { get; init; }
    public required TaskNeeds Needs { get; init; }

    /// <summary>For the job that merges: the database; null for tasks.</summary>
    public string? MergeInto { get; init; }
}

/// <summary>Tasks of one array, or the job that merges.</summary>
public sealed record SchedulerJob
{
    /// <summary>What the names of all jobs begin with, of whatever plan.</summary>
    public const string Beginning = "bench-";

    /// <summary>Carries the plan and the array's number, so that a job is known by its name alone: see <see cref="JobName"/>.</summary>
    public required string Name { get; init; }
    public required SweepFolder Folder { get; init; }

    /// <summary>The file of the script.</summary>
    public required string Script { get; init; }
    public required TaskNeeds Needs { get; init; }

    /// <summary>Null for the job that merges.</summary>
    public ArrayPlan? Array { get; init; }

    /// <summary>Jobs of tasks that must have succeeded.</summary>
    public IReadOnlyList<JobPlace> AfterSuccess { get; init; } = [];

    /// <summary>Jobs, or tasks of them, that must have ended.</summary>
    public IReadOnlyList<JobPlace> AfterEnd { get; init; } = [];
}

/// <summary>A job by the scheduler's name for it, or one task of an array by its index too.</summary>
public sealed record JobPlace(string Job, int? Index = null);

/// <summary>What a scheduler says of its queue.</summary>
/// <param name="Jobs">What it knows of jobs; null where it does not answer.</param>
/// <param name="Silence">Why it does not.</param>
public sealed record QueueAnswer(IReadOnlyList<QueuedJob>? Jobs, string? Silence = null);

/// <summary>A task of an array, or a job that is none, as the scheduler sees it.</summary>
/// <param name="Name">Of the job.</param>
/// <param name="Job">The scheduler's name of the job, or of the array.</param>
/// <param name="Index">In the array; null where the job is none.</param>
/// <param name="State">What it does.</param>
/// <param name="Node">Where; empty while it waits.</param>
/// <param name="Reason">The scheduler's words for why it waits or has ended so.</param>
public sealed record QueuedJob(string Name, string Job, int? Index, QueuedState State, string Node, string Reason);

/// <summary>What becomes of a job in a queue.</summary>
public enum QueuedState
{
    /// <summary>Not begun, or to be begun anew.</summary>
    Waiting,
    Running,

    /// <summary>Ended with exit code 0.</summary>
    Ended,

    /// <summary>Ended otherwise, of itself.</summary>
    Failed,

    /// <summary>Stopped by the limit of its time.</summary>
    TimedOut,

    /// <summary>Killed as it took more memory than it had asked for.</summary>
    OutOfMemory,

    /// <summary>Its node went down, or another job took its place.</summary>
    NodeLost,

    /// <summary>Taken back, by somebody or as what it waited for has failed.</summary>
    Cancelled,
}
