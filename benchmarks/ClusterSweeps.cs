using System.Diagnostics;
using System.Globalization;
using Bench.Cli;
using Bench.Cli.Launchers;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;

namespace Bench.Benchmarks;

/// <summary>
/// What a sweep on a cluster costs that trains nothing: to plan as tasks, on the disk, and to merge. The sweep has every strategy of the catalogue that goes with
/// LeNet-300-100 on MNIST, 25 ratios and as many seeds as give the asked number of cells; results are made up.
/// </summary>
public static class ClusterSweeps
{
    private const string Strategies =
        "global-magnitude, layer-magnitude, global-gradient, layer-gradient, random, global-activation, layer-activation, snip, grasp, synflow, iter-snip, random-erk, "
        + "lottery-ticket, imp-lr-rewind, lamp, taylor, fisher, woodfisher, woodfisher-iterative, wanda, obc, erk-magnitude, uniform-plus-magnitude, gradual-magnitude, movement, "
        + "set, rigl, granet, ac-dc, l1-filters, l2-filters, fpgm, apoz, taylor-channels, group-fisher, group-norm, random-channels, scratch-e, scratch-b, scratch-total";

    private const int Ratios = 25, CellsOfSeed = 40 * Ratios;

    /// <summary>Arguments: a folder with MNIST, a folder for what is written (in memory-backed storage, or the disk is measured), and the number of cells.</summary>
    public static int Run(string data, string folder, int cells)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "cluster.yaml");
        File.WriteAllText(path, Yaml(cells / CellsOfSeed));
        var database = Path.Combine(folder, "bench.db");
        var search = SearchPath.From([data]);
        _ = LoadedSweep.Load(path, search); // code into the cache, as far as that goes

        var loaded = Timed("the sweep read and planned", () => LoadedSweep.Load(path, search));
        Console.WriteLine($"{loaded.Plan.Cells.Count:#,0} cells, {loaded.Plan.Pretrainings.Count:#,0} pretrainings, {loaded.Plan.Skipped.Count:#,0} skipped");
        var shared = new SweepFolder(Path.Combine(folder, "cluster.cluster"));
        var work = Timed("states in common, costs", () => ClusterCells.WorkOf(loaded.Plan.Cells, loaded.Costs(loaded.Plan.Cells, null), [WorkFolder.Of(database), new(shared.Work)], sharesStates: true));
        var plan = Timed("tasks and arrays", () => ClusterPlan.Of(work, new()));
        var written = Timed("manifest", () => ManifestWriter.Write(shared, RecordOf(loaded, database), plan));
        Console.WriteLine($"{plan.Tasks.Count:#,0} tasks in {plan.Arrays.Count:#,0} arrays, levels 0 to {plan.Tasks.Max(t => t.Level)}, {plan.Tasks.Sum(t => t.Seconds) / 3600:#,0} h of work, the median task {plan.Tasks.Select(t => t.Seconds).Order().ElementAt(plan.Tasks.Count / 2) / 60:0} min");
        Console.WriteLine($"manifest {new FileInfo(written.Manifest).Length:#,0} bytes, index {new FileInfo(written.Index).Length:#,0}, plan.json {new FileInfo(written.Record).Length:#,0}");
        var last = ManifestReader.Open(shared, written.Name);
        Timed("the last task read", () => last.Read(plan.Tasks.Count - 1));
        Timed("all tasks read", () => last.ReadAll().Sum(t => t.Jobs.Count));

        Timed("sweep registered", () =>
        {
            using var store = ResultStore.Open(database, TimeProvider.System);
            loaded.Register(store);
            return 0;
        });
        var (starts, all) = (loaded.Plan.Pretrainings.ToDictionary(p => p.Identity), loaded.Plan.Cells.ToDictionary(c => c.Identity));
        foreach (var task in plan.Tasks)
        {
            using var results = TaskResults.Open(shared.Results, $"{task.Task:000000}.20260101T0000000000000-1-0-made-up-1", folder, TimeProvider.System);
            foreach (var job in task.Jobs)
                if (task.Kind == TaskKind.Pretraining) results.SavePretraining(LargeSweeps.PretrainingOf(starts[job.Identity]));
                else results.Save(LargeSweeps.ResultOf(all[job.Identity]), LargeSweeps.AttemptAt(all[job.Identity]));
        }
        var files = TaskResultsFile.In(shared.Results);
        Console.WriteLine($"{files.Count:#,0} results files of {files.Sum(f => new FileInfo(f).Length):#,0} bytes");
        using var merging = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["cluster-merge", database, shared.Results]))!;
        merging.WaitForExit();
        Console.WriteLine($"database {new FileInfo(database).Length:#,0} bytes; {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB resident at most in this process");
        return merging.ExitCode;
    }

    /// <summary>A process of its own, so that its memory is its own.</summary>
    public static int Merge(string database, string results)
    {
        using var store = ResultStore.Open(database, TimeProvider.System);
        foreach (var what in new[] { "merged", "merged again" })
        {
            var report = Timed(what, () => store.Ingest(TaskResultsFile.In(results)));
            Console.WriteLine($"{report.Results:#,0} results new, {report.Known:#,0} known");
        }
        Console.WriteLine($"{Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB resident at most");
        return 0;
    }

    private static string Yaml(int seeds) =>
        $"""
        name: cluster
        datasets: [mnist]
        models: [lenet-300-100]
        strategies: [{Strategies}]
        compressions: [{string.Join(", ", Enumerable.Range(0, Ratios).Select(i => (1.5 + i * 0.5).ToString(CultureInfo.InvariantCulture)))}]
        seeds: [{string.Join(", ", Enumerable.Range(1, Math.Max(1, seeds)))}]
        pretraining: {"{recipe: lottery-lenet, epochs: 8}"}
        retraining: {"{recipe: quick-tune, epochs: 2}"}

        """;

    private static PlanRecord RecordOf(LoadedSweep loaded, string database) => new()
    {
        Sweep = loaded.Sweep.Name, Text = loaded.Sweep.Text, Sha256 = Core.Fingerprint.Of(loaded.Sweep.Text), Build = HostEnvironment.Build, Product = HostEnvironment.Product, Database = database,
        Tasks = 0, Cells = 0, ManifestSha256 = "", Arrays = [],
        Settings = new() { DataFolders = [], Device = "cpu", Threads = 1, Attempts = 2, HangTimeout = 600, CheckpointSeconds = 60, SharedBytes = 4L << 30 },
    };

    private static T Timed<T>(string what, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        var result = work();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-30} {clock.Elapsed.TotalSeconds,8:0.00} s, {(Environment.CpuUsage.TotalTime - before).TotalSeconds,8:0.00} s of CPU time"));
        return result;
    }
}
