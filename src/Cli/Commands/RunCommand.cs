using System.CommandLine;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench run</c>: everything that a sweep asks for and that is not done.</summary>
internal static class RunCommand
{
    private sealed record Options
    {
        public Argument<string> File { get; } = new("sweep") { Description = "The sweep file (YAML).", HelpName = "FILE" };
        public Option<string> Database { get; } = CommonOptions.Database();
        public Option<string[]> Data { get; } = CommonOptions.Data();

        public Option<int> Workers { get; } = Positive("--workers", "Worker processes; by default one for each physical core.", _ => Processors.PhysicalCores());
        public Option<int> Threads { get; } = Positive("--threads", "Threads of each worker. Other numbers of threads round differently; two on one core are slower.", _ => 1);
        public Option<int> Attempts { get; } = Positive("--attempts", "Tries at a cell before it is recorded as failed.", _ => 2);
        public Option<double> Silence { get; } = new("--hang-timeout")
        {
            Description = "Seconds without progress after which a worker is killed.", HelpName = "SECONDS", DefaultValueFactory = _ => 600,
        };

        public Option<double> Checkpoint { get; } = new("--checkpoint-every")
        {
            Description = "Seconds between checkpoints of a cell under way.", HelpName = "SECONDS", DefaultValueFactory = _ => 60,
        };

        public Option<bool> RetryFailed { get; } = new("--retry-failed") { Description = "Try cells again that failed in an earlier run." };
        public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only show what would be run, as 'bench plan' does." };
        public Option<string> Plots { get; } = new("--plots")
        {
            Description = "Where figures go, in a folder of the sweep's name.", HelpName = "DIR", DefaultValueFactory = _ => "plots",
        };

        private static Option<int> Positive(string name, string description, Func<System.CommandLine.Parsing.ArgumentResult, int> byDefault)
        {
            var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = byDefault };
            option.Validators.Add(result =>
            {
                if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var n) || n < 1))
                    result.AddError($"{name} takes a whole number from 1, not '{result.Tokens[0].Value}'");
            });
            return option;
        }
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("run", "Run a sweep: what is finished is skipped, what was interrupted goes on.")
        {
            options.File, options.Database, options.Data, options.Workers, options.Threads, options.Attempts, options.Silence, options.Checkpoint,
            options.RetryFailed, options.DryRun, options.Plots,
        };
        command.SetAction(parsed => Run(parsed, options));
        return command;
    }

    private static int Run(ParseResult parsed, Options options)
    {
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var database = parsed.GetValue(options.Database)!;
        var data = parsed.SearchPath(options.Data);
        var loaded = LoadedSweep.Load(parsed.GetValue(options.File)!, data);
        if (parsed.GetValue(options.DryRun)) return PlanCommand.Show(loaded, database);
        foreach (var missing in loaded.Plan.MissingData) Console.Error.WriteLine($"bench: {missing.Reason}");
        if (loaded.Plan.Cells.Count == 0)
            throw new UserError($"{loaded.Sweep.Name}: no cell can be run; 'bench plan' says why");

        RunSummary summary;
        using (var store = ResultStore.Open(database, time))
        {
            loaded.Register(store);
            var (left, given) = StillToDo(loaded.Plan, store, parsed.GetValue(options.RetryFailed) ? null : parsed.GetValue(options.Attempts));
            Console.WriteLine(Opening(loaded, left.Count, given));
            summary = left.Count == 0
                ? new RunSummary(0, 0, false)
                : Work(left, store, RunOptions(parsed, options, database, data), time, signals.Token);
            if (given > 0) summary = summary with { Failed = summary.Failed + given };
        }

        if (summary.Stopped)
        {
            Console.WriteLine($"stopped; to go on: bench run {parsed.GetValue(options.File)} --db {database}");
            return ExitCode.Stopped;
        }
        return Close(loaded.Sweep.Name, database, parsed.GetValue(options.Plots)!, summary);
    }

    private static RunOptions RunOptions(ParseResult parsed, Options options, string database, SearchPath data) => new()
    {
        Worker = WorkerCommand.Invocation(),
        Workers = parsed.GetValue(options.Workers),
        Attempts = parsed.GetValue(options.Attempts),
        Silence = TimeSpan.FromSeconds(parsed.GetValue(options.Silence)),
        Settings = new WorkerSettings
        {
            DataFolders = [.. data.Folders.Select(Path.GetFullPath)],
            WorkFolder = WorkFolder.Of(database).Path,
            Threads = parsed.GetValue(options.Threads),
            CheckpointSeconds = parsed.GetValue(options.Checkpoint),
        },
    };

    private static (IReadOnlyList<PlannedCell> Left, int GivenUp) StillToDo(SweepPlan plan, ResultStore store, int? attempts)
    {
        var finished = store.FinishedIdentities();
        var failed = attempts is { } limit ? store.FailedIdentities(limit) : new HashSet<string>();
        var left = plan.Cells.Where(c => !finished.Contains(c.Identity)).ToList();
        var given = left.Count(c => failed.Contains(c.Identity));
        return ([.. left.Where(c => !failed.Contains(c.Identity))], given);
    }

    private static RunSummary Work(IReadOnlyList<PlannedCell> cells, ResultStore store, RunOptions options, TimeProvider time, CancellationToken stop)
    {
        var board = new RunBoard(cells, options.Workers, time);
        var summary = RunDisplay.Show(board, time, () => new Coordinator(store, options, board, time).Run(cells, stop));
        Console.WriteLine($"{summary.Finished} cells finished{(summary.Failed > 0 ? $", {summary.Failed} failed" : "")} in {Durations.Words(board.Elapsed)}");
        return summary;
    }

    private static string Opening(LoadedSweep loaded, int left, int givenUp)
    {
        var plan = loaded.Plan;
        var done = plan.Cells.Count - left - givenUp;
        var parts = new List<string> { $"{plan.Cells.Count} cells" };
        if (done > 0) parts.Add(left == 0 && givenUp == 0 ? "all done before" : $"{done} done before");
        if (givenUp > 0) parts.Add($"{givenUp} failed before (--retry-failed tries them again)");
        if (plan.Skipped.Count > 0) parts.Add($"{plan.Skipped.Count} skipped ('bench plan' says why)");
        return $"sweep {loaded.Sweep.Name}: {string.Join(", ", parts)}";
    }

    private static int Close(string sweep, string database, string plots, RunSummary summary)
    {
        var figures = PlotCommand.Draw(database, sweep, Path.Combine(plots, sweep), PlotCommand.DefaultFormats);
        Console.WriteLine($"database  {database}");
        if (figures.Count > 0) Console.WriteLine($"figures   {Path.Combine(plots, sweep)}/ ({figures.Count} files; the overview is {PlotCommand.Overview(figures)})");
        if (summary.Failed == 0) return ExitCode.Done;
        Console.WriteLine($"{summary.Failed} cells have failed: 'bench status --db {database}' says why");
        return ExitCode.SomeFailed;
    }
}
