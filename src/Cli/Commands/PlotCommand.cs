using System.CommandLine;
using Bench.Analysis;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Figures;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench plot</c>: trade-off curves from the database.</summary>
internal static class PlotCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var folder = new Option<string>("--out") { Description = "Where the figures go, a folder for each sweep.", HelpName = "DIR", DefaultValueFactory = _ => "plots" };
        var formats = new Option<string[]>("--format")
        {
            Description = $"{string.Join(", ", FigureWriter.Formats)}; may be given several times. [default: all]",
            HelpName = "FORMAT",
        };
        var (where, allowMixed) = (CommonOptions.Where(), CommonOptions.AllowMixed());
        var command = new Command("plot", "Draw accuracy against compression ratio, against theoretical speedup and, where it was measured, against measured speedup.") { database, sweep, folder, formats, where, allowMixed };
        command.SetAction(parsed =>
        {
            var choice = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep));
            var named = parsed.GetValue(folder)!;
            if (parsed.GetResult(folder) is not { Implicit: false }) named = Path.Combine(choice.Home, named);
            var asked = parsed.GetValue(formats) is { Length: > 0 } some ? some : FigureWriter.Formats;
            FigureWriter.Check(asked);
            var filter = parsed.FilterOf(where);
            foreach (var name in SweepsOf(choice.Path, LoadedSweep.NameOf(parsed.GetValue(sweep)), filter))
            {
                using (var reader = ResultReader.Open(choice.Path)) LetterWarnings.Say(reader.ReadRows(name, filter));
                OutputFolder.Prepare("--out", Path.Combine(named, name));
                foreach (var figure in Draw(choice.Path, name, Path.Combine(named, name), asked, filter, parsed.GetValue(allowMixed))) Console.WriteLine(figure);
            }
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Draws a sweep's figures; returns their paths.</summary>
    public static IReadOnlyList<string> Draw(string database, string sweep, string folder, IReadOnlyList<string> formats, RowFilter filter, bool allowMixed)
    {
        using var reader = ResultReader.Open(database);
        var rows = reader.ReadRows(sweep, filter);
        return rows.Count == 0 ? [] : FigureWriter.Write(TradeoffCurves.Of(rows, reader.ReadMissing(sweep, filter), allowMixed), folder, formats);
    }

    /// <summary>The figure to look at first.</summary>
    public static string Overview(IReadOnlyList<string> figures) =>
        figures.FirstOrDefault(f => Path.GetFileName(f).StartsWith("grid", StringComparison.Ordinal)) ?? figures[0];

    private static List<string> SweepsOf(string database, string? only, RowFilter filter)
    {
        using var reader = ResultReader.Open(database);
        var which = filter.IsEmpty ? "" : $" with {filter}";
        if (only is not null && reader.ReadRows(only, filter).Count == 0) throw new UserError($"sweep {only} has no finished cell{which} to draw in {database}");
        var names = only is null ? reader.Sweeps().Where(s => s.Finished > 0 && (filter.IsEmpty || reader.ReadRows(s.Name, filter).Count > 0)).Select(s => s.Name).ToList() : [only];
        return names.Count > 0 ? names : throw new UserError($"{database} has no finished cell{which} to draw");
    }
}
