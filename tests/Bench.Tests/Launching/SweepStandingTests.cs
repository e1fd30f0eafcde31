using Bench.Core;
using Bench.Launching;
using Bench.Results;

namespace Bench.Tests.Launching;

public sealed class SweepStandingTests : IDisposable
{
    // Per seed: a pretraining (task 0), two tasks of two cells (1 and 2).
    private readonly SubmittedSweep sweep = new();

    public SweepStandingTests() => sweep.Submit();

    public void Dispose() => sweep.Dispose();

    [Fact]
    public void Files_and_one_question_to_the_queue_make_the_picture()
    {
        sweep.Attempt(0, finished: 1, AttemptEnd.Finished);
        sweep.Attempt(1, finished: 2, AttemptEnd.Finished);
        sweep.Attempt(2, finished: 1, node: "n2");
        sweep.Scheduler.Answer = new(
        [
            sweep.Queued(0, QueuedState.Ended), sweep.Queued(1, QueuedState.Running, "n1"), sweep.Queued(2, QueuedState.Running, "n2"), sweep.Queued(3, QueuedState.Waiting, reason: "Resources"),
            sweep.Queued(4, QueuedState.Waiting, reason: "Dependency"), sweep.Queued(5, QueuedState.Waiting, reason: "Dependency"),
            new($"bench-{sweep.Name}-merge", "200", null, QueuedState.Waiting, "", "Dependency"), new("bench-another-0", "9", 1, QueuedState.Running, "n1", ""),
        ]);
        var standing = sweep.Stand();
        Assert.Equal([TaskState.Finished, TaskState.Finished, TaskState.Running, TaskState.Waiting, TaskState.Waiting, TaskState.Waiting], standing.Tasks.Select(t => t.State));
        Assert.Equal((1, "n2", 1), (standing.Tasks[2].Done, standing.Tasks[2].Node, standing.Tasks[2].Attempts));
        Assert.Equal(["Resources", "Dependency", "Dependency"], standing.Tasks.Skip(3).Select(t => t.Reason));
        Assert.Equal((8, 3, 5), (standing.Cells.Count, standing.Found.Finished.Count, standing.Missing.Count()));
        Assert.Equal(4, standing.Busy); // which is less than the 256 that were asked
        Assert.Equal(6, standing.Queued.Count); // of the tasks 2, 4 and 5, whatever of them is finished
        Assert.Equal(QueuedState.Waiting, standing.Merge!.State);
        Assert.Equal(standing.Tasks.Skip(1).Select(t => sweep.JobOf(t.Outline.Task).Split('_')[0]).Append("200").Distinct().Order(), standing.QueuedJobs.Order());
        Assert.Equal(1, sweep.Scheduler.Questions);
        Assert.Empty(standing.BadNodes);
    }

    [Fact]
    public void Without_a_queue_the_files_tell_alone()
    {
        sweep.Attempt(0, finished: 1, AttemptEnd.Finished);
        sweep.Attempt(1, finished: 1);
        sweep.Scheduler.Answer = new(null, "there is no 'squeue' on the path");
        var early = sweep.Stand(SubmittedSweep.Start.AddMinutes(3));
        Assert.Equal("there is no 'squeue' on the path", early.Silent);
        Assert.Equal([TaskState.Finished, TaskState.Running, TaskState.Waiting, TaskState.Waiting, TaskState.Waiting, TaskState.Waiting], early.Tasks.Select(t => t.State));
        var late = sweep.Stand(SubmittedSweep.Start.AddHours(3)); // no sign of life since
        Assert.Equal((TaskState.Lost, TaskNeed.Nodes), (late.Tasks[1].State, late.Tasks[1].Need));
    }

    [Theory]
    [InlineData(QueuedState.OutOfMemory, 137, null, null, TaskState.Lost, TaskNeed.Memory, "ran out of memory")]
    [InlineData(null, 137, null, "slurmstepd: error: Detected 1 oom_kill event in StepId=5.0. Some of the step tasks have been OOM Killed.", TaskState.Lost, TaskNeed.Memory, "ran out of memory")]
    [InlineData(null, 137, null, "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=5.batch cgroup. ", TaskState.Lost, TaskNeed.Memory, "ran out of memory")]
    [InlineData(null, 137, null, "srun: error: n1: task 0: Killed", TaskState.Lost, TaskNeed.Memory, "was killed (SIGKILL), as the system does where memory runs out")]
    [InlineData(QueuedState.TimedOut, null, null, null, TaskState.Lost, TaskNeed.Time, "ran out of time")]
    [InlineData(null, 143, null, "slurmstepd-n1: error: *** STEP 5.0 ON n1 CANCELLED AT 2026-11-26T01:31:00 DUE TO TIME LIMIT ***", TaskState.Lost, TaskNeed.Time, "ran out of time")]
    [InlineData(QueuedState.Failed, 75, "USR2", "slurmstepd-n1: error: *** JOB 32 ON n1 CANCELLED AT 2026-11-26T01:02:09 DUE TO JOB REQUEUE ***", TaskState.Stopped, TaskNeed.Time, "stopped after a checkpoint (USR2)")]
    [InlineData(QueuedState.Cancelled, 75, "TERM", null, TaskState.Stopped, TaskNeed.Nothing, "was cancelled")]
    [InlineData(null, 75, "TERM", "slurmstepd-n2: error: *** STEP 48.0 ON n2 CANCELLED AT 2026-11-26T01:31:00 ***", TaskState.Stopped, TaskNeed.Nothing, "was cancelled")]
    [InlineData(QueuedState.NodeLost, null, null, null, TaskState.Lost, TaskNeed.Nodes, "its node failed")]
    [InlineData(null, null, null, null, TaskState.Lost, TaskNeed.Nodes, "vanished")]
    [InlineData(null, 139, null, null, TaskState.Lost, TaskNeed.Nothing, "was killed by signal 11")]
    [InlineData(null, 2, null, "bench: plan abc was made by another build", TaskState.Lost, TaskNeed.Nothing, "ended with exit code 2: bench: plan abc was made by another build")]
    public void A_task_that_has_not_come_to_its_end_says_why_and_what_would_help(QueuedState? queued, int? code, string? signal, string? log, TaskState state, TaskNeed need, string reason)
    {
        sweep.Attempt(1, finished: 1, signal is null ? null : AttemptEnd.Stopped, signal: signal);
        if (code is { } exit) sweep.Exit(1, exit);
        if (log is not null) sweep.Log(1, log + "\n");
        sweep.Scheduler.Answer = new(queued is { } known ? [sweep.Queued(1, known, "n1")] : []);
        var task = sweep.Stand().Tasks[1];
        Assert.Equal((state, need), (task.State, task.Need));
        Assert.StartsWith(reason, task.Reason, StringComparison.Ordinal);
        Assert.Equal("n1", task.Node);
    }

    [Fact]
    public void An_earlier_attempts_end_is_not_taken_for_the_last_ones()
    {
        sweep.Attempt(1, finished: 0, AttemptEnd.Stopped, signal: "USR2");
        sweep.Exit(1, 75);
        sweep.Attempt(1, finished: 1, node: "n2", requeues: 1);
        sweep.Exit(1, 137, requeues: 1, node: "n2");
        var task = sweep.Stand().Tasks[1];
        Assert.Equal((TaskState.Lost, TaskNeed.Memory, "n2", 2), (task.State, task.Need, task.Node, task.Attempts));
    }

    [Fact]
    public void What_failed_for_good_is_no_loss_and_what_was_never_begun_says_so()
    {
        sweep.Attempt(0, finished: 0, AttemptEnd.SomeFailed, failure: "loss is NaN");
        sweep.Attempt(4, finished: 1, AttemptEnd.SomeFailed, failure: "no data", killed: 2);
        sweep.Scheduler.Answer = new([sweep.Queued(1, QueuedState.Cancelled), sweep.Queued(2, QueuedState.Cancelled), sweep.Queued(3, QueuedState.Failed, reason: "NonZeroExitCode")]);
        var tasks = sweep.Stand().Tasks;
        Assert.Equal(TaskState.SomeFailed, tasks[0].State);
        Assert.Equal((TaskState.SomeFailed, TaskNeed.Memory), (tasks[4].State, tasks[4].Need)); // its workers were killed
        Assert.Equal([TaskState.NotBegun, TaskState.NotBegun], tasks.Skip(1).Take(2).Select(t => t.State));
        Assert.Equal((TaskState.Lost, "ended before the program began (NonZeroExitCode)"), (tasks[3].State, tasks[3].Reason));
        Assert.Equal("loss is NaN", Assert.Single(sweep.Stand().Found.Failures[sweep.Plan.Tasks[0].Jobs[0].Identity]).Reason);
    }

    [Fact]
    public void Nodes_on_which_attempts_died_are_bad_ones()
    {
        sweep.Attempt(1, finished: 0, node: "n3"); // never heard of again
        sweep.Attempt(1, finished: 2, AttemptEnd.Finished, node: "n1", requeues: 1);
        sweep.Attempt(2, finished: 1, node: "n2");
        sweep.Scheduler.Answer = new([sweep.Queued(2, QueuedState.Running, "n2")]);
        Assert.Equal(["n3"], sweep.Stand().BadNodes);
    }

    [Fact]
    public void A_cell_belongs_to_the_last_plan_that_has_it()
    {
        var missing = sweep.Plan.Tasks[1].Jobs.Select(j => j.Identity).ToHashSet();
        var cells = (from seed in new[] { 1, 2 } from ratio in new[] { 2.0, 4, 8, 16 } select MadeUpWork.Cell("global-magnitude", ratio, seed)).Where(c => missing.Contains(c.Identity)).ToList();
        var second = ClusterPlan.Of(MadeUpWork.Work(cells) with { IsPretrained = _ => true }, new() { CellsPerTask = 1 });
        var name = sweep.Write(second).Name;
        var job = sweep.Submit(name).Jobs[0];
        sweep.Scheduler.Answer = new([sweep.Queued(2, QueuedState.Waiting), new($"bench-{name}-0", job, 0, QueuedState.Running, "n4", "")]);
        var standing = sweep.Stand();
        Assert.Equal(2, standing.Plans.Count);
        Assert.Equal(name, standing.Last.Plan.Files.Name);
        Assert.Equal(8, standing.Cells.Count);
        Assert.Equal([sweep.Name, name], standing.Tasks.Select(t => t.Plan).Distinct());
        Assert.DoesNotContain(standing.Tasks, t => t.Plan == sweep.Name && t.Outline.Task == 1);
        Assert.Equal(TaskState.Running, standing.Tasks.First(t => t.Plan == name).State);
        Assert.Equal(3, standing.Queued.Count);
    }

    [Fact]
    public void A_task_that_measures_again_is_not_done_by_what_a_task_of_another_plan_has_measured()
    {
        var cell = MadeUpWork.Cell("global-magnitude", 2);
        var name = sweep.Write(ClusterPlan.Of(MadeUpWork.Work([]) with { Latencies = new HashSet<string> { cell.Identity }, Unmeasured = [(cell, null)] }, new())).Name;
        var job = sweep.Submit(name).Jobs[0];
        sweep.Scheduler.Answer = new([new($"bench-{name}-0", job, 0, QueuedState.Waiting, "", "")]);
        TaskState Stand() => sweep.Stand().Tasks.Single(t => t.Plan == name).State;
        var earlier = sweep.Attempt(0, finished: 1, AttemptEnd.Finished) with { ProcessId = 8 };
        sweep.Measure(earlier, cell.Identity);
        Assert.Equal(TaskState.Waiting, Stand());
        var own = earlier with { Plan = name };
        Assert.Empty(sweep.Measure(own, cell.Identity));
        Assert.Equal(TaskState.Finished, Stand());
        Assert.Equal([cell.Identity], sweep.Measure(own with { ProcessId = 9 }, cell.Identity));
    }

    [Fact]
    public void What_a_cell_was_measured_in_is_told_apart()
    {
        var (cell, other) = (MadeUpWork.Cell("global-magnitude", 2).Identity, MadeUpWork.Cell("global-magnitude", 4).Identity);
        sweep.Measure(sweep.Attempt(0, finished: 1, AttemptEnd.Finished) with { ProcessId = 8 }, cell);
        sweep.Measure(sweep.Attempt(0, finished: 1, AttemptEnd.Finished) with { ProcessId = 9 }, other, LatencyRecord.OnnxRuntime);
        var measured = sweep.Stand().Found.Measured;
        Assert.Equal((true, false, false), (measured.Has(cell, false, false), measured.Has(cell, true, false), measured.Has(cell, false, true)));
        Assert.Equal((true, true, false), (measured.Has(other, false, false), measured.Has(other, true, false), measured.Has(other, true, true)));
    }

    [Fact]
    public void Rows_of_the_queue_that_are_of_no_job_of_the_submission_say_nothing_of_its_tasks()
    {
        sweep.Scheduler.Answer = new([sweep.Queued(0, QueuedState.Waiting), sweep.Queued(0, QueuedState.Cancelled) with { Job = "9" }, sweep.Queued(1, QueuedState.Running) with { Job = "9" }]);
        Assert.Equal([TaskState.Waiting, TaskState.NotBegun], sweep.Stand().Tasks.Take(2).Select(t => t.State));
    }

    [Fact]
    public void What_is_in_the_queue_counts_before_what_was_where_a_submission_was_cut_off()
    {
        new SubmissionRecord { Launcher = "recording", User = "me", Submitted = SubmittedSweep.Start, Prefix = $"bench-{sweep.Name}-", Needs = new(), Parallelism = 256 }.Write(sweep.Folder.Plan(sweep.Name));
        sweep.Scheduler.Answer = new([sweep.Queued(0, QueuedState.Waiting), sweep.Queued(0, QueuedState.Cancelled) with { Job = "9" }]);
        Assert.Equal(TaskState.Waiting, sweep.Stand().Tasks[0].State);
    }

    [Fact]
    public void Another_launcher_and_a_damaged_submission_are_told()
    {
        Assert.Equal("this bench knows no launcher 'recording'", SweepStanding.Of(sweep.Folder, [], SubmittedSweep.Start).Silent);
        var file = sweep.Folder.Plan(sweep.Name).Submission;
        File.WriteAllText(file, "{");
        Assert.StartsWith($"{file} is damaged: ", Assert.Throws<UserError>(() => sweep.Stand()).Message, StringComparison.Ordinal);
    }
}
