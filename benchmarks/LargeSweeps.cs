using System.Diagnostics;
using System.Globalization;
using Bench.Cli;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Benchmarks;

/// <summary>
/// How long a sweep of 100,000 cells takes where nothing is trained: to plan, to be found finished, and to be averaged. Sweeps and
/// databases are made by the product's own planner and store; times are wall-clock, of whole processes where a command is timed.
/// </summary>
public static class LargeSweeps
{
    private const int Seeds = 125, Ratios = 57, Strategies = 7, Models = 2;
    private const int CellsPerSeed = Models * (1 + Strategies * Ratios);
    private const int Repetitions = 5;

    /// <summary>
    /// Arguments: the built program, and a folder for sweeps and databases (some 900 MB), which is kept for a second run of the same build.
    /// </summary>
    public static int Run(string[] args)
    {
        if (args is not [var program, var folder])
        {
            Console.Error.WriteLine("usage: large-sweeps PROGRAM FOLDER");
            return 2;
        }
        Directory.CreateDirectory(folder);
        var sweep = Write(folder, "large", 1, Seeds);
        var finished = Fill(Path.Combine(folder, "large.db"), [sweep]);
        var ten = Fill(Path.Combine(folder, "ten.db"), [.. Enumerable.Range(0, 10).Select(i => Write(folder, $"part-{i}", 1 + i * Seeds / 5, Seeds / 5))]);

        Console.WriteLine($"sweep of {Seeds * CellsPerSeed:#,0} cells, the median (and range) of {Repetitions} in milliseconds");
        Time("plan, no database", () => Start(program, folder, "plan", sweep, "--no-measure", "--db", Path.Combine(folder, "none.db")));
        Time("registered for the first time", () => Register(folder, sweep));
        Time("plan, all finished", () => Start(program, folder, "plan", sweep, "--no-measure", "--db", finished));
        Time("run, all finished", () => Start(program, folder, "run", sweep, "--db", finished));
        Time("status, all finished", () => Start(program, folder, "status", "--db", finished));
        Time($"v_tradeoff of one sweep of ten, {10 * Seeds / 5 * CellsPerSeed:#,0} cells", () => Tradeoff(ten, "part-7"));
        return 0;
    }

    /// <summary>The text of a sweep of <see cref="CellsPerSeed"/> cells a seed.</summary>
    public static string Yaml(string name, int firstSeed, int seeds) =>
        $"""
        name: {name}
        strategies: [global-magnitude, layer-magnitude, global-gradient, layer-gradient, global-activation, layer-activation, random]
        compressions: [1, {string.Join(", ", Enumerable.Range(0, Ratios).Select(i => (1.5 + i * 0.25).ToString(CultureInfo.InvariantCulture)))}]
        seeds: [{string.Join(", ", Enumerable.Range(firstSeed, seeds))}]
        datasets: [digits]
        models: [lenet-300-100, conv2]
        pretraining:
          recipe: quick-train
        retraining:
          recipe: quick-tune

        """;

    private static string Write(string folder, string name, int firstSeed, int seeds)
    {
        var path = Path.Combine(folder, $"{name}.yaml");
        File.WriteAllText(path, Yaml(name, firstSeed, seeds));
        return path;
    }

    // A database in which all cells of some sweeps are finished, with made-up numbers.
    private static string Fill(string database, IReadOnlyList<string> sweeps)
    {
        if (File.Exists(database)) return database;
        var unfinished = database + ".new";
        File.Delete(unfinished);
        using (var store = ResultStore.Open(unfinished, TimeProvider.System))
            foreach (var sweep in sweeps)
            {
                var loaded = LoadedSweep.Load(sweep, SearchPath.From([]));
                loaded.Register(store);
                foreach (var start in loaded.Plan.Pretrainings) store.SavePretraining(PretrainingOf(start));
                foreach (var cell in loaded.Plan.Cells) store.Save(ResultOf(cell), AttemptAt(cell));
            }
        File.Move(unfinished, database);
        return database;
    }

    // Planned too, in a new database.
    private static void Register(string folder, string sweep)
    {
        var database = Path.Combine(folder, "first.db");
        File.Delete(database);
        using var store = ResultStore.Open(database, TimeProvider.System);
        LoadedSweep.Load(sweep, SearchPath.From([])).Register(store);
    }

    private static void Start(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with exit code {process.ExitCode}");
    }

    private static void Tradeoff(string database, string sweep)
    {
        using var reader = ResultReader.Open(database);
        var rows = reader.Query($"SELECT * FROM v_tradeoff WHERE sweep = '{sweep}'").Rows.Count;
        if (rows != CellsPerSeed) throw new InvalidOperationException($"{rows} operating points, not {CellsPerSeed}");
    }

    private static void Time(string what, Action work)
    {
        work(); // files into memory, code into the cache
        var times = Enumerable.Range(0, Repetitions).Select(_ =>
        {
            var clock = Stopwatch.StartNew();
            work();
            return clock.Elapsed.TotalMilliseconds;
        }).Order().ToList();
        Console.WriteLine($"{what,-60} {times[times.Count / 2],7:0} ({times[0]:0} to {times[^1]:0})");
    }

    private static readonly EnvironmentRecord Machine = new()
    {
        Host = "made up", Cpu = "made up", Threads = 1, OperatingSystem = "none", Dotnet = "10", TorchSharp = "none", LibTorch = "none", Product = HostEnvironment.Product,
    };

    internal static CellResult ResultOf(PlannedCell cell) => new()
    {
        Identity = cell.Identity,
        Evaluations = [.. from point in new[] { "before", "last", "selected" } from split in new[] { "test", "validation" } select EvaluationAt(point, split, cell.Spec.Seed)],
        Headline = "selected",
        SelectedEpoch = 1,
        Size = new SizeRecord
        {
            TotalParameters = 50_000, PrunableParameters = 49_000, AskedKept = 20_000, KeptPrunable = 20_000, KeptParameters = 21_000,
            AchievedCompression = cell.Spec.Compression, DenseMacs = 50_000, EffectiveMacs = 21_000, TheoreticalSpeedup = 2.4,
            DenseBytes = 200_000, SparseBytes = 86_000, TiedScores = 0,
        },
        Layers = [.. Enumerable.Range(0, 3).Select(LayerAt)],
        Epochs = [.. Enumerable.Range(1, 2).Select(EpochAt)],
        Budget = new BudgetRecord { Epochs = 2, Steps = 46, Samples = 2_906, Macs = 2e8 },
        Seconds = new Dictionary<string, double> { ["load"] = 0.01, ["start"] = 0, ["score"] = 0.01, ["retrain"] = 0.1, ["evaluate"] = 0.02, ["total"] = 0.14 },
        SplitFingerprint = "split", StartFingerprint = "start", MaskFingerprint = cell.Identity, Environment = Machine,
    };

    internal static PretrainingRecord PretrainingOf(PlannedPretraining start) => new()
    {
        Identity = start.Identity, Dataset = start.Spec.Dataset.Name, Model = start.Spec.Model, Seed = start.Seed,
        Configuration = CellIdentity.CanonicalPretrainingJson(start.Spec), WeightsFingerprint = "start", SplitFingerprint = "split", SelectedEpoch = 1,
        Epochs = [.. Enumerable.Range(1, 10).Select(EpochAt)], Seconds = 1, Environment = Machine,
        Evaluations = [EvaluationAt("selected", "test", start.Spec.Seed), EvaluationAt("selected", "validation", start.Spec.Seed)],
    };

    internal static AttemptRecord AttemptAt(PlannedCell cell) => new()
    {
        Identity = cell.Identity, Started = DateTimeOffset.UnixEpoch, Ended = DateTimeOffset.UnixEpoch, Host = "made up", ProcessId = 1, Outcome = "finished",
    };

    private static Evaluation EvaluationAt(string point, string split, int seed) =>
        new() { Point = point, Split = split, Loss = 0.3, Correct = 140 + seed % 20, CorrectTop5 = 175, Total = 180 };

    private static LayerRecord LayerAt(int index) => new()
    {
        Index = index, Name = $"layer{index}", Kind = "linear", Shape = "100×100", Prunable = true, Channels = 100, KeptChannels = 100, Weights = 10_000, Kept = 4_000, DenseMacs = 10_000, EffectiveMacs = 4_000,
    };

    private static EpochRecord EpochAt(int epoch) => new()
    {
        Epoch = epoch, Steps = 23 * epoch, TrainLoss = 0.3, TrainTop1 = 0.9, ValidationLoss = 0.3, ValidationTop1 = 0.9, ValidationTop5 = 0.99, LearningRate = 1e-3, Seconds = 0.05,
    };
}
