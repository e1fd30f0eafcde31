using System.CommandLine;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench diff</c>: how two cells differ, in configuration and in result.</summary>
internal static class DiffCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var one = new Argument<string>("CELL") { Description = "The beginning of a cell's identity, at least four digits (column identity of v_results)." };
        var other = new Argument<string>("OTHER-CELL") { Description = "That of the cell to hold beside it." };
        var elsewhere = new Option<string?>("--other") { Description = "The database of the second cell, where that is another.", HelpName = "FILE" };
        var all = new Option<bool>("--all") { Description = "Also what is equal." };
        var format = QueryFormats.Option();
        var command = new Command("diff", "Show how two cells differ, key by key: configuration, accuracies, counts, fingerprints, budgets, layers, machine.")
        {
            one, other, database, elsewhere, all, format,
        };
        command.SetAction(parsed =>
        {
            var shape = QueryFormats.Of(parsed.GetValue(format)!);
            if (parsed.GetValue(elsewhere) is { } named) RegularFile.Check(named);
            using var first = ResultReader.Open(DatabaseChoice.Of(parsed, database).Path);
            using var source = parsed.GetValue(elsewhere) is { } path ? DatabaseCopy.Of(path) : null;
            using var second = source is null ? null : ResultReader.Open(source.Path);
            Show(CellDifference.Of(first, parsed.GetValue(one)!, second ?? first, parsed.GetValue(other)!), parsed.GetValue(all), shape);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(CellDifference difference, bool all, QueryFormat format)
    {
        var shown = difference.Facts.Where(fact => all || !fact.IsEqual).ToList();
        if (format == QueryFormat.Table && shown.Count == 0)
        {
            var (one, other) = (difference.One, difference.Other);
            Console.WriteLine($"{one.Identity}  {one.Description}: equal to {(one.Identity == other.Identity ? "the other" : other.Identity)} in all {difference.Facts.Count:#,0} facts (--all shows them)");
            return;
        }
        if (format == QueryFormat.Table)
        {
            Describe("one", difference.One);
            Describe("other", difference.Other);
            Console.WriteLine();
        }
        QueryOutput.Write(Console.Out, new QueryResult(["section", "key", "one", "other", "difference"],
            [.. shown.Select(fact => new object?[] { fact.Section, fact.Key, fact.One, fact.Other, fact.Difference })]), format);
        if (format == QueryFormat.Table && !all) Console.WriteLine($"\n{difference.Facts.Count(fact => fact.IsEqual):#,0} others are equal (--all shows them)");
    }

    private static void Describe(string which, ComparedCell cell)
    {
        var sweeps = cell.Sweeps.Count == 0 ? "asked for by no sweep" : $"of {string.Join(", ", cell.Sweeps)}";
        Console.WriteLine($"{which,-5}  {cell.Identity}  {cell.Description}; {sweeps}; {(cell.Finished is { } when ? $"finished {when}" : "not finished")}");
    }
}
