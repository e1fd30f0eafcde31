using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Sensitivity;
using Bench.Core;
using Bench.Figures;
using Bench.Harness.Running;
using Bench.Harness.Sensitivity;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench sensitivity</c>: which layers of a sweep's networks bear how much.</summary>
internal static class SensitivityCommand
{
    private sealed record Options
    {
        public Argument<string> File { get; } = CommonOptions.SweepFile();
        public Option<string> Database { get; } = CommonOptions.Database();
        public Option<string[]> Data { get; } = CommonOptions.Data();
        public ScanChoice Scan { get; } = new();
        public Option<string> Format { get; } = QueryFormats.Option();
        public Option<int> Workers { get; } = CommonOptions.Workers();
        public Option<string> Device { get; } = CommonOptions.Device();
        public Option<int> Threads { get; } = CommonOptions.Threads();
        public Option<int> Attempts { get; } = CommonOptions.Positive("--attempts", "Tries at a cut before it is given up; one where every try would fail alike.", () => 2);
        public Option<double> Silence { get; } = CommonOptions.Seconds("--hang-timeout", "Seconds without progress after which a worker is killed.", 600);
        public Option<bool> Nice { get; } = new("--nice") { Description = "Run workers at the lowest scheduling priority, for a machine that others use too." };
        public Option<string> Plots { get; } = new("--plots") { Description = "Where figures go, in a folder of the sweep's name.", HelpName = "DIR", DefaultValueFactory = _ => "plots" };
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("sensitivity", "Cut each layer, or group of channels, of a sweep's dense networks alone and measure: a table and a heat map. What was measured before is not measured again.")
        {
            options.File, options.Database, options.Data, options.Format, options.Device, options.Workers, options.Threads, options.Attempts, options.Silence, options.Nice, options.Plots,
        };
        foreach (var option in options.Scan.All) command.Add(option);
        command.SetAction(parsed => Run(parsed, options));
        return command;
    }

    private static int Run(ParseResult parsed, Options options)
    {
        using var signals = new StopSignals();
        var (time, format) = (TimeProvider.System, QueryFormats.Of(parsed.GetValue(options.Format)!));
        var output = format is QueryFormat.Csv or QueryFormat.Json ? Console.Error : Console.Out; // beside what another program reads
        var (request, densities) = (options.Scan.RequestOf(parsed), options.Scan.DensitiesOf(parsed));
        var choice = DatabaseChoice.Of(parsed, options.Database, parsed.GetValue(options.File));
        var (database, data) = (choice.Path, parsed.SearchPath(options.Data));
        LoadedSweep loaded;
        using (var known = ResultReader.OpenIfCurrent(database)) loaded = LoadedSweep.Load(parsed.GetValue(options.File)!, data, known);
        (request, var from) = ScanChoice.WithCriteria(request, loaded.Plan.Cells.Select(c => c.Spec.Strategy));
        var cuts = CutsOf(loaded, request, densities, new PlanFacts(data, _ => true), output);
        var plots = Path.Combine(parsed.GetResult(options.Plots) is { Implicit: false } ? "" : choice.Home, parsed.GetValue(options.Plots)!, loaded.Sweep.Name);
        OutputFolder.Check("--plots", plots);
        var devices = DevicesOf(parsed, options, database);
        var run = new RunOptions
        {
            Worker = WorkerCommand.Invocation(parsed.GetValue(options.Nice)), Devices = devices, Attempts = parsed.GetValue(options.Attempts), Silence = TimeSpan.FromSeconds(parsed.GetValue(options.Silence)),
            Settings = new WorkerSettings
            {
                DataFolders = [.. data.Folders.Select(Path.GetFullPath)], WorkFolder = WorkFolder.Of(database).Path, Threads = parsed.GetValue(options.Threads), CheckpointSeconds = 60,
            },
        };
        RunSummary summary;
        using (var store = ResultStore.Open(database, time))
        {
            var done = store.ScannedIdentities();
            var left = cuts.Where(c => !done.Contains(c.Identity)).ToList();
            output.WriteLine($"database  {database}");
            output.WriteLine($"sweep     {loaded.Sweep.Name}, by {string.Join(", ", request.Criteria)}{from}: {Words.Count(cuts.Count, "cut")} of {Words.Count(cuts.DistinctBy(c => c.Scan.Identity).Count(), "network")}"
                + (left.Count == 0 ? ", all measured before" : left.Count < cuts.Count ? $", {cuts.Count - left.Count:#,0} measured before" : ""));
            summary = left.Count == 0 ? new(0, 0, false) : Work(loaded, left, store, run, database, output, time, signals.Token);
        }
        if (summary.Stopped)
        {
            output.WriteLine($"stopped; what is measured is in {database}, and the same command goes on where it was");
            return ExitCode.Stopped;
        }
        Show(database, cuts, format, plots, output);
        if (summary.Failed == 0) return ExitCode.Done;
        output.WriteLine($"failed    {Words.Count(summary.Failed, "cut")}: the lines above say why; the same command tries them again");
        return ExitCode.SomeFailed;
    }

    // Those of networks of which nothing can be cut so are told.
    private static List<PlannedCut> CutsOf(LoadedSweep loaded, ScanRequest request, IReadOnlyList<double> densities, PlanFacts facts, TextWriter output)
    {
        var cuts = new List<PlannedCut>();
        var refused = new List<string>();
        foreach (var scan in ScanPlanner.Plan(loaded.Sweep, loaded.Plan, request))
            try
            {
                if (WhyNot(scan, facts) is { } reason) throw new UserError(reason);
                cuts.AddRange(PlannedCut.Of(scan, facts.GraphOf(scan.Spec), densities));
            }
            catch (UserError mistake)
            {
                refused.Add($"{scan.Spec.Dataset.Name} {scan.Spec.Model}: {mistake.Message}");
            }
        if (cuts.Count == 0)
            throw new UserError(string.Join('\n', PlanText.Skipped(loaded.Plan).Concat(refused.Distinct()).Append($"no network of sweep {loaded.Sweep.Name} can be scanned")));
        foreach (var line in refused.Distinct()) output.WriteLine($"skipped   {line}");
        return cuts;
    }

    private static string? WhyNot(PlannedScan scan, PlanFacts facts)
    {
        var (spec, rule) = (scan.Spec, scan.Rule.Cut);
        if (scan.Rule.Renewal is not null && !facts.HasNorms(spec)) return $"model {spec.Model} has no norms whose statistics could be renewed";
        if (scan.Rule.Samples > 0 && facts.SizesOf(spec.Dataset) is { } sizes && (scan.Rule.Split == "test" ? sizes.Test : sizes.Validation) is var all && scan.Rule.Samples >= all)
            return $"the {scan.Rule.Split} split has {all:#,0} samples, which are all measured without --samples";
        if (rule.IsOfChannels)
        {
            var graph = facts.GraphOf(spec);
            var (map, criterion) = (ChannelMap.Of(graph), ChannelCriteria.Find(rule.Criterion));
            return ChannelGroups.Allowed(graph, map, rule.Limits).Select(g => criterion.Refuses(graph, map, g)).FirstOrDefault(reason => reason is not null);
        }
        return spec.Start is not null && Strategies.Criteria.Find(rule.Criterion).NeedsInitial ? $"criterion '{rule.Criterion}' reads the initial weights, which imported weights do not have" : null;
    }

    private static IReadOnlyList<string> DevicesOf(ParseResult parsed, Options options, string database)
    {
        var device = DeviceRequest.Parse(parsed.GetValue(options.Device)!);
        var gpus = device.MayUseGpus ? GpuSurvey.Take(WorkerCommand.Invocation(nice: false), WorkFolder.Of(database)) : GpuSurvey.None;
        return device.Assign(parsed.GetResult(options.Workers) is { Implicit: false } ? parsed.GetValue(options.Workers) : null, gpus, Processors.PhysicalCores);
    }

    // First the pretrainings, as a run makes them: what it has made is found, and it finds these.
    private static RunSummary Work(
        LoadedSweep loaded, List<PlannedCut> cuts, ResultStore store, RunOptions options, string database, TextWriter output, TimeProvider time, CancellationToken stop)
    {
        foreach (var folder in WorkFolder.Of(database).Folders) OutputFolder.Prepare("the work folder beside the database", folder);
        using var log = RunLog.Open(database, time);
        log.Add($"scan of sweep {loaded.Title}: {Words.Count(cuts.Count, "cut")} to make");
        var board = new ScanBoard(cuts.Count, output, log, time);
        var summary = board.Show(() =>
        {
            var needed = cuts.Select(c => c.Scan.PretrainingIdentity).ToHashSet();
            var starts = loaded.Plan.Cells.Where(c => needed.Contains(c.PretrainingIdentity)).DistinctBy(c => c.PretrainingIdentity).ToList();
            var made = new Coordinator(store, options, board, time).RunStarts(starts, SharedWork.Of([]), stop);
            if (made.Stopped) return made with { Finished = 0, Failed = 0 };
            var run = new ScanRun(store, options, board, time);
            var possible = cuts.Where(c => File.Exists(WorkFolder.Of(database).Pretrained(c.Scan.PretrainingIdentity))).ToList();
            var lost = cuts.Except(possible).ToList();
            run.Lost(lost, "its pretraining has failed");
            return run.Run(possible, stop) is var scanned ? scanned with { Failed = scanned.Failed + lost.Count } : made;
        }, stop);
        log.Add($"scan of sweep {loaded.Title}: {(summary.Stopped ? "stopped; " : "")}{Words.Count(summary.Finished, "cut")} measured{(summary.Failed > 0 ? $", {summary.Failed:#,0} failed" : "")}");
        return summary;
    }

    private static void Show(string database, List<PlannedCut> cuts, QueryFormat format, string plots, TextWriter output)
    {
        using var reader = ResultReader.Open(database);
        string[] asked = [.. cuts.Select(c => c.Identity)];
        var rows = SensitivityRow.Read(reader, asked);
        if (rows.Count > 0) ScanTable.Write(Console.Out, reader, rows, asked, format);
        OutputFolder.Prepare("--plots", plots);
        var figures = SensitivityMap.Write(rows, plots, FigureWriter.Formats);
        if (figures.Count > 0) output.WriteLine($"figures   {plots}{Path.DirectorySeparatorChar} ({Words.Count(figures.Count, "file")}, such as {figures[0]})");
    }
}
