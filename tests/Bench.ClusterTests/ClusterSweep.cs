using System.Reflection;
using Bench.Launching;
using Bench.Results;
using Bench.TorchTests.Harness.Running;

namespace Bench.ClusterTests;

/// <summary>A sweep on the digits, which ship inside the program, handed over to the cluster.</summary>
internal sealed class ClusterSweep
{
    private static readonly string Program = Path.ChangeExtension(
        typeof(ClusterSweep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BenchProgram").Value!, null);

    private readonly SlurmCluster cluster;
    private readonly string home;

    public ClusterSweep(SlurmCluster cluster, string name, string text)
    {
        this.cluster = cluster;
        home = Directory.CreateDirectory(Path.Combine(cluster.Folder, name)).FullName;
        File.WriteAllText(Path.Combine(home, "tiny.yaml"), text);
    }

    public SweepFolder Folder => SweepFolder.Of(Path.Combine(home, "bench.db"), "tiny");

    /// <summary>What the merged database says.</summary>
    public IReadOnlyList<string> Rows => StoredNumbers.Of(Path.Combine(home, "bench.db"));

    /// <summary>What a run on this machine says.</summary>
    public IReadOnlyList<string> Local()
    {
        Do("run", "tiny.yaml", "--db", "local.db", "--workers", "2");
        return StoredNumbers.Of(Path.Combine(home, "local.db"));
    }

    public void Submit(params IEnumerable<string> more) =>
        Do(["run", "tiny.yaml", "--db", "bench.db", "--launcher", "slurm", "--cells-per-task", "1", "--checkpoint-every", "0.5", .. more]);

    /// <summary>Runs the program; it ends well.</summary>
    public string Do(params IEnumerable<string> words)
    {
        var (code, output) = Run(words);
        Assert.True(code == 0, $"bench {string.Join(' ', words)}: exit code {code}: {output}");
        return output;
    }

    public (int Code, string Output) Run(params IEnumerable<string> words) => cluster.Run(home, Program, words);

    /// <summary>Waits until each node trains a cell, and stops its processes in the middle, each node's as soon as its cell has a checkpoint: a cell need not last until the others do.</summary>
    public IReadOnlyDictionary<string, FrozenTask> FreezeTraining(IReadOnlyList<string> nodes)
    {
        var frozen = new Dictionary<string, FrozenTask>();
        SlurmCluster.Until(() =>
        {
            foreach (var attempt in TaskAttempt.In(Folder).Where(a => a.End is null && a.Node is not null && !frozen.ContainsKey(a.Node)))
            {
                var line = ManifestReader.Open(Folder, attempt.Plan).Read(attempt.Task);
                if (line.Kind != TaskKind.Cells || !CheckpointFiles.Any(f => f.StartsWith($"{line.Jobs[0].Identity}.", StringComparison.Ordinal))) continue;
                var job = cluster.JobOn(attempt.Node!);
                var own = cluster.TasksOf(job);
                if (own.Count != 2) continue;
                Processes.Signal(own, Processes.Stop);
                frozen.Add(attempt.Node!, new(job, attempt.Task, attempt.Started, own[0], own[1]));
            }
            return nodes.All(frozen.ContainsKey);
        }, () => $"no cell comes to be trained on each of {string.Join(", ", nodes)}: {Run("status", Folder.Path).Output}");
        return frozen;
    }

    /// <summary>The attempts at a task.</summary>
    public IReadOnlyList<TaskAttempt> AttemptsAt(int task) => [.. TaskAttempt.In(Folder).Where(a => a.Task == task)];

    /// <summary>Each cell is in the database once, with where it was computed.</summary>
    public IReadOnlyList<(string Node, string Job, long Attempts, long Requeues)> Places()
    {
        using var reader = ResultReader.Open(Path.Combine(home, "bench.db"));
        return [.. reader.Query("SELECT node, job, attempts, requeues FROM v_results ORDER BY identity").Rows.Select(r => ((string)r[0]!, (string)r[1]!, (long)r[2]!, (long)r[3]!))];
    }

    /// <summary>Whatever lies where tasks keep what they may go on with; nothing on a machine so fast that none has come to keep anything.</summary>
    public IReadOnlyList<string> CheckpointFiles => Path.Combine(Folder.Work, "checkpoints") is var folder && Directory.Exists(folder)
        ? [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f))]
        : [];
}

/// <summary>A task whose processes are stopped.</summary>
internal sealed record FrozenTask(string Job, int Task, DateTimeOffset Started, int Own, int Worker)
{
    public IReadOnlyList<int> Processes => [Own, Worker];
}
