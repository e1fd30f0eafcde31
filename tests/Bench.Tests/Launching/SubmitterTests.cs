using Bench.Core;
using Bench.Launching;

namespace Bench.Tests.Launching;

public sealed class SubmitterTests : IDisposable
{
    private readonly SubmittedSweep sweep = new();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public void Arrays_wait_for_the_tasks_that_they_need_and_the_merge_for_all()
    {
        var record = sweep.Submit(earlier: ["55", "56"]);
        var jobs = sweep.Scheduler.Submitted;
        Assert.Equal(sweep.Plan.Arrays.Count + 1, jobs.Count);
        Assert.Equal([.. sweep.Plan.Arrays.Select(a => $"bench-{sweep.Name}-{a.Number}"), $"bench-{sweep.Name}-merge"], jobs.Select(j => j.Name));
        foreach (var (job, array) in jobs.Zip(sweep.Plan.Arrays))
        {
            Assert.Equal((array.First, array.Count, array.Throttle), (job.Array!.First, job.Array.Count, job.Array.Throttle));
            Assert.Equal(array.AfterSuccess.Select(p => new JobPlace($"{101 + p.Array}", p.Index)), job.AfterSuccess);
            if (array.Kind == TaskKind.Cells) Assert.Equal(TaskKind.Pretraining, sweep.Plan.Arrays[int.Parse(Assert.Single(job.AfterSuccess).Job) - 101].Kind);
        }
        Assert.Equal(record.Jobs.Concat(["55", "56"]).Select(id => new JobPlace(id)), jobs[^1].AfterEnd); // of an earlier plan too, whose merge is one of them
        Assert.Empty(jobs[^1].AfterSuccess); // it merges what there is
        Assert.Null(jobs[^1].Array);

        var read = SubmissionRecord.Read(sweep.Folder.Plan(sweep.Name))!;
        Assert.Equal((true, "me", "2G", record.Merge), (read.IsComplete, read.User, read.Needs.Memory, read.Merge));
        Assert.Equal(record.Jobs, read.Jobs);
        Assert.Equal($"script of {sweep.Name}", File.ReadAllText(Path.Combine(sweep.Folder.Plan(sweep.Name).Path, "task.sh")));
        Assert.Equal($"script of {sweep.Name} into {ManifestReader.Open(sweep.Folder, sweep.Name).Record.Database}", File.ReadAllText(Path.Combine(sweep.Folder.Plan(sweep.Name).Path, "merge.sh")));
    }

    [Fact]
    public void Tasks_wait_for_those_of_earlier_submissions_where_they_are_told_to()
    {
        var script = new JobScript { Folder = sweep.Folder, Plan = sweep.Name, Sweep = "core", Program = "/p/bench", Needs = new() };
        new Submitter(sweep.Scheduler, TimeProvider.System) { TasksWaitFor = ["55", "56"] }.Submit(script, ManifestReader.Open(sweep.Folder, sweep.Name).Record,
            new SubmissionRecord { Launcher = "recording", User = "me", Submitted = SubmittedSweep.Start, Prefix = "", Needs = new(), Parallelism = 256 }, [], CancellationToken.None);
        Assert.All(sweep.Scheduler.Submitted.SkipLast(1), job => Assert.Equal([new JobPlace("55"), new("56")], job.AfterEnd.TakeLast(2)));
    }

    [Theory]
    [InlineData(64, 0, 1000, 64, false)]
    [InlineData(64, 14, 50, 64, false)] // all together are no more
    [InlineData(64, 14, 51, 50, false)]
    [InlineData(64, 32, 1000, 32, false)]
    [InlineData(64, 33, 1000, 64, true)] // later, with all places
    [InlineData(64, 256, 1000, 64, true)]
    [InlineData(1, 1, 1, 1, true)]
    public void A_plan_takes_what_earlier_tasks_leave_or_comes_after_them(int asked, int busy, int tasks, int parallelism, bool waits) =>
        Assert.Equal(new BesideEarlier(parallelism, waits), BesideEarlier.Of(asked, busy, tasks));

    [Fact]
    public void What_is_refused_on_the_way_takes_back_what_was_submitted_before_it()
    {
        var scheduler = new RecordingScheduler
        {
            RefusedJob = 2, Answer = new([new($"bench-{sweep.Name}-2", "103", 0, QueuedState.Waiting, "", ""), new("bench-another-0", "9", 0, QueuedState.Running, "n1", "")]),
        };
        Assert.Equal("the queue is full; the 2 jobs that were submitted before it are cancelled", Assert.Throws<UserError>(() => sweep.Submit(scheduler: scheduler)).Message);
        Assert.Equal(["101", "102", "103"], scheduler.Cancelled); // the last one is of the plan, by its name, whatever the command has said
        Assert.Null(SubmissionRecord.Read(sweep.Folder.Plan(sweep.Name)));
    }

    [Fact]
    public void What_is_refused_at_once_is_told_as_it_is()
    {
        var scheduler = new RecordingScheduler { RefusedJob = 0 };
        Assert.Equal("the queue is full", Assert.Throws<UserError>(() => sweep.Submit(scheduler: scheduler)).Message);
        Assert.Empty(scheduler.Cancelled);
    }

    [Fact]
    public void A_submission_that_is_stopped_takes_back_what_was_submitted()
    {
        using var stop = new CancellationTokenSource();
        var scheduler = new RecordingScheduler { Taking = stop.Cancel };
        Assert.Throws<OperationCanceledException>(() => sweep.SubmitUntil(stop.Token, scheduler: scheduler));
        Assert.Equal((1, "101"), (scheduler.Submitted.Count, Assert.Single(scheduler.Cancelled)));
    }

    [Fact]
    public void A_submission_that_was_cut_off_is_known_by_the_names_of_its_jobs()
    {
        Assert.Throws<InvalidOperationException>(() => sweep.Submit(scheduler: new RecordingScheduler { Taking = () => throw new InvalidOperationException("as if it were killed") }));
        sweep.Scheduler.Answer = new([sweep.Queued(0, QueuedState.Running, "n1")]);
        var standing = sweep.Stand();
        Assert.False(standing.Last.Submission.IsComplete);
        Assert.Equal(TaskState.Running, standing.Tasks[0].State);
        Assert.All(standing.Tasks.Skip(1), t => Assert.Equal(TaskState.NotBegun, t.State));
    }

    [Fact]
    public void A_plan_of_more_jobs_than_the_queue_takes_is_refused_with_what_would_help()
    {
        Assert.Null(PlanRefusal.Of(sweep.Plan, new(1001, sweep.Plan.Tasks.Count + 1, null)));
        Assert.StartsWith($"the plan has {sweep.Plan.Tasks.Count + 1} jobs, and the scheduler takes at most {sweep.Plan.Tasks.Count} at once (MaxJobCount): give a task more cells with --cells-per-task",
            PlanRefusal.Of(sweep.Plan, new(1001, sweep.Plan.Tasks.Count, null)), StringComparison.Ordinal);
        Assert.Contains("(MaxArraySize)", PlanRefusal.Of(sweep.Plan, new(1, null, null)), StringComparison.Ordinal);
    }
}
