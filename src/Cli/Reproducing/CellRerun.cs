using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Reproducing;

/// <summary>Computes one cell again, in a folder of its own that is removed at the end.</summary>
internal sealed class CellRerun(PlannedCell cell, TimeProvider time) : IRunObserver, IDisposable
{
    private readonly DirectoryInfo folder = MakeFolder();
    private bool takesStart;

    /// <summary>The database with the new result.</summary>
    public string Database => Path.Combine(folder.FullName, "again.db");

    /// <summary>Why it has none; null where it has.</summary>
    public string? Failure { get; private set; }

    /// <summary>Starts from these weights instead of computing them again.</summary>
    public void TakeStart(string file)
    {
        var place = WorkFolder.Of(Database).Pretrained(cell.PretrainingIdentity);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Copy(file, place);
        takesStart = true;
    }

    /// <summary>Runs; false where it was stopped before the end.</summary>
    /// <param name="device">Where to compute.</param>
    /// <param name="threads">Of the worker.</param>
    /// <param name="data">Folders with data sets.</param>
    /// <param name="stop">Asks to stop.</param>
    /// <param name="keepWeights">Whether the weights that it ends with are kept.</param>
    public bool Run(string device, int threads, IReadOnlyList<string> data, CancellationToken stop, bool keepWeights = false)
    {
        var work = WorkFolder.Of(Database);
        foreach (var part in work.Folders) OutputFolder.Prepare("the folder for temporary files", part);
        using var store = ResultStore.Open(Database, time);
        store.RegisterSweep(new() { Name = "again", Text = "", Sha256 = Fingerprint.Of("") }, [(Descriptions.Of(cell), 0)], []);
        var options = new RunOptions
        {
            Worker = Commands.WorkerCommand.Invocation(nice: false),
            Devices = [device],
            Attempts = 1,
            KeptWeights = keepWeights ? new HashSet<string> { cell.Identity } : new HashSet<string>(),
            Settings = new() { DataFolders = [.. data.Select(Path.GetFullPath)], WorkFolder = work.Path, Threads = threads, CheckpointSeconds = 3600, SharedBytes = 0 },
        };
        return !new Coordinator(store, options, this, time).Run([cell], stop).Stopped;
    }

    /// <summary>Puts the weights that were kept into another work folder, in place of what is there.</summary>
    public string HandOver(WorkFolder to)
    {
        var (from, file) = (WorkFolder.Of(Database).Weights(cell.Identity), to.Weights(cell.Identity));
        DurableFile.Write(file, stream =>
        {
            using var source = File.OpenRead(from);
            source.CopyTo(stream);
        });
        return file;
    }

    /// <inheritdoc/>
    public void Started(int worker, CellSpec cell, bool pretraining)
    {
        if (!pretraining) Say("the cell");
        else if (!takesStart) Say(cell.Start is null ? "the pretraining" : "the imported weights");
    }

    /// <inheritdoc/>
    public void Progressed(int worker, WorkerProgress progress) { }

    /// <inheritdoc/>
    public void Finished(int worker, CellSpec cell, CellResult result) => Say($"done in {Words.Length(TimeSpan.FromSeconds(result.Seconds.GetValueOrDefault("total")))}");

    /// <inheritdoc/>
    public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached) { }

    /// <inheritdoc/>
    public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again) => Failure ??= reason;

    /// <inheritdoc/>
    public void Dispose() => folder.Delete(recursive: true);

    private static DirectoryInfo MakeFolder()
    {
        try
        {
            return Directory.CreateTempSubdirectory("bench-reproduce-");
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"no temporary folder can be made in {Path.GetTempPath()}: {FileTrouble.Reason(error)}; TMPDIR names another", error);
        }
    }

    private void Say(string what) => Console.WriteLine($"          {LocalTime.Text(time.GetUtcNow(), time)} {what}");
}
