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

    /// <summary>Waits until a cell is being trained on each node, and each has a checkpoint.</summary>
    public void AwaitTraining(int cells) => SlurmCluster.Until(
        () => cluster.Queue().Count(line => line.Contains("|RUNNING|", StringComparison.Ordinal)) == cells && Checkpoints.Count == cells,
        () => $"no {cells} cells come to be trained: {Run("status", Folder.Path).Output}");

    /// <summary>The task that a node carries out, and its attempts.</summary>
    public IReadOnlyList<TaskAttempt> AttemptsAt(int task) => [.. TaskAttempt.In(Folder).Where(a => a.Task == task)];

    public int TaskOn(string node) => TaskAttempt.In(Folder).Where(a => a.Node == node).MaxBy(a => a.Started)!.Task;

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

    private IReadOnlyList<string> Checkpoints => [.. CheckpointFiles.Where(f => f.EndsWith(".safetensors", StringComparison.Ordinal)).Select(f => f.Split('.')[0]).Distinct()];
}
