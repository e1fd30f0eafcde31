using System.Diagnostics;
using Bench.Cli;
using Bench.Datasets;
using Bench.Results;

namespace Bench.Benchmarks;

/// <summary>How long the merge of a cluster's results files takes, and how much memory: made-up results of networks of some twenty layers, in files as tasks write them.</summary>
public static class TaskFiles
{
    private const int Seeds = 25, CellsOfFile = 20, Layers = 22, Epochs = 10;

    /// <summary>Makes the files where they are not there yet (some 350 MB), then merges them into a new database, again, and those of second attempts.</summary>
    public static int Run(string folder)
    {
        Directory.CreateDirectory(folder);
        var sweep = Path.Combine(folder, "tasks.yaml");
        File.WriteAllText(sweep, LargeSweeps.Yaml("tasks", 1, Seeds));
        var loaded = LoadedSweep.Load(sweep, SearchPath.From([]));
        foreach (var attempt in new[] { "first", "second" }) Write(loaded, Path.Combine(folder, attempt), attempt);
        foreach (var (name, share) in new[] { ("a tenth of the files", 10), ("all files", 1) })
        {
            var database = Path.Combine(folder, "tasks.db");
            File.Delete(database);
            using (var store = ResultStore.Open(database, TimeProvider.System)) loaded.Register(store);
            Console.WriteLine(name);
            foreach (var (what, files) in new[] { ("new results", "first"), ("the same again", "first"), ("second attempts, compared", "second") })
                Merge(database, what, [.. TaskResultsFile.In(Path.Combine(folder, files)).Where((_, i) => i % share == 0)]);
        }
        return 0;
    }

    private static void Merge(string database, string what, IReadOnlyList<string> files)
    {
        using var highest = new HighestMemory();
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var report = StoreOnCopy.Change(database, TimeProvider.System, store => store.Ingest(files));
        Console.WriteLine($"  {what,-26} {files.Count,5:#,0} files: {clock.Elapsed.TotalSeconds,5:0.0} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds,5:0.0} s of processor, {highest.Bytes / 1e6,4:0} MB at most; "
            + $"{report.Results:#,0} added, {report.Known:#,0} known, {report.Equal:#,0} equal, {report.Disagreements.Count:#,0} disagree, {report.Damaged.Count} damaged");
    }

    private static void Write(LoadedSweep loaded, string folder, string attempt)
    {
        if (TaskResultsFile.In(folder).Count * CellsOfFile == loaded.Plan.Cells.Count) return;
        Directory.CreateDirectory(folder);
        foreach (var (task, cells) in loaded.Plan.Cells.Chunk(CellsOfFile).Index())
        {
            using var building = new MemoryFolder(); // publishing each record, flushed to the disk, is what tasks take their time for
            var name = $"{task:000000}.{attempt}";
            using (var results = TaskResults.Open(building.Path, name, building.Path + ".scratch", TimeProvider.System, new($"n{task % 100}", $"1_{task}", 0)))
                foreach (var cell in cells)
                {
                    var made = LargeSweeps.ResultOf(cell);
                    results.Save(
                        made with
                        {
                            Layers = [.. Enumerable.Range(0, Layers).Select(i => made.Layers[0] with { Index = i, Name = $"stage{i}.conv", EffectiveKept = 3_999, DeadChannels = 0 })],
                            Epochs = [.. Enumerable.Range(1, Epochs).Select(e => made.Epochs[0] with { Epoch = e, TrainLoss = 1.0 / (e + 2), ValidationTop1 = 1 - 1.0 / (e + 6) })],
                            Loss = new() { Classes = [.. Enumerable.Range(0, 10).Select(c => new ClassAccuracy(15 + c % 3, 18))], CalibrationError = 0.0123, DenseAgreement = 0.987 },
                        },
                        LargeSweeps.AttemptAt(cell) with { ProcessId = attempt.Length });
                }
            foreach (var file in TaskResultsFile.In(building.Path)) File.Move(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    /// <summary>A folder in memory, where there is one.</summary>
    private sealed class MemoryFolder : IDisposable
    {
        public string Path { get; } = System.IO.Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath(), $"bench-task-files-{Environment.ProcessId}");

        public void Dispose()
        {
            Directory.Delete(Path, recursive: true);
            Directory.Delete(Path + ".scratch", recursive: true);
        }
    }

    /// <summary>Resident memory at its highest since it was made, looked at ten times a second.</summary>
    private sealed class HighestMemory : IDisposable
    {
        private readonly Timer timer;

        public HighestMemory()
        {
            GC.Collect();
            timer = new Timer(_ => Bytes = Math.Max(Bytes, Environment.WorkingSet), null, 0, 100);
        }

        public long Bytes { get; private set; }

        public void Dispose() => timer.Dispose();
    }
}
