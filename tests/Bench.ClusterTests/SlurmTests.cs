using Bench.Launching;
using Bench.Results;

namespace Bench.ClusterTests;

/// <summary>Sweeps on a real Slurm: undisturbed, and with what befalls the tasks of a night.</summary>
public sealed class SlurmTests(SlurmCluster cluster, SlurmTests.LongRows expected) : IClassFixture<SlurmCluster>, IClassFixture<SlurmTests.LongRows>
{
    // Cells that take some ten seconds.
    private const string Long = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [global-magnitude, random]
            compressions: [2, 8]
            seeds: [1]
            pretraining: {recipe: quick-train, epochs: 3}
            retraining: {recipe: quick-tune, epochs: 500}
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
        sweep.AwaitTraining(cells: 4);
        var (jobs, tasks) = (Nodes.ToDictionary(n => n, cluster.JobOn), Nodes.ToDictionary(n => n, sweep.TaskOn));
        var processes = Nodes.ToDictionary(n => n, n => cluster.TasksOf(jobs[n]));
        Assert.All(processes.Values, own => Assert.Equal(2, own.Count)); // the task and its worker
        foreach (var own in processes.Values) Processes.Signal(own, Processes.Stop); // so that all happens in the middle of training

        Processes.Signal([cluster.Daemon("n1"), .. cluster.Overseers(jobs["n1"]).SelectMany(Processes.TreeOf).ToList()], Processes.Kill); // the machine
        Processes.Signal(processes["n2"], Processes.Kill); // the job, as for want of memory
        Processes.Signal([cluster.Daemon("n3")], Processes.Kill); // the daemon, so that the scheduler thinks the machine dead while the job lives
        Processes.Signal(processes["n4"], Processes.Continue);
        SlurmCluster.Until(() => cluster.Queue().Count > 0 && sweep.AttemptsAt(tasks["n3"]).Count == 2, () => "the job on n3 is not begun anew");
        Processes.Signal(processes["n3"], Processes.Continue); // two attempts at once
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
        sweep.AwaitTraining(cells: 4);
        var (jobs, tasks) = (Nodes.ToDictionary(n => n, cluster.JobOn), Nodes.ToDictionary(n => n, sweep.TaskOn));
        var workers = cluster.TasksOf(jobs["n2"]).Skip(1).ToList();
        Processes.Signal(workers, Processes.Stop); // it is not to end before its time is over
        cluster.Do("scontrol", "update", $"jobid={jobs["n2"]}", "TimeLimit=1"); // a minute, of which 90 s before the end it is told
        cluster.Do("sbatch", "--partition=high", "--nodelist=n1", "--output=/dev/null", "--wrap=sleep 1");
        cluster.AwaitEnd();

        Assert.Equal([(AttemptEnd.Stopped, "USR2", 0), (AttemptEnd.Finished, null, 1)], sweep.AttemptsAt(tasks["n1"]).Select(a => (a.End!.Value, a.Signal, a.Requeues!.Value)));
        Assert.Equal((AttemptEnd.Stopped, "USR2", 75, 0), sweep.AttemptsAt(tasks["n2"]).Select(a => (a.End!.Value, a.Signal, a.ExitCode!.Value, a.Requeues!.Value)).First());
        Assert.Single(Directory.GetFiles(sweep.Folder.Attempts, $"{tasks["n2"]:000000}.*-1.exit")); // the second attempt, though its minute may be over before it can tell of itself

        sweep.Run("resume", sweep.Folder.Path, "--time", "30"); // unless the second attempt has come to its end within its minute
        cluster.AwaitEnd();
        Assert.Equal(local, sweep.Rows);
        Assert.Equal(4, sweep.Places().Count);
    }
}
