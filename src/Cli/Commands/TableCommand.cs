using System.CommandLine;
using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Core;
using Bench.Figures.Tables;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench table</c>: the results as tables for a paper.</summary>
internal static class TableCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var (where, allowMixed) = (CommonOptions.Where(), CommonOptions.AllowMixed());
        var format = Text("--format", "FORMAT", $"{string.Join(", ", TableWriter.Formats)}: a part of a LaTeX document (booktabs), a whole one, Markdown, or numbers with all digits.", "markdown");
        var metric = Text("--metric", "METRIC", $"What the numbers are: {string.Join(", ", Quantity.All.Select(q => q.Name))}.", Quantity.All[0].Name);
        var rows = Text("--rows", "WHAT", $"What rows are: {string.Join(", ", TableChoice.Sides)}.", TableChoice.Sides[0]);
        var columns = Text("--columns", "WHAT", "What columns are; what is neither row nor column has a table for each.", TableChoice.Sides[1]);
        var blocks = new Option<bool>("--blocks") { Description = "One table with a block of rows for each, in place of several tables." };
        var strategies = new Option<string[]>("--strategies")
        {
            Description = "Only these, in this order; may be given several times, or with commas. [default: all]", HelpName = "NAMES", DefaultValueFactory = _ => [],
        };
        var ratios = AskedRatios.Option("all");
        var ours = new Option<string?>("--ours") { Description = "The strategy that comes first and stands out. [default: what the sweep's figures section calls ours]", HelpName = "NAME" };
        var file = new Option<string?>("--out") { Description = "The file to write; else the tables are printed.", HelpName = "FILE" };
        var command = new Command("table", "Write the results as tables: mean ± deviation over seeds, the best in bold where a test tells it from the second.")
        {
            database, sweep, where, allowMixed, format, metric, rows, columns, blocks, strategies, ratios, ours, file,
        };
        command.SetAction(parsed =>
        {
            var shape = parsed.GetValue(format)!;
            TableWriter.Check(shape);
            var choice = new TableChoice
            {
                Quantity = Quantity.Named(parsed.GetValue(metric)!),
                Rows = TableChoice.Side("--rows", parsed.GetValue(rows)!),
                Columns = TableChoice.Side("--columns", parsed.GetValue(columns)!),
                InBlocks = parsed.GetValue(blocks),
                Strategies = parsed.GetValue(strategies)!,
            };
            var path = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path;
            var filter = parsed.FilterOf(where);
            using var reader = ResultReader.Open(path);
            var name = SweepChoice.Of(reader, LoadedSweep.NameOf(parsed.GetValue(sweep)));
            var cells = reader.ReadRows(name, filter);
            if (cells.Count == 0) throw new UserError($"{(name is null ? path : $"sweep {name}")} has no finished cell to tell of{(filter.IsEmpty ? "" : $" where {filter}")}{(name is null ? "" : $" in {path}")}");
            choice = choice with { Ours = parsed.GetValue(ours) ?? Standing(SweepChoice.OursIn(reader, name), cells) };
            var (finished, missing) = AtRatios(AskedRatios.Of(parsed, ratios), reader.WithControls(cells, name, filter), reader.ReadMissing(name, filter));
            var panels = TradeoffCurves.Of(finished, missing, parsed.GetValue(allowMixed));
            var text = TableWriter.Write(panels, choice, shape);
            if (shape == "csv") // which has no place for a sentence
                foreach (var mixed in panels.Select(p => p.Mixed).Where(m => !string.IsNullOrEmpty(m)).Distinct()) Console.Error.WriteLine($"bench: {mixed}");
            if (parsed.GetValue(file) is { } named) OutputFile.Write("--out", named, text);
            else Console.Write(text);
            return ExitCode.Done;
        });
        return command;
    }

    // Controls belong to every choice of ratios.
    private static (IReadOnlyList<ResultRow>, IReadOnlyList<MissingRow>) AtRatios(IReadOnlyList<double> asked, IReadOnlyList<ResultRow> rows, IReadOnlyList<MissingRow> missing)
    {
        if (asked.Count == 0) return (rows, missing);
        var there = rows.Select(r => r.Compression).Concat(missing.Select(m => m.Compression)).Distinct().ToList();
        var meant = asked.Select(ratio => ComparisonChoice.RatioMeant(ratio, there)).ToHashSet();
        return ([.. rows.Where(r => r.IsControl || meant.Contains(r.Compression))], [.. missing.Where(m => Composition.Parse(m.Composition).IsDense || meant.Contains(m.Compression))]);
    }

    // What the sweep calls so, unless conditions have left it out.
    private static string? Standing(string? ours, IReadOnlyList<ResultRow> cells) => cells.Any(c => c.Strategy == ours) ? ours : null;

    private static Option<string> Text(string name, string help, string description, string standing) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => standing };
}
