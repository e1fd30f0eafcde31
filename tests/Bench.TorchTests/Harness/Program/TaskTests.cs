using Bench.Cli.Tasks;
using Bench.Harness.Training;
using Bench.Launching;
using Bench.Results;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary>Tasks of a plan, carried out by processes of the program as a cluster's scheduler starts and ends them.</summary>
public sealed class TaskTests : IDisposable
{
    private const int Pretraining = 0, FirstCell = 1, Long = 400; // epochs

    private readonly TemporaryFolder folder = new();

    public TaskTests() => Signals.SkipUnlessLinux();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sweep_carried_out_by_tasks_has_the_rows_of_a_run_on_one_machine_states_that_cells_share_included()
    {
        var cluster = new TinyCluster(folder.Path, [.. new[] { ("lottery-ticket", 4.0), ("lottery-ticket", 2), ("global-magnitude", 4), ("random", 8) }.Select(c => TinyCluster.Cell(c.Item1, c.Item2))], keepsWeights: true);
        Assert.Equal([TaskKind.Pretraining, TaskKind.Cells, TaskKind.Cells, TaskKind.Cells, TaskKind.Cells], cluster.Plan.Tasks.Select(t => t.Kind));
        Assert.Single(cluster.Plan.Tasks, t => t.After.Count > 0);
        foreach (var task in cluster.Plan.Tasks)
        {
            var (code, output) = cluster.Do(task.Task);
            Assert.True(code == 0, output);
        }
        Assert.Single(Directory.GetFiles(Path.Combine(cluster.Folder.Work, "shared")));
        Assert.All(cluster.Plan.Tasks.Where(t => t.Kind == TaskKind.Cells).SelectMany(t => t.Jobs), j => Assert.True(File.Exists(cluster.Work.Weights(j.Identity))));
        Assert.Equal(cluster.Local(), cluster.Merged());
        Assert.Empty(Directory.GetFiles(cluster.Work.Checkpoints));
        Assert.All(cluster.Attempts(), a => Assert.Equal((AttemptEnd.Finished, 0, 1, 1, 0), (a.End, a.ExitCode, a.Jobs, a.Done, a.Failed)));
        Assert.All(cluster.Attempts(), a => Assert.Equal(("n1", "17_0", 0), (a.Node, a.Job, a.Requeues)));
        Assert.All(cluster.Attempts(), a => Assert.InRange(a.PeakMemory!.Value, 50_000_000, 4_000_000_000));
    }

    [Theory, InlineData(Signals.User2, "USR2"), InlineData(Signals.User1, "USR1"), InlineData(Signals.Terminate, "TERM"), InlineData(Signals.Interrupt, "INT")]
    public void A_signal_to_the_whole_step_in_the_middle_of_training_stops_it_and_the_next_attempt_goes_on_to_the_same_bits(int signal, string name)
    {
        Signals.SkipWhereIgnored(signal);
        var cluster = Long_training();
        using (var run = cluster.Start(first: 0, index: FirstCell))
        {
            cluster.AwaitCheckpoint(run, cluster.Plan.Tasks[FirstCell].Jobs[0].Identity);
            run.SendToGroup(Signals.Continue); // comes first, and is no reason
            run.SendToGroup(signal);
            run.SendToGroup(signal); // as some send it twice
            Assert.Equal(75, run.Wait());
        }
        Assert.Empty(TaskResultsFile.OfTask(cluster.Folder.Results, cluster.PrefixOf(FirstCell))); // stopped is not failed
        var kept = File.ReadAllBytes(Assert.Single(CheckpointFile.Of(cluster.Work.Checkpoints, cluster.Plan.Tasks[FirstCell].Jobs[0].Identity)));
        Assert.NotEmpty(kept);

        Assert.Equal(0, cluster.Do(FirstCell, restarts: 1).Code);
        Assert.Equal(cluster.Local(), cluster.Merged());
        Assert.Empty(Directory.GetFiles(cluster.Work.Checkpoints));
        Assert.Equal([(AttemptEnd.Stopped, name, 75, 0, 0), (AttemptEnd.Finished, null, 0, 1, 1)],
            cluster.Attempts().Where(a => a.Task == FirstCell).Select(a => (a.End!.Value, a.Signal, a.ExitCode!.Value, a.Done, a.Requeues!.Value)));
    }

    [Fact]
    public void An_attempt_that_is_killed_is_gone_on_with_by_the_next_and_has_left_no_end()
    {
        var cluster = Long_training();
        var identity = cluster.Plan.Tasks[FirstCell].Jobs[0].Identity;
        using (var run = cluster.Start(FirstCell))
        {
            cluster.AwaitCheckpoint(run, identity);
            run.SendToGroup(Signals.Kill);
            Assert.Equal(128 + Signals.Kill, run.Wait());
        }
        Assert.Equal(0, cluster.Do(FirstCell, restarts: 1).Code);
        Assert.Equal(cluster.Local(), cluster.Merged());
        Assert.Equal([null, AttemptEnd.Finished], cluster.Attempts().Where(a => a.Task == FirstCell).Select(a => a.End));
    }

    [Fact]
    public void Two_attempts_at_once_of_which_the_older_was_thought_dead_do_each_other_no_harm()
    {
        var cluster = Long_training();
        var identity = cluster.Plan.Tasks[FirstCell].Jobs[0].Identity;
        using var older = cluster.Start(FirstCell);
        cluster.AwaitCheckpoint(older, identity);
        older.SendToGroup(Signals.Stop); // its node answers no more
        using var newer = cluster.Start(FirstCell, restarts: 1);
        cluster.AwaitCheckpoint(newer, identity, besides: CheckpointFile.Of(cluster.Work.Checkpoints, identity)[^1]);
        older.SendToGroup(Signals.Continue);
        Assert.Equal(0, newer.Wait());
        Assert.Equal(0, older.Wait());

        Assert.Equal(2, TaskResultsFile.OfTask(cluster.Folder.Results, cluster.PrefixOf(FirstCell)).Count);
        Assert.Equal(cluster.Local(), cluster.Merged());
        Assert.Empty(Directory.GetFiles(cluster.Work.Checkpoints));
    }

    [Fact]
    public void What_an_earlier_attempt_has_published_is_not_done_again()
    {
        var cluster = Long_training(epochs: 3);
        Assert.Equal(0, cluster.Do(FirstCell).Code);
        var (code, output) = cluster.Do(FirstCell);
        Assert.Equal(0, code);
        Assert.Contains("1 cell, 1 done before", output, StringComparison.Ordinal);
        Assert.Single(TaskResultsFile.OfTask(cluster.Folder.Results, cluster.PrefixOf(FirstCell)));
        Assert.Equal((1, 0), cluster.Attempts().Where(a => a.Task == FirstCell).Select(a => (a.Before, a.Done)).Last());
    }

    [Fact]
    public void A_cell_whose_pretraining_is_not_there_fails_and_says_why()
    {
        var cluster = new TinyCluster(folder.Path, [TinyCluster.Cell("random", 2)]);
        Assert.Equal(1, cluster.Do(FirstCell).Code);
        var start = cluster.Plan.Tasks[Pretraining].Jobs[0].Identity;
        var record = Assert.Single(TaskResultsFile.In(cluster.Folder.Results).SelectMany(file => TaskResultsFile.Read(file, Assert.Fail)));
        Assert.Equal($"the pretraining {start} from which it starts is not there: its task has not finished", record.Failure!.Reason);
        Assert.Equal(("n1", "17_0", 0), (record.Failure.Node, record.Failure.Job, record.Failure.Requeues));
        Assert.False(File.Exists(cluster.Work.Pretrained(start)));
        Assert.Equal((AttemptEnd.SomeFailed, 1, 1), cluster.Attempts().Select(a => (a.End!.Value, a.ExitCode!.Value, a.Failed)).Single());
    }

    [Fact]
    public void A_pretraining_that_cannot_work_is_the_reason_that_its_cells_give()
    {
        var cell = TinyCluster.Cell("random", 2).Spec;
        var cluster = new TinyCluster(folder.Path, [TinyCells.Planned(cell with { Pretraining = TinyCells.Recipe(2, rate: 1e30) })]);
        Assert.Equal(1, cluster.Do(Pretraining).Code);
        Assert.Equal(1, cluster.Do(FirstCell).Code);
        var reasons = TaskResultsFile.In(cluster.Folder.Results).SelectMany(file => TaskResultsFile.Read(file, Assert.Fail)).Select(r => r.Failure!.Reason);
        Assert.Equal(["NaN loss in epoch 1 of pretraining", "pretraining failed: NaN loss in epoch 1 of pretraining"], reasons);
    }

    [Fact]
    public void Of_pretrainings_in_one_task_a_failed_one_stops_its_own_cells_alone()
    {
        var (sound, broken) = (TinyCluster.Cell("random", 2), TinyCluster.Cell("random", 4).Spec);
        var cluster = new TinyCluster(folder.Path, [TinyCells.Planned(broken with { Pretraining = TinyCells.Recipe(2, rate: 1e30) }), sound], cellsPerTask: null);
        Assert.Equal([(TaskKind.Pretraining, 2), (TaskKind.Cells, 2)], cluster.Plan.Tasks.Select(t => (t.Kind, t.Jobs.Count)));
        Assert.Equal((0, 0), (cluster.Plan.Arrays[1].AfterSuccess.Count, Assert.Single(cluster.Plan.Arrays[1].AfterArrays)));
        Assert.Equal(1, cluster.Do(Pretraining).Code);
        Assert.Equal(1, cluster.Do(FirstCell).Code);
        var records = TaskResultsFile.In(cluster.Folder.Results).SelectMany(file => TaskResultsFile.Read(file, Assert.Fail)).ToList();
        Assert.Equal(sound.Identity, Assert.Single(records, r => r.Result is not null).Result!.Identity);
        Assert.Equal("pretraining failed: NaN loss in epoch 1 of pretraining", records[^1].Failure?.Reason ?? records[^2].Failure?.Reason);
        Assert.Equal([(0, 1, 1), (1, 1, 1)], cluster.Attempts().Select(a => (a.Task, a.Done, a.Failed)));
    }

    [Fact]
    public void What_killed_tasks_have_left_on_a_node_s_own_disk_goes_and_what_another_has_open_stays()
    {
        var now = TimeProvider.System.GetUtcNow();
        var scratch = ScratchFolder.Provide(folder.Path, now);
        Assert.Equal((Directory.CreateDirectory(scratch).FullName, folder.Path), (scratch, Path.GetDirectoryName(scratch)));
        using var living = new FileStream(Path.Combine(scratch, "000001-p.a.jsonl"), FileMode.CreateNew, FileAccess.ReadWrite);
        foreach (var name in new[] { "000001-p.b.jsonl", "other.txt" }) File.WriteAllText(Path.Combine(scratch, name), "");
        Assert.Equal(3, Directory.GetFiles(ScratchFolder.Provide(folder.Path, now)).Length); // it may just be made
        ScratchFolder.Provide(folder.Path, now.AddMinutes(2));
        Assert.Equal(["000001-p.a.jsonl", "other.txt"], Directory.GetFiles(scratch).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_plan_of_another_build_and_a_task_that_there_is_not_are_refused_in_one_line()
    {
        var cell = TinyCluster.Cell("random", 2);
        var (code, output) = new TinyCluster(folder.Path, [cell], build: "0.0.1/other").Do(FirstCell);
        Assert.Equal(2, code);
        Assert.Contains("was made by another build of bench (0.0.1/other)", Assert.Single(output.Split('\n')), StringComparison.Ordinal);

        (code, output) = new TinyCluster(folder.Path, [cell]).Do(2);
        Assert.Equal(2, code);
        Assert.EndsWith("has tasks 0 to 1, not 2", Assert.Single(output.Split('\n')), StringComparison.Ordinal);
    }

    // With its pretraining there.
    private TinyCluster Long_training(int epochs = Long)
    {
        var cluster = new TinyCluster(folder.Path, [TinyCluster.Cell("global-magnitude", 4, epochs)]);
        var (code, output) = cluster.Do(Pretraining);
        Assert.True(code == 0, output);
        return cluster;
    }
}
