using Bench.Launching;
using Bench.Results;

namespace Bench.ClusterTests;

/// <summary>Sweeps on a real Slurm: undisturbed, and with what befalls the tasks of a night.</summary>
public sealed class SlurmTests(SlurmCluster cluster, SlurmTests.LongRows expected) : IClassFixture<SlurmCluster>, IClassFixture<SlurmTests.LongRows>
{
    // Cells that take some ten seconds; tests hold them in the middle.
    private const string Long = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [global-magnitude, random]
            compressions: [2, 8]
            seeds: [1]
            pretraining: {recipe: quick-train, epochs: 3}
            retraining: {recipe: quick-tune, epochs: 1000}
        """;

    private static readonly string[] Nodes = ["n1", "n2", "n3", "n4"];

    /// <summary>What a run on this machine says of the cells of <see cref="Long"/>; computed once.</summary>
    public sealed class LongRows
    {
        private IReadOnlyList<string>? rows;

        internal IReadOnlyList<string> Of(ClusterSweep sweep) => rows ??= sweep.Local();
    }

    [Fact]
    public void A_sweep_on_four_nodes_has_the_rows_of_a_local_one()
    {
        cluster.Require();
        var sweep = new ClusterSweep(cluster, "undisturbed", """
            experiments:
              - datasets: [digits]
                models: [lenet-300-100]
                strategies: [global-magnitude, lottery-ticket]
                compressions: [1, 2, 4]
                seeds: [1, 2]
                pretraining: {recipe: quick-train, epochs: 3}
                retraining: {recipe: quick-tune, epochs: 5}
            """);
        sweep.Submit("--array-parallelism", "4");
        var local = sweep.Local();
        cluster.AwaitEnd();
        Assert.Equal(local, sweep.Rows);
        Assert.Contains(local, line => line.StartsWith("result:", StringComparison.Ordinal));
        Assert.InRange(sweep.Places().Select(p => p.Node).Distinct().Count(), 2, 4);
        Assert.All(sweep.Places(), p => Assert.Equal((1, 0), (p.Attempts, p.Requeues)));
        Assert.True(Directory.Exists(Path.Combine(sweep.Folder.Work, "shared"))); // states that tasks have shared, which the merge has removed
        Assert.Empty(sweep.CheckpointFiles);

        sweep.Do("merge", sweep.Folder.Path);
        Assert.Equal(local, sweep.Rows);
        Assert.Equal(0, sweep.Run("status", sweep.Folder.Path).Code);
        Assert.Contains("nothing", sweep.Do("resume", sweep.Folder.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_machine_a_job_and_a_daemon_were_killed_a_resume_leaves_every_cell_there_once_with_the_local_rows()
    {
        cluster.Require();
        var sweep = new ClusterSweep(cluster, "kills", Long);
        var local = expected.Of(sweep);
        sweep.Submit();
        var frozen = sweep.FreezeTraining(Nodes);
        var tasks = frozen.ToDictionary(f => f.Key, f => f.Value.Task);

        Processes.Signal([cluster.Daemon("n1"), .. cluster.Overseers(frozen["n1"].Job).SelectMany(Processes.TreeOf).ToList()], Processes.Kill); // the machine
        Processes.Signal(frozen["n2"].Processes, Processes.Kill); // the job, as for want of memory
        Processes.Signal([cluster.Daemon("n3")], Processes.Kill); // the daemon, so that the scheduler thinks the machine dead while the job lives
        Processes.Signal(frozen["n4"].Processes, Processes.Continue);
        SlurmCluster.Until(() => cluster.Queue().Count > 0 && sweep.AttemptsAt(tasks["n3"]).Count == 2, () => "the job on n3 is not begun anew");
        Processes.Signal(frozen["n3"].Processes, Processes.Continue); // two attempts at once
        cluster.AwaitEnd();
        SlurmCluster.Until(() => sweep.AttemptsAt(tasks["n3"]).All(a => a.End == AttemptEnd.Finished), () => "the first attempt on n3 has not come to its end");

        Assert.Equal([null, AttemptEnd.Finished], sweep.AttemptsAt(tasks["n1"]).Select(a => a.End));
        Assert.Equal([null], sweep.AttemptsAt(tasks["n2"]).Select(a => a.End)); // Slurm does not begin anew what was killed
        Assert.Equal(2, TaskResultsFile.OfTask(sweep.Folder.Results, TaskAttempt.PrefixOf(Assert.Single(sweep.Folder.PlanNames()), tasks["n3"])).Count);
        Assert.Contains("1 cell that is missing", sweep.Run("status", sweep.Folder.Path).Output, StringComparison.Ordinal);

        cluster.Start(); // the machines are mended
        sweep.Do("resume", sweep.Folder.Path);
        cluster.AwaitEnd();
        Assert.Equal(local, sweep.Rows);
        Assert.Equal(4, sweep.Places().Count);
        sweep.Do("merge", sweep.Folder.Path);
        Assert.Equal(local, sweep.Rows);
    }

    [Fact]
    public void After_another_job_took_a_place_and_the_time_was_over_a_resume_leaves_every_cell_there_once_with_the_local_rows()
    {
        cluster.Require();
        var sweep = new ClusterSweep(cluster, "stops", Long);
        var local = expected.Of(sweep);
        sweep.Submit("--max-requeue", "1");
        var frozen = sweep.FreezeTraining(Nodes);
        var tasks = frozen.ToDictionary(f => f.Key, f => f.Value.Task);
        // One to two minutes from now, of which it is told 90 s before the end; its worker stays stopped, as it is not to end before.
        var minutes = (int)(TimeProvider.System.GetUtcNow() - frozen["n2"].Started).TotalMinutes + 2;
        cluster.Do("scontrol", "update", $"jobid={frozen["n2"].Job}", $"TimeLimit={minutes}");
        cluster.Do("sbatch", "--partition=high", "--nodelist=n1", "--output=/dev/null", "--wrap=sleep 1");
        Processes.Signal([frozen["n1"].Own, frozen["n2"].Own, .. frozen["n3"].Processes, .. frozen["n4"].Processes], Processes.Continue);
        SlurmCluster.Until(() => cluster.IsPreempted(frozen["n1"].Job), () => "the job on n1 does not give way");
        Processes.Signal([frozen["n1"].Worker], Processes.Continue);
        cluster.AwaitEnd();

        Assert.Equal([(AttemptEnd.Stopped, "USR2", 0), (AttemptEnd.Finished, null, 1)], sweep.AttemptsAt(tasks["n1"]).Select(a => (a.End!.Value, a.Signal, a.Requeues!.Value)));
        Assert.Equal((AttemptEnd.Stopped, "USR2", 75, 0), sweep.AttemptsAt(tasks["n2"]).Select(a => (a.End!.Value, a.Signal, a.ExitCode!.Value, a.Requeues!.Value)).First());
        Assert.Single(Directory.GetFiles(sweep.Folder.Attempts, $"{tasks["n2"]:000000}.*-1.exit")); // the second attempt, though its minutes may be over before it can tell of itself

        sweep.Run("resume", sweep.Folder.Path, "--time", "30"); // unless the second attempt has come to its end within its minutes
        cluster.AwaitEnd();
        Assert.Equal(local, sweep.Rows);
        Assert.Equal(4, sweep.Places().Count);
    }
}
