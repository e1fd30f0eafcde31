using System.CommandLine;
using Bench.Cli.Commands;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Launchers;

/// <summary>Tasks of a cluster, handed over to a scheduler: plans, publishes, submits and returns.</summary>
internal sealed class ClusterLauncher(IScheduler scheduler) : ILauncher
{
    public IScheduler Scheduler => scheduler;

    public string Name => scheduler.Name;

    public string Title => scheduler.Title;

    public string? Refuses(IReadOnlyCollection<string> given, RunCommand.Options options)
    {
        if (given.Contains(options.Workers.Name)) return $"--workers is for a local run: with '--launcher {Name}', --cpus N gives each task N workers";
        if (given.Contains(options.Plots.Name)) return $"--plots is for a local run: with '--launcher {Name}', 'bench plot' draws the figures when results are merged";
        if (given.Contains("--shard")) return $"--shard is for machines without a scheduler: with '--launcher {Name}', --array-parallelism says how many tasks run at once";
        if (given.Contains(options.NoMeasure.Name)) return $"--no-measure is for a local run: with '--launcher {Name}' nothing is measured beforehand";
        return null;
    }

    public int Run(ParseResult parsed, RunCommand.Options options)
    {
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var isDry = parsed.GetValue(options.DryRun);
        var choice = DatabaseChoice.Of(parsed, options.Database, parsed.GetValue(options.File));
        var database = Path.GetFullPath(choice.Path);
        var data = parsed.SearchPath(options.Data);
        var needs = options.Cluster.NeedsOf(parsed, parsed.GetValue(options.Threads));
        var (parallelism, cellsPerTask) = options.Cluster.SizesOf(parsed);
        var allowed = ClusterSubmission.LimitsOf(scheduler, ref needs, isDry);
        LoadedSweep loaded;
        using (var known = ResultReader.OpenIfCurrent(database))
        {
            loaded = LoadedSweep.Load(parsed.GetValue(options.File)!, data, known);
            SweepChecks.Refuse(loaded.Sweep, known, choice.Path);
            SweepChecks.RefuseMeasuringAgain(loaded.Sweep, parsed.GetValue(options.MeasureAgain));
        }
        LetterWarnings.Say(loaded.Sweep);
        if (loaded.Plan.Cells.Count == 0)
            throw new UserError(string.Join('\n', PlanText.Skipped(loaded.Plan).Append($"no cell of sweep {loaded.Sweep.Name} can be run")));
        foreach (var warning in PlanText.Warnings(loaded.Plan)) Console.Error.WriteLine($"bench: {warning}");
        foreach (var missing in loaded.Plan.MissingData) Console.Error.WriteLine($"bench: skipped: {missing.Reason}");
        var folder = SweepFolder.Of(database, loaded.Sweep.Name);
        if (scheduler.RefusesPath(folder.Path) is { } refusal) throw new UserError(refusal);
        using var submitting = isDry ? null : SubmissionLock.Acquire(folder);
        var before = SweepFolder.IsOne(folder.Path) ? SweepStanding.Of(folder, [scheduler], time.GetUtcNow()) : null;
        if (before is { Plans.Count: > 0 } && !isDry) RefuseQueued(loaded.Sweep.Name, before);
        if (!isDry && File.Exists(database) && ResultReader.OpenIfCurrent(database) is var current)
        {
            if (current is null) StoreOnCopy.Change(database, time, _ => true); // of an older schema
            current?.Dispose();
        }
        var work = ClusterCells.Of(loaded, database, [new WorkFolder(folder.Work), WorkFolder.Of(database)], before, new ClusterCells.Choice
        {
            Attempts = parsed.GetValue(options.RetryFailed) ? null : parsed.GetValue(options.Attempts), MeasureAgain = parsed.GetValue(options.MeasureAgain),
            SharesStates = parsed.GetValue(options.SharedDisk) > 0,
        });
        Console.WriteLine($"database  {choice.Describe()}");
        Console.WriteLine($"sweep {loaded.Sweep.Name}: {Words.Count(loaded.Plan.Cells.Count, "cell")}{work.Told}");
        if (work.IsNothing)
        {
            foreach (var line in PlanText.Skipped(loaded.Plan)) Console.WriteLine($"skipped   {line}");
            if (work.Unmerged > 0) Console.WriteLine($"nothing to submit; {Typed($"bench merge {Shown(folder.Path)} --db {Shown(database)}")} puts {Words.Count(work.Unmerged, "result")} of its tasks into the database");
            return work.GivenUp > 0 ? ExitCode.SomeFailed : ExitCode.Done;
        }
        return new ClusterSubmission(scheduler, time)
        {
            Sweep = loaded.Sweep.Name, Text = loaded.Sweep.Text, Folder = folder, Database = database, Needs = needs, Allowed = allowed, Parallelism = parallelism, CellsPerTask = cellsPerTask,
            Settings = SettingsOf(parsed, options, data.Folders, needs), IsDry = isDry, Earlier = before?.QueuedJobs ?? [], Busy = before?.Busy ?? 0, IsGuess = work.IsGuess, DataFolders = parsed.GetValue(options.Data)!,
            TakeFrom = WorkFolder.Of(database),
            Skipped = [.. loaded.Plan.Skipped.Select(s => new TaskJob { Cell = s.Cell.Spec, Identity = s.Cell.Identity, PretrainingIdentity = s.Cell.PretrainingIdentity, SkipReason = s.Reason })],
            Register = () => StoreOnCopy.Change(database, time, store =>
            {
                loaded.Register(store);
                return true;
            }),
        }.Go(work.Work, signals.Token);
    }

    private static void RefuseQueued(string sweep, SweepStanding before)
    {
        var (running, waiting) = (before.Tasks.Count(t => t.State == TaskState.Running), before.Tasks.Count(t => t.State == TaskState.Waiting));
        if (before.Silent is { } why) throw new UserError($"sweep {sweep} may be in the queue already, which does not answer: {why}");
        if (running + waiting > 0)
            throw new UserError($"sweep {sweep} is in the queue already ({running:#,0} of its tasks running, {waiting:#,0} waiting): {Typed($"bench status {Shown(before.Folder.Path)}")} shows it, "
                + $"{Typed($"bench resume {Shown(before.Folder.Path)}")} submits what is missing and not in the queue");
    }

    private static TaskSettings SettingsOf(ParseResult parsed, RunCommand.Options options, IEnumerable<string> folders, TaskNeeds needs) => new()
    {
        DataFolders = [.. folders.Select(Path.GetFullPath)],
        Device = parsed.GetValue(options.Device)!,
        Workers = WorkersOf(parsed.GetValue(options.Device)!, needs),
        Threads = parsed.GetValue(options.Threads),
        Attempts = parsed.GetValue(options.Attempts),
        HangTimeout = parsed.GetValue(options.Silence),
        CheckpointSeconds = parsed.GetValue(options.Checkpoint),
        SharedBytes = (long)(parsed.GetValue(options.SharedDisk) * 1e9),
        Nice = parsed.GetValue(options.Nice),
    };

    /// <summary>On GPUs as many as the task has, which only the node knows.</summary>
    public static int? WorkersOf(string device, TaskNeeds needs) => DeviceRequest.Parse(device).MayUseGpus && needs.Cpus == 1 ? null : needs.Cpus;

    /// <summary>A command within a sentence: in quotes, unless it has some itself.</summary>
    public static string Typed(string command) => command.Contains('\'') ? command : $"'{command}'";

    /// <summary>The path as it is said to a user, to be typed.</summary>
    public static string Shown(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return Shell.Quote(relative.Length < path.Length && relative[0] != '.' ? relative : path);
    }
}
