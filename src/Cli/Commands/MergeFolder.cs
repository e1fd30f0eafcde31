using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Launchers;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench merge FOLDER</c>: what the tasks of a sweep on a cluster have found into the database. It is also what the job at the end of a submission does.</summary>
internal static class MergeFolder
{
    private const int MostShown = 20;
    private static readonly TimeSpan LongestWriting = TimeSpan.FromDays(1);

    public static int Merge(SweepFolder folder, string? named, bool dryRun, TimeSpan wait)
    {
        var time = TimeProvider.System;
        var standing = ClusterFolder.Stand(folder, time);
        var plan = standing.Last.Plan.Record;
        var database = named ?? plan.Database;
        var files = TaskResultsFile.In(folder.Results);
        Console.WriteLine($"database  {database}{(File.Exists(database) ? "" : " (new)")}");
        if (dryRun)
        {
            using var known = ResultReader.OpenIfCurrent(database);
            var there = known?.FinishedIdentities() ?? new HashSet<string>();
            Console.WriteLine($"to add    {Words.Count(standing.Found.Finished.Count(cell => !there.Contains(cell)), "result")} from {Words.Count(files.Count, "results file")}");
            return Missing(standing, there);
        }
        var sweep = plan.Sweep;
        var (report, finished, measured) = StoreOnCopy.Change(database, time, store =>
        {
            sweep = Register(store, database, standing, plan);
            return (store.Ingest(files), store.FinishedIdentities(), store.Measured());
        }, wait);
        if (sweep != plan.Sweep) Console.WriteLine($"sweep     {plan.Sweep} has other cells there: those of this folder are sweep {sweep} there");
        Console.WriteLine($"added     {Words.Count(report.Results, "result")}, {Words.Count(report.Pretrainings, "pretraining")}, latencies of {Words.Count(report.Latencies, "cell")}, "
            + $"{Words.Count(report.Attempts, "attempt")} from {Words.Count(report.Files, "results file")}");
        Console.WriteLine($"equal     {Words.Count(report.Known, "result")} merged before, {Words.Count(report.Equal, "result")} found twice");
        KeptWeightsFiles.Tell(KeptWeightsFiles.TakeOver(new WorkFolder(folder.Work), WorkFolder.Of(database), finished.Except(report.Disagreements.Select(d => d.Identity)).ToHashSet(StringComparer.Ordinal)));
        var code = Missing(standing, finished);
        if (WithoutLatencies(standing, finished, measured) is > 0 and var unmeasured)
        {
            Console.WriteLine($"latencies of {Words.Count(unmeasured, "finished cell")} are missing: {ClusterLauncher.Typed($"bench status {ClusterLauncher.Shown(folder.Path)}")} says why, 'bench resume' measures them");
            code = ExitCode.SomeFailed;
        }
        foreach (var line in Listed("damaged", report.Damaged)) Console.WriteLine(line);
        foreach (var line in Listed("stranger", [.. report.Unknown.Select(id => $"{Short(id)} is of no sweep of the database: not taken")])) Console.WriteLine(line);
        foreach (var line in Listed("waiting", [.. report.Waiting.Select(id => $"{Short(id)} has latencies, but no result of it is here: not taken")])) Console.WriteLine(line);
        if (report.Disagreements.Count > 0) Console.WriteLine($"disagree  {report.Disagreements.Count:#,0}: what is here stays");
        foreach (var line in Listed("", [.. report.Disagreements.Select(Said)])) Console.WriteLine(line);
        Tidy(ClusterFolder.Stand(folder, time), finished, time); // meanwhile more may have been submitted
        if (code == ExitCode.Done) Console.WriteLine($"complete  {ClusterLauncher.Typed($"bench plot --db {ClusterLauncher.Shown(database)}")} draws its figures");
        return report.Disagreements.Count + report.Damaged.Count + report.Unknown.Count + report.Waiting.Count > 0 ? ExitCode.SomeFailed : code;
    }

    // Another database than that of the submission may not know the sweep, or know it as it was before it grew; a sweep of that name that has other cells stays as it is.
    private static string Register(ResultStore store, string database, SweepStanding standing, PlanRecord plan)
    {
        var name = plan.Sweep;
        if (Path.GetFullPath(database) == Path.GetFullPath(plan.Database) && store.MembersOf(name) is not null) return name;
        var skipped = standing.Plans.Reverse().SelectMany(p => p.Plan.ReadSkipped()).Where(j => !standing.Cells.Contains(j.Identity)).DistinctBy(j => j.Identity).ToList();
        var all = standing.Cells.Concat(skipped.Select(j => j.Identity)).ToHashSet(StringComparer.Ordinal);
        for (var number = 1; store.MembersOf(name) is { } known; number++)
        {
            if (known.IsSupersetOf(all)) return name;
            if (known.IsSubsetOf(all)) break;
            name = number == 1 ? $"{plan.Sweep}-cluster" : $"{plan.Sweep}-cluster-{number}";
        }
        store.RegisterSweep(new SweepRecord { Name = name, Text = plan.Text, Sha256 = plan.Sha256 },
            [.. InOrder([.. PlannedCells.JobsOf(standing, standing.Cells)]).Select(place => (Describe(place.Job) with { Latency = place.Job.Latency }, place.Position))],
            [.. skipped.Select(job => (Describe(job), job.SkipReason!))]);
        return name;

        static CellDescription Describe(TaskJob job) => Descriptions.Of(new PlannedCell(job.Cell, job.Identity, job.PretrainingIdentity));
    }

    // As in the sweep; where plans of it differ, those of the newest first among equals.
    private static IEnumerable<(TaskJob Job, int Position)> InOrder(IReadOnlyList<TaskJob> jobs)
    {
        var isOne = jobs.All(j => j.Position is not null) && jobs.DistinctBy(j => j.Position).Count() == jobs.Count;
        return jobs.OrderBy(j => j.Position ?? int.MaxValue).Select((job, place) => (job, isOne ? job.Position!.Value : place));
    }

    private static int Missing(SweepStanding standing, IReadOnlySet<string> finished)
    {
        var missing = standing.Cells.Where(cell => !finished.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0) return ExitCode.Done;
        var queued = standing.Queued;
        var left = missing.Where(cell => !queued.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        var folder = ClusterLauncher.Shown(standing.Folder.Path);
        var where = standing.Silent is not null ? "whether tasks have them is not known, as the queue does not answer"
            : left.Count == 0 ? "all of them are in the queue" : left.Count == missing.Count ? "none of them is in the queue" : $"{missing.Count - left.Count:#,0} of them in the queue";
        var more = left.Count == 0 || standing.Silent is not null ? "" : $", {ClusterLauncher.Typed($"bench resume {folder}")} submits {(left.Count == missing.Count ? "them" : $"the other {left.Count:#,0}")}";
        Console.WriteLine($"missing   {Words.Count(missing.Count, "cell")} of {standing.Cells.Count:#,0}, {where}: {ClusterLauncher.Typed($"bench status {folder}")} says why{more}");
        var running = standing.Tasks.Where(t => t.State == TaskState.Running).SelectMany(t => t.Outline.Jobs).Select(j => j.Identity).ToHashSet(StringComparer.Ordinal);
        foreach (var job in PlannedCells.JobsOf(standing, missing).OrderBy(j => queued.Contains(j.Identity)).Take(MostShown))
        {
            var reason = ReasonOf(job, standing.Found);
            var state = running.Contains(job.Identity) ? "its task is running" : queued.Contains(job.Identity) ? "waits in the queue" : null;
            var said = state is null ? reason : reason is null ? state : $"{state} ({reason})";
            Console.WriteLine($"  {Short(job.Identity)}  {ClusterStatusText.NameOf(job.Cell)}{(said is null ? "" : $": {said}")}");
        }
        if (missing.Count > MostShown) Console.WriteLine($"  and {missing.Count - MostShown:#,0} more");
        return ExitCode.SomeFailed;
    }

    private static int WithoutLatencies(SweepStanding standing, IReadOnlySet<string> finished, MeasuredCells measured) => standing.Tasks.Where(t => t.Outline.Kind == TaskKind.Cells)
        .SelectMany(t => t.Outline.Jobs).Where(j => j.Latency && finished.Contains(j.Identity) && !measured.Has(j)).DistinctBy(j => j.Identity).Count();

    private static string? ReasonOf(TaskJob job, Findings found) => found.Failures.GetValueOrDefault(job.Identity)?[^1].Reason
        ?? (!found.Pretrained.Contains(job.PretrainingIdentity) && found.Failures.GetValueOrDefault(job.PretrainingIdentity)?[^1].Reason is { } reason ? $"pretraining failed: {reason}" : null);

    // What no missing cell begins with any more. A task may run of which the queue does not tell, or not yet: what it is writing stays.
    private static void Tidy(SweepStanding standing, IReadOnlySet<string> finished, TimeProvider time)
    {
        var work = new WorkFolder(standing.Folder.Work);
        var missing = standing.Cells.Where(cell => !finished.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        var needed = PlannedCells.JobsOf(standing, missing).SelectMany(job => job.Shared).Select(state => state.Hash).ToHashSet(StringComparer.Ordinal);
        try
        {
            if (standing.Silent is null && !standing.Tasks.Any(t => t.IsQueued)) work.Tidy(() => finished, time.GetUtcNow() - LongestWriting);
            work.TidyShared(needed);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            Console.Error.WriteLine($"bench: {standing.Folder.Work} is not tidied: {FileTrouble.Line(error)}");
        }
    }

    private static IEnumerable<string> Listed(string what, IReadOnlyList<string> lines)
    {
        foreach (var line in lines.Take(MostShown)) yield return what.Length == 0 ? $"  {line}" : $"{what,-9} {line}";
        if (lines.Count > MostShown) yield return $"  and {lines.Count - MostShown:#,0} more";
    }

    private static string Said(AttemptDisagreement disagreement)
    {
        var more = disagreement.More == 0 ? "" : $"; {Words.Count(disagreement.More, "more number")}";
        return $"{Short(disagreement.Identity)}  {disagreement.Description}: {disagreement.First.Key} {MergeCommand.Shown(disagreement.First.One)} on {disagreement.Here}, "
            + $"{MergeCommand.Shown(disagreement.First.Other)} on {disagreement.There}{more}";
    }

    private static string Short(string identity) => identity[..Math.Min(12, identity.Length)];
}
