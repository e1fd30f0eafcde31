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
            return (store.Ingest(files), store.FinishedIdentities(), store.MeasuredIdentities());
        }, wait);
        if (sweep != plan.Sweep) Console.WriteLine($"sweep     {plan.Sweep} has other cells there: those of this folder are sweep {sweep} there");
        Console.WriteLine($"added     {Words.Count(report.Results, "result")}, {Words.Count(report.Pretrainings, "pretraining")}, latencies of {Words.Count(report.Latencies, "cell")}, "
            + $"{Words.Count(report.Attempts, "attempt")} from {Words.Count(report.Files, "results file")}");
        Console.WriteLine($"equal     {Words.Count(report.Known, "result")} merged before, {Words.Count(report.Equal, "result")} found twice");
        var code = Missing(standing, finished);
        if (WithoutLatencies(standing, finished, measured) is > 0 and var unmeasured)
        {
            Console.WriteLine($"latencies of {Words.Count(unmeasured, "finished cell")} are missing: 'bench status {ClusterLauncher.Shown(folder.Path)}' says why, 'bench resume' measures them");
            code = ExitCode.SomeFailed;
        }
        foreach (var line in Listed("damaged", report.Damaged)) Console.WriteLine(line);
        foreach (var line in Listed("stranger", [.. report.Unknown.Select(id => $"{Short(id)} is of no sweep of the database: not taken")])) Console.WriteLine(line);
        foreach (var line in Listed("waiting", [.. report.Waiting.Select(id => $"{Short(id)} has latencies, but no result of it is here: not taken")])) Console.WriteLine(line);
        if (report.Disagreements.Count > 0) Console.WriteLine($"disagree  {report.Disagreements.Count:#,0}: what is here stays");
        foreach (var line in Listed("", [.. report.Disagreements.Select(Said)])) Console.WriteLine(line);
        Tidy(ClusterFolder.Stand(folder, time), finished, time); // meanwhile more may have been submitted
        if (code == ExitCode.Done) Console.WriteLine($"complete  'bench plot --db {ClusterLauncher.Shown(database)}' draws its figures");
        return report.Disagreements.Count + report.Damaged.Count + report.Unknown.Count + report.Waiting.Count > 0 ? ExitCode.SomeFailed : code;
    }

    // Another database than that of the submission may not know the sweep, or know it as it was before it grew; a sweep of that name that has other cells stays as it is.
    private static string Register(ResultStore store, string database, SweepStanding standing, PlanRecord plan)
    {
        var name = plan.Sweep;
        if (Path.GetFullPath(database) == Path.GetFullPath(plan.Database) && store.MembersOf(name) is not null) return name;
        for (var number = 1; store.MembersOf(name) is { } known; number++)
        {
            if (known.IsSupersetOf(standing.Cells)) return name;
            if (known.IsSubsetOf(standing.Cells)) break;
            name = number == 1 ? $"{plan.Sweep}-cluster" : $"{plan.Sweep}-cluster-{number}";
        }
        var jobs = PlannedCells.JobsOf(standing, standing.Cells).ToList();
        store.RegisterSweep(new SweepRecord { Name = name, Text = plan.Text, Sha256 = plan.Sha256 },
            [.. jobs.Select((job, position) => (Descriptions.Of(new PlannedCell(job.Cell, job.Identity, job.PretrainingIdentity)) with { Latency = job.Latency }, position))], []);
        return name;
    }

    private static int Missing(SweepStanding standing, IReadOnlySet<string> finished)
    {
        var missing = standing.Cells.Where(cell => !finished.Contains(cell)).ToHashSet(StringComparer.Ordinal);
        if (missing.Count == 0) return ExitCode.Done;
        Console.WriteLine($"missing   {Words.Count(missing.Count, "cell")} of {standing.Cells.Count:#,0}: 'bench status {ClusterLauncher.Shown(standing.Folder.Path)}' says why, 'bench resume' submits them");
        foreach (var job in PlannedCells.JobsOf(standing, missing).Take(MostShown))
            Console.WriteLine($"  {Short(job.Identity)}  {ClusterStatusText.NameOf(job.Cell)}{(ReasonOf(job, standing.Found) is { } reason ? $": {reason}" : "")}");
        if (missing.Count > MostShown) Console.WriteLine($"  and {missing.Count - MostShown:#,0} more");
        return ExitCode.SomeFailed;
    }

    private static int WithoutLatencies(SweepStanding standing, IReadOnlySet<string> finished, IReadOnlySet<string> measured) => standing.Tasks.Where(t => t.Outline.Kind == TaskKind.Cells)
        .SelectMany(t => t.Outline.Jobs).Where(j => j.Latency && finished.Contains(j.Identity) && !measured.Contains(j.Identity)).DistinctBy(j => j.Identity).Count();

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
