namespace Bench.Harness.Running;

/// <summary>The files beside a database that a sweep needs while it runs: pretrained weights, checkpoints, logs.</summary>
public sealed record WorkFolder(string Path)
{
    /// <summary>The folder that belongs to a database: <c>results/bench.db</c> has <c>results/bench.work/</c>.</summary>
    public static WorkFolder Of(string database) => new(System.IO.Path.ChangeExtension(System.IO.Path.GetFullPath(database), ".work"));

    /// <summary>Weights of a pretraining, with its record; content-addressed by the pretraining's identity.</summary>
    public string Pretrained(string identity) => System.IO.Path.Combine(Path, "pretrained", identity + ".safetensors");

    public string Checkpoint(string identity) => System.IO.Path.Combine(Path, "checkpoints", identity + ".safetensors");

    /// <summary>What a worker printed.</summary>
    public string Log(int worker) => System.IO.Path.Combine(Path, "logs", $"worker-{worker}.log");

    /// <summary>How far the run is that is writing the database.</summary>
    public string Status => System.IO.Path.Combine(Path, "status.json");
}
