using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>The files beside a database that a sweep needs while it runs: pretrained weights, checkpoints, logs.</summary>
public sealed record WorkFolder(string Path)
{
    /// <summary>The folder that belongs to a database: <c>results/bench.db</c> has <c>results/bench.work/</c>.</summary>
    public static WorkFolder Of(string database) => new(System.IO.Path.ChangeExtension(System.IO.Path.GetFullPath(database), ".work"));

    /// <summary>Where interrupted cells and pretrainings go on, a file each: see <see cref="CheckpointFile"/>.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>Weights of a pretraining, with its record; content-addressed by the pretraining's identity.</summary>
    public string Pretrained(string identity) => System.IO.Path.Combine(Path, "pretrained", identity + ".safetensors");

    /// <summary>Weights at a step of a pretraining, to which strategies go back.</summary>
    public string Point(string pretraining, int step) => System.IO.Path.Combine(Path, "points", SharedWork.PointName(pretraining, step) + ".safetensors");

    /// <summary>State after steps that cells have in common, by their hash.</summary>
    public string Shared(string hash) => System.IO.Path.Combine(Path, "shared", hash + ".safetensors");

    /// <summary>Where a state lies that cells share.</summary>
    public string FileOf(SharedState state) => state.IsPoint ? System.IO.Path.Combine(Path, "points", state.Hash + ".safetensors") : Shared(state.Hash);

    /// <summary>Removes shared states of earlier runs that no cell of this one needs.</summary>
    public void TidyShared(IReadOnlyCollection<string> needed)
    {
        foreach (var name in new[] { "shared", "points" })
            if (System.IO.Path.Combine(Path, name) is var folder && Directory.Exists(folder))
                foreach (var file in Directory.GetFiles(folder, "*.safetensors"))
                    if (!needed.Contains(System.IO.Path.GetFileNameWithoutExtension(file))) File.Delete(file);
    }

    /// <summary>For when the run's outcome is safe elsewhere.</summary>
    public void DeleteCheckpoints(string identity)
    {
        foreach (var file in CheckpointFile.Of(Checkpoints, identity)) File.Delete(file);
    }

    /// <summary>
    /// Removes what killed processes have left: half-written files, and checkpoints of cells that are finished. (A worker
    /// outlives its killed coordinator for a moment, in which it may write a last one.)
    /// </summary>
    public void Tidy(Func<IReadOnlySet<string>> finished)
    {
        if (!Directory.Exists(Path)) return;
        foreach (var file in Directory.EnumerateFiles(Path, ".*.tmp", SearchOption.AllDirectories)) File.Delete(file);
        var left = Directory.Exists(Checkpoints) ? Directory.GetFiles(Checkpoints).Select(CheckpointFile.RunOf).ToHashSet() : [];
        if (left.Count == 0) return;
        var done = finished();
        foreach (var identity in left.Where(c => done.Contains(c) || File.Exists(Pretrained(c)))) DeleteCheckpoints(identity);
    }

    /// <summary>What a worker printed.</summary>
    public string Log(int worker) => System.IO.Path.Combine(Path, "logs", $"worker-{worker}.log");

    /// <summary>Which figures of a sweep were drawn, of which results.</summary>
    public string Figures(string sweep) => System.IO.Path.Combine(Path, "figures", sweep + ".txt");

    /// <summary>Everything that a run writes into.</summary>
    public IReadOnlyList<string> Folders => [Checkpoints, .. new[] { Pretrained("x"), Point("x", 0), Shared("x"), Log(1), Figures("x"), Status }.Select(file => System.IO.Path.GetDirectoryName(file)!)];

    /// <summary>How far the run is that is writing the database.</summary>
    public string Status => System.IO.Path.Combine(Path, "status.json");
}
