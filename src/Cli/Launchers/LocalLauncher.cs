using System.CommandLine;
using Bench.Cli.Commands;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Figures;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli.Launchers;

/// <summary>Worker processes on this machine; ends when the sweep does.</summary>
internal sealed class LocalLauncher : ILauncher
{
    public string Name => "local";

    public string Title => "worker processes on this machine; ends when the sweep does";

    public string? Refuses(IReadOnlyCollection<string> given, RunCommand.Options options) =>
        options.Cluster.All.FirstOrDefault(option => given.Contains(option.Name)) is { } stranger
            ? $"{stranger.Name} is for tasks on a cluster: it needs '--launcher {string.Join("' or '--launcher ", LauncherCatalogue.All.OfType<ClusterLauncher>().Select(l => l.Name))}'"
            : null;

    public int Run(ParseResult parsed, RunCommand.Options options)
    {
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var choice = DatabaseChoice.Of(parsed, options.Database, parsed.GetValue(options.File));
        var database = choice.Path;
        var data = parsed.SearchPath(options.Data);
        if (parsed.GetValue(options.DryRun)) return PlanCommand.Show(Question(parsed, options, database, data));
        LoadedSweep loaded;
        using (var known = ResultReader.OpenIfCurrent(database))
        {
            loaded = LoadedSweep.Load(parsed.GetValue(options.File)!, data, known, parsed.ShardOf(options.Shard));
            SweepChecks.Refuse(loaded.Sweep, known, database);
            SweepChecks.RefuseMeasuringAgain(loaded.Sweep, parsed.GetValue(options.MeasureAgain));
        }
        LetterWarnings.Say(loaded.Sweep);
        var devices = Devices(parsed, options, database);
        if (loaded.Whole.Cells.Count == 0)
            throw new UserError(string.Join('\n', PlanText.Skipped(loaded.Plan).Append($"no cell of sweep {loaded.Sweep.Name} can be run")));
        foreach (var warning in PlanText.Warnings(loaded.Plan)) Console.Error.WriteLine($"bench: {warning}");
        foreach (var missing in loaded.Plan.MissingData) Console.Error.WriteLine($"bench: skipped: {missing.Reason}");
        var plots = Plots(parsed, options, choice, loaded.Sweep);

        RunSummary summary;
        var named = choice.Describe();
        using (var store = ResultStore.Open(database, time))
        {
            if (loaded.Shard is null) OutputFolder.Prepare("--plots", plots);
            Console.WriteLine($"database  {named}");
            var before = AskedBefore(database, loaded.Sweep.Name);
            loaded.Register(store);
            var (left, given) = StillToDo(loaded.Plan, store, parsed.GetValue(options.RetryFailed) ? null : parsed.GetValue(options.Attempts));
            var (measurable, latencies) = LatenciesToDo(loaded.Plan, left, store, WorkFolder.Of(database), parsed.GetValue(options.MeasureAgain));
            Console.WriteLine(Opening(loaded, left.Count, given, latencies.Count, before));
            foreach (var line in KeptWeightsText.Lacking(loaded.Plan, WorkFolder.Of(database), store.FinishedIdentities(), store.Measured(quiet: false))) Console.WriteLine(line);
            summary = left.Count + latencies.Count == 0
                ? new RunSummary(0, 0, false)
                : Work(loaded, left, latencies, store, database, RunOptions(parsed, options, devices, database, data) with
                {
                    KeptWeights = loaded.Plan.KeptWeights, OnnxRuntime = measurable.OnnxRuntime, Int8 = measurable.Int8,
                }, time, signals.Token);
            if (given > 0) summary = summary with { Failed = summary.Failed + given };
        }

        if (summary.Stopped)
        {
            Console.WriteLine($"stopped; what is finished is in {database}, and the same command goes on where it was");
            return ExitCode.Stopped;
        }
        return Close(loaded, database, plots, summary);
    }

    // Beside results/, where nothing else is said. A mistake there is told before a database is made, and made is it after.
    private static string Plots(ParseResult parsed, RunCommand.Options options, DatabaseChoice database, Sweep sweep)
    {
        var named = parsed.GetValue(options.Plots)!;
        if (parsed.GetResult(options.Plots) is not { Implicit: false }) named = Path.Combine(database.Home, named);
        var folder = Path.Combine(named, sweep.Name);
        SweepChecks.RefuseFolder(sweep, named);
        OutputFolder.Check("--plots", folder);
        return folder;
    }

    // The cells of the sweep when it was last run; null where it never was.
    private static IReadOnlySet<string>? AskedBefore(string database, string sweep)
    {
        using var reader = ResultReader.Open(database);
        return reader.SweepNames().Contains(sweep) ? reader.SweepIdentities(sweep) : null;
    }

    private static PlanCommand.Question Question(ParseResult parsed, RunCommand.Options options, string database, SearchPath data) => new()
    {
        File = parsed.GetValue(options.File)!, Database = database, Data = data, Shard = parsed.ShardOf(options.Shard),
        Workers = parsed.GetValue(options.Workers), Threads = parsed.GetValue(options.Threads), Measure = !parsed.GetValue(options.NoMeasure),
        MeasureAgain = parsed.GetValue(options.MeasureAgain),
    };

    // One for each worker; where that was not plain, it is said.
    private static IReadOnlyList<string> Devices(ParseResult parsed, RunCommand.Options options, string database)
    {
        var request = DeviceRequest.Parse(parsed.GetValue(options.Device)!);
        var gpus = request.MayUseGpus ? GpuSurvey.Take(Commands.WorkerCommand.Invocation(nice: false), WorkFolder.Of(database)) : GpuSurvey.None;
        int? workers = parsed.GetResult(options.Workers) is { Implicit: false } ? parsed.GetValue(options.Workers) : null;
        var devices = request.Assign(workers, gpus, Processors.PhysicalCores);
        if (request.MayUseGpus) Console.WriteLine($"device    {gpus.Describe(devices)}");
        return devices;
    }

    private static RunOptions RunOptions(ParseResult parsed, RunCommand.Options options, IReadOnlyList<string> devices, string database, SearchPath data) => new()
    {
        Worker = Commands.WorkerCommand.Invocation(parsed.GetValue(options.Nice)),
        Devices = devices,
        Attempts = parsed.GetValue(options.Attempts),
        Silence = TimeSpan.FromSeconds(parsed.GetValue(options.Silence)),
        Settings = new WorkerSettings
        {
            DataFolders = [.. data.Folders.Select(Path.GetFullPath)],
            WorkFolder = WorkFolder.Of(database).Path,
            Threads = parsed.GetValue(options.Threads),
            CheckpointSeconds = parsed.GetValue(options.Checkpoint),
            SharedBytes = (long)(parsed.GetValue(options.SharedDisk) * 1e9),
        },
    };

    private static (IReadOnlyList<PlannedCell> Left, int GivenUp) StillToDo(SweepPlan plan, ResultStore store, int? attempts)
    {
        var finished = store.FinishedIdentities();
        var left = plan.Cells.Where(c => !finished.Contains(c.Identity)).ToList();
        if (left.Count == 0) return ([], 0);
        var failed = attempts is { } limit ? store.FailedIdentities(limit) : new HashSet<string>();
        var given = left.Count(c => failed.Contains(c.Identity));
        return ([.. left.Where(c => !failed.Contains(c.Identity))], given);
    }

    // Of cells that are finished, or may be when it comes to that; with what can be measured of them.
    private static (SweepPlan Plan, IReadOnlyList<PlannedCell> Cells) LatenciesToDo(SweepPlan plan, IReadOnlyList<PlannedCell> left, ResultStore store, WorkFolder folder, bool again)
    {
        if (plan.Latencies.Count == 0) return (plan, []);
        var (measured, finished) = (store.Measured(quiet: again), store.FinishedIdentities());
        plan = plan.Measurable([folder], finished, store.Measured(quiet: false));
        var possible = finished.Concat(left.Select(c => c.Identity)).ToHashSet();
        return (plan, [.. plan.Cells.Where(c => plan.Latencies.Contains(c.Identity) && !measured.Has(plan, c.Identity) && possible.Contains(c.Identity))]);
    }

    private static RunSummary Work(
        LoadedSweep loaded, IReadOnlyList<PlannedCell> cells, IReadOnlyList<PlannedCell> latencies, ResultStore store, string database, RunOptions options, TimeProvider time, CancellationToken stop)
    {
        foreach (var folder in WorkFolder.Of(database).Folders) OutputFolder.Prepare("the work folder beside the database", folder);
        var board = new RunBoard(loaded.Sweep.Name, cells, ForecastOf(loaded, cells, database, options.Workers), time, stop, latencies, loaded.Plan);
        options = options with { JobCost = board.CostOf };
        using var status = new StatusFile(database, board, time);
        using var log = RunLog.Open(database, time);
        Console.WriteLine($"started   {LocalTime.Text(time.GetUtcNow(), time)}; what is finished is also told in {RunLog.PathOf(database)}");
        log.Add($"sweep {loaded.Title}: {Words.Count(cells.Count, "cell")} to do{LatencyText.ToDo(latencies.Count)}");
        var summary = RunDisplay.Show(board, log, time, () => new Coordinator(store, options, board, time).Run(cells, stop, latencies));
        var failed = summary.Failed > 0 ? $", {summary.Failed:#,0} failed" : "";
        var ended = $"{Words.Count(summary.Finished, "cell")} finished{failed}{LatencyText.Done(summary, board.Snapshot().NoisyLatencies)} in {Words.Length(board.Snapshot().Elapsed)}";
        log.Add($"sweep {loaded.Title}: {(summary.Stopped ? "stopped; " : "")}{ended}");
        Console.WriteLine(ended);
        return summary;
    }

    private static RunForecast ForecastOf(LoadedSweep loaded, IReadOnlyList<PlannedCell> cells, string database, int workers)
    {
        using var known = ResultReader.Open(database);
        var folder = WorkFolder.Of(database);
        var made = cells.Select(c => c.PretrainingIdentity).Distinct().Where(start => File.Exists(folder.Pretrained(start))).ToHashSet();
        return new RunForecast(RemainingJobs.Of(cells, made.Contains), loaded.Costs(cells, known), workers);
    }

    private static string Opening(LoadedSweep loaded, int left, int givenUp, int latencies, IReadOnlySet<string>? before)
    {
        var plan = loaded.Plan;
        var done = plan.Cells.Count - left - givenUp;
        var parts = new List<string> { loaded.Shard is null ? Words.Count(plan.Cells.Count, "cell") : $"{plan.Cells.Count:#,0} of {Words.Count(loaded.Whole.Cells.Count, "cell")}" };
        if (done > 0) parts.Add(left == 0 && givenUp == 0 ? "all done before" : $"{done:#,0} done before");
        if (latencies > 0) parts.Add($"latencies of {latencies:#,0} to measure");
        if (givenUp > 0) parts.Add($"{givenUp:#,0} failed before (--retry-failed tries them again)");
        if (plan.Skipped.Count > 0) parts.Add($"{plan.Skipped.Count:#,0} skipped ('bench plan' says why)");
        if (before is not null)
        {
            var asked = loaded.Whole.Cells.Select(c => c.Identity).ToHashSet();
            if (asked.Count(id => !before.Contains(id)) is > 0 and var added) parts.Add($"{added:#,0} new");
            if (before.Count(id => !asked.Contains(id)) is > 0 and var gone) parts.Add($"{gone:#,0} no longer asked for");
        }
        return $"sweep {loaded.Title}: {string.Join(", ", parts)}";
    }

    private static int Close(LoadedSweep loaded, string database, string plots, RunSummary summary)
    {
        if (summary.Finished + summary.Failed + summary.Measured > 0) Console.WriteLine($"database  {database}"); // else it is named some lines above
        if (IsOfPart(loaded, database)) Console.WriteLine("figures   are not drawn of a part of the cells: 'bench merge' joins the databases of all parts, 'bench plot' draws");
        else Draw(loaded, database, plots);
        foreach (var line in PlanText.Skipped(loaded.Plan)) Console.WriteLine($"skipped   {line}");
        if (summary.NotMeasured > 0) Console.WriteLine($"failed    latencies of {Words.Count(summary.NotMeasured, "cell")}: the lines above say why; the same command tries them again");
        if (summary.Failed + summary.NotMeasured == 0) return ExitCode.Done;
        if (summary.Failed > 0) Console.WriteLine($"failed    {Words.Count(summary.Failed, "cell")}: 'bench status --db {database}' says why");
        return ExitCode.SomeFailed;
    }

    // A part may be the last one that the database was not asked for.
    private static bool IsOfPart(LoadedSweep loaded, string database)
    {
        if (loaded.Shard is null) return false;
        using var reader = ResultReader.Open(database);
        return reader.ShardsOf(loaded.Sweep.Name) is not null;
    }

    private static void Draw(LoadedSweep loaded, string database, string plots)
    {
        if (loaded.Shard is not null) OutputFolder.Prepare("--plots", plots);
        var drawn = new DrawnFigures(database, loaded.Sweep.Name, plots);
        var figures = drawn.Current();
        if (figures is null)
        {
            figures = PlotCommand.Draw(database, loaded.Sweep, plots, FigureWriter.Formats); // they say what is mixed
            drawn.Remember(figures);
        }
        if (figures.Count > 0)
            Console.WriteLine($"figures   {plots}{Path.DirectorySeparatorChar} ({Words.Count(figures.Count, "file")}; the overview is {PlotCommand.Overview(figures)})");
    }
}
