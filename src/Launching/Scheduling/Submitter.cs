using Bench.Core;

namespace Bench.Launching;

/// <summary>Hands the tasks of a plan to a scheduler, array by array, and a merge at the end; all of them or none.</summary>
/// <param name="scheduler">The scheduler.</param>
/// <param name="time">The clock.</param>
public sealed class Submitter(IScheduler scheduler, TimeProvider time)
{
    private const string TaskScript = "task.sh", MergeScript = "merge.sh";

    /// <summary>Jobs of earlier plans that must have ended before a task begins.</summary>
    public IReadOnlyList<string> TasksWaitFor { get; init; } = [];

    /// <summary>The scripts, by the names of their files.</summary>
    public IReadOnlyList<(string File, string Text)> Scripts(JobScript script, string database) =>
        [(TaskScript, scheduler.Script(script)), (MergeScript, scheduler.Script(script with { MergeInto = database }))];

    /// <summary>The commands that would hand the arrays over, where the scheduler calls the jobs as <paramref name="nameOf"/> does.</summary>
    public IEnumerable<string> Commands(JobScript script, IReadOnlyList<ArrayPlan> arrays, Func<int, string> nameOf)
    {
        foreach (var array in arrays) yield return scheduler.Command(JobOf(script, array, nameOf));
        yield return scheduler.Command(MergeJob(script, [.. arrays.Select(a => nameOf(a.Number))]));
    }

    /// <summary>Writes the scripts beside the plan and hands all over. Where something is refused on the way, or <paramref name="stop"/> is asked for, what was handed over is taken back.</summary>
    /// <exception cref="UserError">The scheduler refuses a job: its own words.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <param name="script">What its scripts say.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="record">What is kept of it.</param>
    /// <param name="earlier">Jobs of earlier plans that are in the queue, for which the merge waits too: two merges at once would be in each other's way.</param>
    /// <param name="stop">Asks to stop.</param>
    public SubmissionRecord Submit(JobScript script, PlanRecord plan, SubmissionRecord record, IEnumerable<string> earlier, CancellationToken stop)
    {
        var files = script.Folder.Plan(script.Plan);
        foreach (var (file, text) in Scripts(script, plan.Database)) DurableFile.Write(Path.Combine(files.Path, file), text);
        record.Write(files); // first, so that jobs of a submission that is cut off are known by their names
        var jobs = new List<string>();
        try
        {
            foreach (var array in plan.Arrays)
            {
                stop.ThrowIfCancellationRequested();
                jobs.Add(scheduler.Submit(JobOf(script, array, number => jobs[number])));
            }
            stop.ThrowIfCancellationRequested();
            var merge = scheduler.Submit(MergeJob(script, [.. jobs, .. earlier]));
            record = record with { IsComplete = true, Jobs = jobs, Merge = merge, Submitted = time.GetUtcNow() };
            record.Write(files);
            return record;
        }
        catch (Exception refusal) when (refusal is UserError or OperationCanceledException || FileTrouble.Is(refusal))
        {
            var left = TakeBack(script.Plan, record.User, jobs);
            File.Delete(files.Submission);
            if (refusal is OperationCanceledException) throw;
            throw new UserError(jobs.Count == 0 ? refusal.Message : $"{refusal.Message}; {left}", refusal);
        }
    }

    // Also the one that was under way: whether it was taken, only the queue knows.
    private string TakeBack(string plan, string user, List<string> jobs)
    {
        var queued = (scheduler.Queue(user).Jobs ?? []).Where(job => JobName.Parse(job.Name)?.Plan == plan).Select(job => job.Job);
        string[] all = [.. jobs.Concat(queued).Distinct(StringComparer.Ordinal)];
        try
        {
            if (all.Length > 0) scheduler.Cancel(all);
            return $"the {(jobs.Count == 1 ? "job that was" : $"{jobs.Count} jobs that were")} submitted before it {(jobs.Count == 1 ? "is" : "are")} cancelled";
        }
        catch (UserError silent)
        {
            return $"cancel what was submitted before it by hand ({string.Join(' ', all)}): {silent.Message}";
        }
    }

    private SchedulerJob JobOf(JobScript script, ArrayPlan array, Func<int, string> nameOf) => new()
    {
        Name = new JobName(script.Plan, array.Number).ToString(), Folder = script.Folder, Script = Path.Combine(script.Folder.Plan(script.Plan).Path, TaskScript), Needs = script.Needs, Array = array,
        AfterSuccess = [.. array.AfterSuccess.Select(place => new JobPlace(nameOf(place.Array), place.Index))],
        AfterEnd = [.. array.AfterTasks.Select(place => new JobPlace(nameOf(place.Array), place.Index)), .. array.AfterArrays.Select(nameOf).Concat(TasksWaitFor).Select(job => new JobPlace(job))],
    };

    private static SchedulerJob MergeJob(JobScript script, IReadOnlyList<string> jobs) => new()
    {
        Name = new JobName(script.Plan, null).ToString(), Folder = script.Folder, Script = Path.Combine(script.Folder.Plan(script.Plan).Path, MergeScript), Needs = script.Needs,
        AfterEnd = [.. jobs.Select(job => new JobPlace(job))],
    };
}
