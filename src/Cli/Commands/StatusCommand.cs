using System.CommandLine;
using Bench.Analysis;
using Bench.Cli.Display;
using Bench.Cli.Launchers;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench status</c>: how far the sweeps of a database are, and what is running.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var folder = new Argument<string?>("FOLDER") { Description = "The folder of a sweep on a cluster, which is shown instead of a database.", Arity = ArgumentArity.ZeroOrOne };
        var watch = Watching.Option();
        var command = new Command("status", "Show how far sweeps are, what is running where, and which cells failed and why.") { folder, database, sweep, watch };
        command.Check(result =>
        {
            if (result.GetResult(folder) is { Tokens.Count: > 0 } && (result.GetResult(database) is { Implicit: false } || result.GetResult(sweep) is not null))
                result.AddError("'bench status' shows a FOLDER or a database: --db and --sweep say nothing of a folder");
        });
        command.SetAction(parsed => Watching.Show(Watching.IntervalOf(parsed, watch), parsed.GetValue(folder) is { } named
            ? () => ShowFolder(named, TimeProvider.System)
            : () => Show(DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path, LoadedSweep.NameOf(parsed.GetValue(sweep)), TimeProvider.System)));
        return command;
    }

    // Returns whether there is anything to wait for.
    private static bool ShowFolder(string folder, TimeProvider time)
    {
        var standing = ClusterFolder.Stand(ClusterFolder.Of(folder), time);
        foreach (var line in ClusterStatusText.Of(standing, time.GetUtcNow())) Console.WriteLine(line);
        return !ClusterStatusText.IsAtRest(standing);
    }

    // Returns whether somebody is writing it.
    private static bool Show(string database, string? only, TimeProvider time)
    {
        using var reader = ResultReader.Open(database);
        var failures = reader.RecentFailures(only, limit: 10_000); // names the sweeps that there are
        var sweeps = reader.Sweeps().Where(s => only is null || s.Name == only).ToList();
        if (sweeps.Count == 0) Console.WriteLine($"{database} holds no sweep");
        foreach (var sweep in sweeps)
        {
            var last = sweep.LastActivity is { } when ? $", last activity {Words.Length(time.GetUtcNow() - when)} ago" : "";
            var latencies = sweep.Latencies > 0 ? $", latencies of {sweep.Measured:#,0} of {sweep.Latencies:#,0} measured{(sweep.Noisy > 0 ? $" ({sweep.Noisy:#,0} noisy)" : "")}" : "";
            var elsewhere = sweep.Elsewhere > 0 ? $", {sweep.Elsewhere:#,0} of other shards" : "";
            Console.WriteLine($"{sweep.Name}{Words.Shards(sweep.Shards)}: {sweep.Finished:#,0} of {Words.Count(sweep.Total - sweep.Skipped - sweep.Elsewhere, "cell")} finished, "
                + $"{sweep.Failed:#,0} failed, {sweep.Pending:#,0} to do{elsewhere}, {sweep.Skipped:#,0} skipped{latencies}{last}");
        }
        ShowRunning(database);
        var hours = reader.FinishedPerHour(only);
        if (hours.Count > 0)
        {
            var local = hours.TakeLast(6).Select(h => (From: LocalTime.In(h.Hour, time), h.Cells)).ToList();
            Console.WriteLine($"finished in the hour from ({local[^1].From:zzz}): {string.Join(", ", local.Select(h => $"{h.From:MM-dd HH:mm} {h.Cells:#,0}"))}");
        }
        foreach (var group in failures.GroupBy(f => (f.Sweep, f.Dataset, f.Model, f.Reason)))
            Console.WriteLine($"failed: {group.Key.Dataset} {group.Key.Model} {Which([.. group])}: {group.Key.Reason}");
        return ResultReader.WriterOf(database) is not null;
    }

    private static void ShowRunning(string database)
    {
        if (ResultReader.WriterOf(database) is not { } writer) return;
        if (StatusFile.Read(database) is not { } run)
        {
            Console.WriteLine($"running: {writer}");
            return;
        }
        Console.WriteLine($"running: {run.Sweep}, {writer}{(run.Stopping ? ", stopping" : "")}");
        Console.WriteLine($"  {run.HowMany} in this run; {run.Pace}");
        foreach (var worker in run.Workers)
            Console.WriteLine($"  worker {worker.Worker}{(worker.Progress?.ProcessId is { } id ? $" (process {id})" : "")}: {worker.What}: {worker.HowFar(run.Taken)}");
    }

    // One cell by its point, many by their number.
    private static string Which(IReadOnlyList<FailureRow> failures)
    {
        var attempts = Words.Count(failures.Max(f => f.Attempts), "attempt");
        return failures is [var one]
            ? $"{Composition.Parse(one.Composition).NameAs(one.Strategy)} {one.Compression:0.##}× seed {one.Seed} ({attempts})"
            : $"{Words.Count(failures.Count, "cell")} ({attempts})";
    }
}
