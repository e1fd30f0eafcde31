using Bench.Core;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary>A sweep on the digits, planned as tasks in a folder; its tasks are carried out by processes as a scheduler would start them.</summary>
internal sealed class TinyCluster
{
    private readonly string home;
    private readonly IReadOnlyList<PlannedCell> cells;
    private readonly PlanFolder files;

    public TinyCluster(string home, IReadOnlyList<PlannedCell> cells, string? build = null, int? cellsPerTask = 1, bool keepsWeights = false)
    {
        (this.home, this.cells) = (home, cells);
        Folder = SweepFolder.Of(Path.Combine(home, "bench.db"), "tiny");
        foreach (var folder in Folder.Folders) Directory.CreateDirectory(folder);
        var work = new ClusterWork { Cells = cells, Shared = SharedWork.Of(cells), Seconds = _ => 1, IsPretrained = _ => false, IsThere = _ => false, KeptWeights = keepsWeights ? cells.Select(c => c.Identity).ToHashSet() : new HashSet<string>() };
        Plan = ClusterPlan.Of(work, new ClusterLimits { CellsPerTask = cellsPerTask });
        files = ManifestWriter.Write(Folder, new PlanRecord
        {
            Sweep = "tiny", Text = "tiny", Sha256 = "tiny", Build = build ?? HostEnvironment.Build, Product = HostEnvironment.Product, Database = Path.Combine(home, "bench.db"),
            Settings = new() { DataFolders = [], Device = "cpu", Threads = 1, Attempts = 2, HangTimeout = 600, CheckpointSeconds = 0.02, SharedBytes = 1 << 30 },
            Tasks = 0, Cells = 0, ManifestSha256 = "", Arrays = [],
        }, Plan);
    }

    public SweepFolder Folder { get; }
    public ClusterPlan Plan { get; }
    public WorkFolder Work => new(Folder.Work);

    /// <summary>A cell with all that is known of it, so that states are shared.</summary>
    public static PlannedCell Cell(string strategy, double compression, int epochs = 3)
    {
        var spec = StrategyCatalogue.Find(strategy).Spec;
        var cell = TinyCells.Cell("global-magnitude", compression, epochs: epochs) with { Strategy = spec with { ScoringSamples = 256 } };
        using var network = Network.Create(ModelCatalogue.Find(cell.Model), new InputShape(1, 8, 8), 10, SeededStream.For(0, "initialization"));
        return TinyCells.Planned(cell with { Facts = MethodFactsOf.Cell(cell, network.Graph, 1294) });
    }

    /// <summary>Starts an attempt, as the index of an array whose first task is that number, or the first of all.</summary>
    public BenchRun Start(int first, int index = 0, int restarts = 0) => BenchRun.InGroup(
        home, [], "task", "--folder", Folder.Path, "--plan", files.Name, "--first", $"{first}", "--index", $"{index}", "--job", $"17_{index}", "--requeues", $"{restarts}", "--node", "n1");

    /// <summary>Carries a task out; returns the exit code and what was printed.</summary>
    public (int Code, string Output) Do(int task, int restarts = 0)
    {
        using var run = Start(task, restarts: restarts);
        return (run.Wait(), run.Output);
    }

    /// <summary>Waits until an attempt has written a checkpoint of a cell.</summary>
    public void AwaitCheckpoint(BenchRun run, string identity, string? besides = null)
    {
        for (var waited = 0; !Bench.Harness.Training.CheckpointFile.Of(Work.Checkpoints, identity).Any(f => f != besides); waited += 5)
        {
            Assert.True(waited < 300_000 && !run.HasExited, $"no checkpoint comes: {run.Output}");
            Thread.Sleep(5);
        }
    }

    /// <summary>With what the names of a task's attempts begin.</summary>
    public string PrefixOf(int task) => TaskAttempt.PrefixOf(files.Name, task);

    /// <summary>How attempts stand.</summary>
    public IReadOnlyList<TaskAttempt> Attempts() => [.. TaskAttempt.In(Folder)];

    /// <summary>Merges all that was found into a database of its own; returns what it says.</summary>
    public IReadOnlyList<string> Merged(string name = "merged.db")
    {
        var database = Path.Combine(home, name);
        using (var store = Register(database))
        {
            var report = store.Ingest(TaskResultsFile.In(Folder.Results));
            Assert.Empty(report.Disagreements);
        }
        StoredNumbers.AssertSound(database, once: false);
        return StoredNumbers.Of(database);
    }

    /// <summary>What a run on this machine says.</summary>
    public IReadOnlyList<string> Local()
    {
        var database = Path.Combine(home, "local.db");
        using (var store = Register(database))
        {
            var options = new RunOptions
            {
                Worker = BenchProgram.Worker, Devices = ["cpu"],
                Settings = new() { DataFolders = [], WorkFolder = WorkFolder.Of(database).Path, Threads = 1, CheckpointSeconds = 60 },
            };
            Assert.Equal(cells.Count, new Coordinator(store, options, new ScriptedObserver(), TimeProvider.System).Run(cells, CancellationToken.None).Finished);
        }
        return StoredNumbers.Of(database);
    }

    private ResultStore Register(string database)
    {
        var store = ResultStore.Open(database, TimeProvider.System);
        store.RegisterSweep(new() { Name = "tiny", Text = "tiny", Sha256 = "tiny" }, [.. cells.Select((cell, position) => (Descriptions.Of(cell), position))], []);
        return store;
    }
}
