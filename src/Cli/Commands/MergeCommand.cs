using System.CommandLine;
using Bench.Cli.Display;
using Bench.Cli.Launchers;
using Bench.Core;
using Bench.Harness.Running;
using Bench.Launching;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench merge</c>: the results of other databases, or of the tasks of a sweep on a cluster, into a database.</summary>
internal static class MergeCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        var others = new Argument<string[]>("OTHER")
        {
            Description = "The databases whose results are added, such as those of other machines, one after the other; they are only read. Or the folder of a sweep on a cluster.", Arity = ArgumentArity.OneOrMore,
        };
        var database = CommonOptions.Database();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be added and what disagrees." };
        var wait = CommonOptions.Seconds("--wait", "Seconds to wait while another command writes the database; without it that is refused at once.", 0);
        var command = new Command("merge", "Add the results of other databases, or of a sweep on a cluster. Equal cells are skipped; where their numbers disagree, that is told, and those that are here stay.")
        {
            others, database, dryRun, wait,
        };
        command.SetAction(parsed =>
        {
            var named = parsed.GetResult(database) is { Implicit: false } ? parsed.GetValue(database) : null;
            if (named is { Length: > 0 } && Path.GetDirectoryName(Path.GetFullPath(named)) is { } around && !Directory.Exists(around))
                throw new UserError($"--db: there is no folder '{around}' for database '{named}'"); // which a mistake in the name would make
            return FolderIn(parsed.GetValue(others)!) is { } folder
                ? MergeFolder.Merge(folder, named, parsed.GetValue(dryRun), TimeSpan.FromSeconds(parsed.GetValue(wait)))
                : Merge(parsed.GetValue(others)!, DatabaseChoice.Of(parsed, database), parsed.GetValue(dryRun), TimeSpan.FromSeconds(parsed.GetValue(wait)));
        });
        return command;
    }

    private static SweepFolder? FolderIn(string[] others)
    {
        if (others.FirstOrDefault(Directory.Exists) is not { } folder) return null;
        return others.Length == 1 ? ClusterFolder.Of(folder) : throw new UserError($"'{folder}' is a folder: the folder of a sweep on a cluster is merged by itself, without other databases");
    }

    private static int Merge(string[] others, DatabaseChoice choice, bool dryRun, TimeSpan wait)
    {
        foreach (var other in others) RegularFile.Check(other);
        foreach (var other in others) DatabaseCopy.Check(other); // a mistake in a name makes no database here
        Console.WriteLine($"database  {choice.Describe()}");
        var code = ExitCode.Done;
        using var store = ResultStore.Open(choice.Path, TimeProvider.System, wait);
        foreach (var other in others)
        {
            if (others.Length > 1) Console.WriteLine($"from      {other}");
            var report = store.Merge(other, dryRun);
            if (Tell(report, other, dryRun) != ExitCode.Done) code = ExitCode.SomeFailed;
            if (dryRun) continue;
            var equal = store.FinishedIdentities().Except(report.Disagreements.Select(d => d.Identity)).ToHashSet(StringComparer.Ordinal);
            KeptWeightsFiles.Tell(KeptWeightsFiles.TakeOver(WorkFolder.Of(other), WorkFolder.Of(choice.Path), equal));
        }
        return code;
    }

    private static int Tell(MergeReport report, string other, bool dryRun)
    {
        Console.WriteLine($"{(dryRun ? "to add" : "added"),-9} {Words.Count(report.Results, "result")}, {Words.Count(report.Cells, "cell")}, {Words.Count(report.Pretrainings, "pretraining")}, "
            + $"latencies of {Words.Count(report.Latencies, "cell")}, {Words.Count(report.Attempts, "attempt")}, {Words.Count(report.Sweeps.Count, "sweep")}"
            + (report.Sensitivities > 0 ? $", {Words.Count(report.Sensitivities, "cut")} of scans" : ""));
        foreach (var sweep in report.Sweeps.Where(s => s.Name != s.NameHere))
            Console.WriteLine($"sweep     {sweep.Name} has other cells there: those are sweep {sweep.NameHere} here");
        Console.WriteLine($"equal     {Words.Count(report.Equal, "result")}");
        if (report.CutsLeftOut > 0) Console.WriteLine($"left out  {Words.Count(report.CutsLeftOut, "cut")} of scans of pretrainings that have other numbers here");
        if (report.Disagreements.Count == 0) return ExitCode.Done;
        Console.WriteLine($"disagree  {report.Disagreements.Count:#,0}: what is here stays; 'bench diff CELL CELL --other {other}' shows all of a cell");
        foreach (var disagreement in report.Disagreements.Take(MostShown)) Console.WriteLine($"  {Said(disagreement)}");
        if (report.Disagreements.Count > MostShown) Console.WriteLine($"  and {report.Disagreements.Count - MostShown:#,0} more");
        return ExitCode.SomeFailed;
    }

    private static string Said(Disagreement disagreement)
    {
        var first = disagreement.Differences[0];
        var difference = first.Difference is { } much ? $" ({Convert.ToDouble(much):+0.######;-0.######;0})" : "";
        var more = disagreement.Differences.Count == 1 ? "" : $"; {Words.Count(disagreement.Differences.Count - 1, "more number")}";
        return $"{disagreement.Identity[..Math.Min(12, disagreement.Identity.Length)]}  {disagreement.Description}: {first.Key} {Shown(first.One)} here, {Shown(first.Other)} there{difference}{more}";
    }

    /// <summary>A number, or what stands for one.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "not a number",
        double number => number.ToString("G6"),
        string { Length: 64 } hash => hash[..8],
        _ => value.ToString()!,
    };
}
