using System.CommandLine;
using System.Globalization;
using Bench.Cli.Display;
using Bench.Harness.Running;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench remove</c>: what is no longer wanted out of a database, after a count and a copy.</summary>
internal static class RemoveCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        sweep.Description = "The sweep to remove, with the cells that no other sweep asks for: its name, or the path of its file.";
        var where = new Option<string?>("--where")
        {
            Description = "Results to remove: a condition on the columns of v_results, such as \"flags LIKE '%not-a-number%'\". With --sweep: only that sweep's, "
                + "and its labels (v_sweep_results) may be named.",
            HelpName = "CONDITION",
        };
        var failed = new Option<bool>("--failed-attempts") { Description = "Remove the attempts that failed, so that their cells are tried anew. With --sweep: only that sweep's." };
        var yes = new Option<bool>("--yes") { Description = "Do it. Without it, what would be removed is only counted." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only count, which is what happens without --yes too." };
        var command = new Command("remove", "Remove a sweep, results or failed attempts from the database: counts first; with --yes makes a copy, then removes.")
        {
            sweep, where, failed, yes, dryRun, database,
        };
        command.Check(result =>
        {
            var (condition, attempts) = (result.GetValue(where), result.GetValue(failed));
            if (result.GetValue(sweep) is null && condition is null && !attempts)
                result.AddError("'bench remove' needs to know what: --sweep NAME, --where CONDITION or --failed-attempts");
            if (condition is not null && attempts) result.AddError("--where chooses results, --failed-attempts attempts without one: one of them at a time");
            if (result.GetValue(yes) && result.GetValue(dryRun)) result.AddError("--yes removes and --dry-run only counts: one of them");
        });
        command.SetAction(parsed => Remove(
            DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path,
            new RemovalRequest { Sweep = LoadedSweep.NameOf(parsed.GetValue(sweep)), Condition = parsed.GetValue(where), FailedAttempts = parsed.GetValue(failed) },
            parsed.GetValue(yes), TimeProvider.System));
        return command;
    }

    private static int Remove(string database, RemovalRequest request, bool really, TimeProvider time)
    {
        if (!really)
        {
            using var reader = ResultReader.Open(database);
            var removal = Removal.Of(reader, request);
            Show(removal, WorkFolder.Of(database));
            if (!removal.IsEmpty) Console.WriteLine("nothing is removed yet: the same command with --yes does it, after making a copy of the database");
            return ExitCode.Done;
        }
        ResultReader.Open(database).Dispose(); // there is none to be made here
        using var store = ResultStore.Open(database, time);
        Removal found;
        using (var reader = ResultReader.Open(database)) found = Removal.Of(reader, request);
        var work = WorkFolder.Of(database);
        Show(found, work);
        if (found.IsEmpty) return ExitCode.Done;
        var name = $"{database}.{time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var copy = Enumerable.Range(1, int.MaxValue).Select(n => n == 1 ? $"{name}.bak" : $"{name}-{n}.bak").First(path => !File.Exists(path));
        store.Backup(copy);
        Console.WriteLine($"copy      {copy}");
        store.Remove(found);
        foreach (var file in WeightsOf(found, work)) file.Delete(); // of no result any more; the copy of the database has none of them
        Console.WriteLine($"removed from {database}");
        return ExitCode.Done;
    }

    private static IReadOnlyList<FileInfo> WeightsOf(Removal removal, WorkFolder work) => [.. removal.Identities.Select(cell => new FileInfo(work.Weights(cell))).Where(file => file.Exists)];

    private static void Show(Removal removal, WorkFolder work)
    {
        if (removal.IsEmpty)
        {
            Console.WriteLine("nothing to remove");
            return;
        }
        if (removal.Sweep is { } sweep)
            Console.WriteLine($"sweep     {sweep}: {Words.Count(removal.Asked, "cell")}, {removal.Shared:#,0} of which stay, since other sweeps ask for them too");
        if (removal.Cells.Count > 0) Console.WriteLine($"cells     {removal.Cells.Count:#,0} that no sweep asks for then");
        if (removal.Emptied.Count > 0) Console.WriteLine($"emptied   {Words.Count(removal.Emptied.Count, "cell")} that sweeps still ask for{Elsewhere(removal)}: the next run computes them again");
        if (removal.Results > 0) Console.WriteLine($"results   {removal.Results:#,0}");
        if (WeightsOf(removal, work) is { Count: > 0 } kept) Console.WriteLine($"weights   that {Words.Count(kept.Count, "cell")} {(kept.Count == 1 ? "has" : "have")} kept: {Words.Bytes(kept.Sum(file => file.Length))}");
        if (removal.Pretrainings.Count > 0) Console.WriteLine($"starts    {Words.Count(removal.Pretrainings.Count, "pretraining")} that no cell starts from then");
        if (removal.Attempts.Count > 0) Console.WriteLine($"attempts  {removal.Attempts.Count:#,0}");
    }

    private static string Elsewhere(Removal removal) => removal.EmptiedElsewhere > 0 ? $", {removal.EmptiedElsewhere:#,0} of them other sweeps too" : "";
}
