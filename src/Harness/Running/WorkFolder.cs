using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.Harness.Running;

/// <summary>
/// The files that a sweep needs while it runs: pretrained weights, checkpoints, logs. They lie beside a database, where they belong to one run at a time, or on a file
/// system that several machines see, where tasks of the sweep share them: all are named by their content or by an attempt, appear by a rename, and may vanish or be
/// replaced while another reads. Only a run that has the folder for itself removes what others are making.
/// </summary>
public sealed record WorkFolder(string Path)
{
    /// <summary>
    /// The folder that belongs to a database, and to no other: <c>results/bench.db</c> has <c>results/bench.work/</c>, and what is not called <c>.db</c>
    /// has <c>.work</c> after its whole name.
    /// </summary>
    public static WorkFolder Of(string database)
    {
        var path = System.IO.Path.GetFullPath(database);
        return new($"{(path.EndsWith(".db", StringComparison.Ordinal) ? path[..^3] : path)}.work");
    }

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

    /// <summary>The weights that a cell has ended with, where they are kept: see <see cref="KeptWeights"/>. Nothing but <c>bench remove</c> removes them.</summary>
    public string Weights(string identity) => System.IO.Path.Combine(Path, "weights", identity + ".safetensors");

    /// <summary>What the states after steps take that cells have in common.</summary>
    public long SharedBytes => SharedStates.BytesIn(System.IO.Path.Combine(Path, "shared"));

    /// <summary>Removes shared states of earlier runs that no cell of this one needs; for a run that has the folder for itself.</summary>
    public void TidyShared(IReadOnlyCollection<string> needed)
    {
        foreach (var name in new[] { "shared", "points" })
            if (System.IO.Path.Combine(Path, name) is var folder && Directory.Exists(folder))
                foreach (var file in Directory.GetFiles(folder, "*.safetensors"))
                    if (!needed.Contains(System.IO.Path.GetFileNameWithoutExtension(file))) File.Delete(file);
    }

    /// <summary>For when the run's outcome is safe elsewhere: of the attempt that gave it and of earlier ones.</summary>
    public void DeleteCheckpoints(string identity, string attempt) => CheckpointFile.Delete(Checkpoints, identity, attempt);

    /// <summary>
    /// Removes what killed processes have left: half-written files, and checkpoints of cells that are finished. (A worker
    /// outlives its killed coordinator for a moment, in which it may write a last one.)
    /// </summary>
    /// <param name="finished">Cells that are finished.</param>
    /// <param name="abandoned">Half-written files of before are nobody's any more; by default all, for a run that has the folder for itself.</param>
    public void Tidy(Func<IReadOnlySet<string>> finished, DateTimeOffset? abandoned = null)
    {
        if (!Directory.Exists(Path)) return;
        foreach (var file in Directory.EnumerateFiles(Path, ".*.tmp", SearchOption.AllDirectories))
            if (abandoned is not { } time || File.GetLastWriteTimeUtc(file) < time) File.Delete(file);
        var left = Directory.Exists(Checkpoints) ? Directory.GetFiles(Checkpoints).Select(CheckpointFile.RunOf).ToHashSet() : [];
        if (left.Count == 0) return;
        var done = finished();
        foreach (var identity in left.Where(c => done.Contains(c) || File.Exists(Pretrained(c)))) foreach (var file in CheckpointFile.Of(Checkpoints, identity)) File.Delete(file);
    }

    /// <summary>What a worker printed.</summary>
    public string Log(int worker) => System.IO.Path.Combine(Path, "logs", $"worker-{worker}.log");

    /// <summary>Which figures of a sweep were drawn, of which results.</summary>
    public string Figures(string sweep) => System.IO.Path.Combine(Path, "figures", sweep + ".txt");

    /// <summary>Everything that a run writes into.</summary>
    public IReadOnlyList<string> Folders => [Checkpoints, .. new[] { Pretrained("x"), Point("x", 0), Shared("x"), Weights("x"), Log(1), Figures("x"), Status }.Select(file => System.IO.Path.GetDirectoryName(file)!)];

    /// <summary>How far the run is that is writing the database.</summary>
    public string Status => System.IO.Path.Combine(Path, "status.json");
}
