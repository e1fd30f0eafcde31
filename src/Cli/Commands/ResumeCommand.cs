using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Launchers;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench resume</c>: submits what is missing of a sweep on a cluster.</summary>
internal static class ResumeCommand
{
    private sealed record Options
    {
        public Argument<string> Folder { get; } = ClusterFolder.Argument();
        public ClusterOptions Cluster { get; } = new();
        public Option<bool> ExcludeBad { get; } = new("--exclude-bad") { Description = "Keep away from the nodes on which tasks have vanished." };
        public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only show the plan, the scripts and the commands." };
    }

    public static Command Create()
    {
        var options = new Options();
        var command = new Command("resume", "Submit the missing cells of a sweep on a cluster that are not in the queue, with what was asked before unless options ask otherwise.")
        {
            options.Folder, options.ExcludeBad, options.DryRun,
        };
        foreach (var option in options.Cluster.All) command.Add(option);
        command.SetAction(parsed => Resume(parsed, options));
        return command;
    }

    private static int Resume(ParseResult parsed, Options options)
    {
        using var signals = new StopSignals();
        var time = TimeProvider.System;
        var isDry = parsed.GetValue(options.DryRun);
        var folder = ClusterFolder.Of(parsed.GetValue(options.Folder)!);
        using var submitting = isDry ? null : SubmissionLock.Acquire(folder);
        var standing = ClusterFolder.Stand(folder, time);
        var (plan, submission) = standing.Last;
        var scheduler = LauncherCatalogue.Schedulers.FirstOrDefault(s => s.Name == submission.Launcher) ?? throw new UserError(LauncherCatalogue.Unknown(submission.Launcher));
        var needs = options.Cluster.NeedsOf(parsed, plan.Record.Settings.Threads, submission.Needs);
        needs = needs with { Exclude = ExcludedOf(needs.Exclude, parsed.GetValue(options.ExcludeBad), standing) };
        var allowed = ClusterSubmission.LimitsOf(scheduler, ref needs, isDry);
        if (standing.Silent is { } why && !isDry) throw new UserError($"what is missing may be in the queue, which does not answer: {why}");

        using var known = ResultReader.OpenIfCurrent(plan.Record.Database);
        var merged = known?.FinishedIdentities() ?? new HashSet<string>();
        var missing = standing.Missing.Where(cell => !merged.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        var queued = standing.Queued;
        var wanted = missing.Where(cell => !queued.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        var (measured, quiet) = (known?.Measured() ?? MeasuredCells.None, known?.Measured(quiet: true) ?? MeasuredCells.None);
        bool IsMeasured(TaskStanding task, JobOutline job) => job.IsFinished // and may be there to be measured again
            ? quiet.Has(job) || standing.Found.IsMeasuredBy(task.Plan, task.Outline.Task, job.Identity)
            : measured.Has(job) || standing.Found.Measured.Has(job);
        var unmeasured = standing.Tasks.SelectMany(t => t.Outline.Jobs.Where(j => j.Latency && !IsMeasured(t, j))).Select(j => j.Identity)
            .Where(cell => !queued.Contains(cell) && !missing.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        Console.WriteLine($"sweep {plan.Record.Sweep}: {Words.Count(standing.Cells.Count, "cell")}, {standing.Cells.Count - missing.Count:#,0} finished, "
            + $"{missing.Count - wanted.Count:#,0} in the queue, {wanted.Count:#,0} to submit{LatencyText.ToDo(unmeasured.Count)}");
        if (wanted.Count + unmeasured.Count == 0)
        {
            Console.WriteLine(missing.Count > 0 ? $"nothing to submit: all that is missing is in the queue ({ClusterLauncher.Typed($"bench status {ClusterLauncher.Shown(folder.Path)}")})"
                : standing.Cells.All(merged.Contains) ? $"nothing is missing: all is in {ClusterLauncher.Shown(plan.Record.Database)}"
                : $"nothing is missing; {ClusterLauncher.Typed($"bench merge {ClusterLauncher.Shown(folder.Path)}")} puts it into {ClusterLauncher.Shown(plan.Record.Database)}");
            return ExitCode.Done;
        }
        var facts = PlannedCells.FactsOf(plan.Record);
        var all = PlannedCells.JobsOf(standing, wanted.Union(unmeasured).ToHashSet(StringComparer.Ordinal)).ToList();
        var cells = PlannedCells.Of(all.Where(j => wanted.Contains(j.Identity)), facts, plan.Record);
        var finished = PlannedCells.Of(all.Where(j => unmeasured.Contains(j.Identity)), facts, plan.Record);
        var shapes = ShapesOf(folder, unmeasured);
        var costs = PlannedCells.CostsOf([.. cells, .. finished], facts, known);
        var (parallelism, cellsPerTask) = options.Cluster.SizesOf(parsed, submission);
        var isCpus = parsed.GetResult(options.Cluster.Cpus) is { Implicit: false };
        return new ClusterSubmission(scheduler, time)
        {
            Sweep = plan.Record.Sweep, Text = plan.Record.Text, Folder = folder, Database = plan.Record.Database, Needs = needs, Allowed = allowed, Parallelism = parallelism,
            CellsPerTask = cellsPerTask, IsDry = isDry, Earlier = standing.QueuedJobs, Busy = standing.Busy, IsGuess = !costs.HasAny,
            TakeFrom = WorkFolder.Of(plan.Record.Database),
            Settings = isCpus ? plan.Record.Settings with { Workers = ClusterLauncher.WorkersOf(plan.Record.Settings.Device, needs) } : plan.Record.Settings,
        }.Go(ClusterCells.WorkOf(cells, costs, [new WorkFolder(folder.Work)], plan.Record.Settings.SharedBytes > 0) with
        {
            Positions = all.Where(j => j.Position is not null).ToDictionary(j => j.Identity, j => j.Position!.Value, StringComparer.Ordinal),
            Latencies = Those(j => j.Latency), OnnxRuntime = Those(j => j.OnnxRuntime), Int8 = Those(j => j.Int8), KeptWeights = Those(j => j.KeepWeights),
            Unmeasured = [.. finished.Select(c => (c, shapes.GetValueOrDefault(c.Identity) ?? known!.ShapeOf(c.Identity)))],
        }, signals.Token);

        HashSet<string> Those(Func<TaskJob, bool> are) => all.Where(are).Select(j => j.Identity).ToHashSet(StringComparer.Ordinal);
    }

    private static string? ExcludedOf(string? named, bool withBad, SweepStanding standing)
    {
        if (!withBad) return named;
        var bad = standing.BadNodes;
        Console.WriteLine(bad.Count > 0 ? $"bad nodes {string.Join(", ", bad)}" : "bad nodes none are known");
        return bad.Count == 0 ? named : string.Join(',', new[] { named }.OfType<string>().Concat(bad).Distinct());
    }

    // Of cells that are finished and not merged yet.
    private static Dictionary<string, NetworkShape> ShapesOf(SweepFolder folder, HashSet<string> cells) => cells.Count == 0 ? [] : TaskResultsFile.In(folder.Results)
        .SelectMany(file => TaskResultsFile.Read(file, _ => { })).Select(r => r.Result).OfType<CellResult>().Where(r => cells.Contains(r.Identity))
        .DistinctBy(r => r.Identity).ToDictionary(r => r.Identity, NetworkShape.Of, StringComparer.Ordinal);
}
