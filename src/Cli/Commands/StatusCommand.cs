using System.CommandLine;
using Bench.Cli.Display;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench status</c>: how far the sweeps of a database are.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var command = new Command("status", "Show how far sweeps are, and which cells failed and why.") { database, sweep };
        command.SetAction(parsed => Show(parsed.GetValue(database)!, LoadedSweep.NameOf(parsed.GetValue(sweep)), TimeProvider.System));
        return command;
    }

    private static int Show(string database, string? only, TimeProvider time)
    {
        using var reader = ResultReader.Open(database);
        var sweeps = reader.Sweeps().Where(s => only is null || s.Name == only).ToList();
        if (sweeps.Count == 0)
        {
            _ = reader.ReadRows(only); // names the sweeps that there are
            Console.WriteLine($"{database} holds no sweep");
            return ExitCode.Done;
        }
        foreach (var sweep in sweeps)
        {
            var last = sweep.LastActivity is { } when ? $", last activity {Durations.Words(time.GetUtcNow() - when)} ago" : "";
            Console.WriteLine($"{sweep.Name}: {sweep.Finished} of {sweep.Total - sweep.Skipped} cells finished, "
                + $"{sweep.Failed} failed, {sweep.Pending} to do, {sweep.Skipped} skipped{last}");
        }
        if (ResultReader.WriterOf(database) is { } holder) Console.WriteLine($"running: {holder}");
        var hours = reader.FinishedPerHour(only);
        if (hours.Count > 0) Console.WriteLine($"cells finished in the last hours: {string.Join(", ", hours.TakeLast(6).Select(h => $"{h.Hour.ToLocalTime():HH}h {h.Cells}"))}");
        foreach (var failure in reader.RecentFailures(only))
            Console.WriteLine($"failed  {failure.Dataset} {failure.Model} {failure.Strategy} {failure.Compression:0.##}× seed {failure.Seed} "
                + $"({failure.Attempts} attempts): {failure.Reason}");
        return ExitCode.Done;
    }
}
