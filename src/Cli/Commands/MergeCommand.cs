using System.CommandLine;
using Bench.Cli.Display;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench merge</c>: the results of another database into this one.</summary>
internal static class MergeCommand
{
    private const int MostShown = 20;

    public static Command Create()
    {
        var other = new Argument<string>("OTHER.db") { Description = "The database whose results are added, such as that of another machine; it is only read." };
        var database = CommonOptions.Database();
        var dryRun = new Option<bool>("--dry-run") { Description = "Only say what would be added and what disagrees." };
        var command = new Command("merge", "Add the results of another database. Equal cells are skipped; where their numbers disagree, that is told, and those that are here stay.")
        {
            other, database, dryRun,
        };
        command.SetAction(parsed => Merge(parsed.GetValue(other)!, DatabaseChoice.Of(parsed, database), parsed.GetValue(dryRun)));
        return command;
    }

    private static int Merge(string other, DatabaseChoice choice, bool dryRun)
    {
        DatabaseCopy.Check(other); // a mistake in its name makes no database here
        Console.WriteLine($"database  {choice.Describe()}");
        MergeReport report;
        using (var store = ResultStore.Open(choice.Path, TimeProvider.System)) report = store.Merge(other, dryRun);
        Console.WriteLine($"{(dryRun ? "to add" : "added"),-9} {Words.Count(report.Results, "result")}, {Words.Count(report.Cells, "cell")}, {Words.Count(report.Pretrainings, "pretraining")}, "
            + $"latencies of {Words.Count(report.Latencies, "cell")}, {Words.Count(report.Attempts, "attempt")}, {Words.Count(report.Sweeps.Count, "sweep")}");
        foreach (var sweep in report.Sweeps.Where(s => s.Name != s.NameHere))
            Console.WriteLine($"sweep     {sweep.Name} has other cells there: those are sweep {sweep.NameHere} here");
        Console.WriteLine($"equal     {Words.Count(report.Equal, "result")}");
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

    private static string Shown(object? value) => value switch
    {
        null => "not a number",
        double number => number.ToString("G6"),
        string { Length: 64 } hash => hash[..8],
        _ => value.ToString()!,
    };
}
