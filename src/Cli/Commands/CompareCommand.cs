using System.CommandLine;
using System.Globalization;
using Bench.Analysis;
using Bench.Analysis.Comparing;
using Bench.Analysis.Statistics;
using Bench.Core;
using Bench.Figures.Comparisons;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench compare</c>: ranks, tests and summaries of strategies over data sets and models.</summary>
internal static class CompareCommand
{
    private static readonly string[] Measures = ["accuracy", "difference"], Intervals = ["t", "bootstrap"];

    public static Command Create()
    {
        var (database, sweep, where, allowMixed) = (CommonOptions.Database(), CommonOptions.Sweep(), CommonOptions.Where(), CommonOptions.AllowMixed());
        var reference = new Option<string?>("--reference") { Description = "The strategy that the others are tested against. [default: what the sweep's figures section calls ours, else global-magnitude, of ratios of multiply-adds l1-filters; without it all pairs]", HelpName = "STRATEGY" };
        var all = new Option<bool>("--all-pairs") { Description = "Test every pair of strategies, not each against the reference." };
        var ratios = AskedRatios.Option("all above 1");
        var measure = Word("--measure", "WHAT", "What is compared: accuracy, or its difference to each strategy's own control, for strategies that begin or are trained differently.", Measures);
        var interval = Word("--interval", "KIND", "Intervals of means: t (Student) or bootstrap (percentiles of 10,000 resamples).", Intervals);
        var confidence = Between("--confidence", "Of the intervals, in per cent.", 95, 50, 99.99);
        var level = Between("--level", "Of significance, in per cent.", 5, 0.01, 50);
        var margin = Between("--margin", "Points of accuracy that a curve may lose and still keep its control's.", 1, 0, 100);
        var synthetic = new Option<bool>("--synthetic") { Description = "Let generated data count too, on which no claim may rest." };
        var tables = new Option<string[]>("--table")
        {
            Description = $"Only this table: {string.Join(", ", ComparisonWriter.Tables)}; may be given several times. [default: ranks, tests, and pairs by the area; of json all]", HelpName = "TABLE", DefaultValueFactory = _ => [],
        };
        var every = new Option<bool>("--all") { Description = "All tables, with pairs at every ratio." };
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", ComparisonWriter.Formats)}.", HelpName = "FORMAT", DefaultValueFactory = _ => ComparisonWriter.Formats[0] };
        var command = new Command("compare", "Rank strategies over data sets and models, and test their differences.")
        {
            database, sweep, where, allowMixed, reference, all, ratios, measure, interval, confidence, level, margin, synthetic, tables, every, format,
        };
        command.SetAction(parsed =>
        {
            ComparisonWriter.Check(parsed.GetValue(format)!, parsed.GetValue(tables)!, parsed.GetValue(every));
            var choice = new ComparisonChoice
            {
                Reference = parsed.GetValue(reference),
                AllPairs = parsed.GetValue(all),
                Compressions = AskedRatios.Of(parsed, ratios),
                Value = parsed.GetValue(measure) == Measures[1] ? ComparedValue.Difference : ComparedValue.Top1,
                Interval = parsed.GetValue(interval) == Intervals[1] ? IntervalKind.Bootstrap : IntervalKind.StudentT,
                Confidence = parsed.GetValue(confidence) / 100,
                Level = parsed.GetValue(level) / 100,
                Margin = parsed.GetValue(margin) / 100,
                Synthetic = parsed.GetValue(synthetic),
            };
            var path = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path;
            Console.Write(ComparisonWriter.Write(Of(path, LoadedSweep.NameOf(parsed.GetValue(sweep)), parsed.FilterOf(where), parsed.GetValue(allowMixed), choice, csv: parsed.GetValue(format) == "csv"), parsed.GetValue(format)!, parsed.GetValue(tables)!, parsed.GetValue(every)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Comparison Of(string path, string? named, RowFilter filter, bool allowMixed, ComparisonChoice choice, bool csv)
    {
        using var reader = ResultReader.Open(path);
        var sweep = SweepChoice.Of(reader, named);
        var rows = reader.ReadRows(sweep, filter);
        if (rows.All(r => r.IsControl)) throw new UserError($"{(sweep is null ? path : $"sweep {sweep} in {path}")} has no finished cell to compare{(filter.IsEmpty ? "" : $" with {filter}")}");
        rows = reader.WithControls(rows, sweep, filter);
        var mixed = Comparability.Check(rows, allowMixed);
        var comparison = Comparison.Of(TradeoffCurves.Of(rows, reader.ReadMissing(sweep, filter), allowMixed), choice with { Ours = SweepChoice.OursIn(reader, sweep) });
        if (mixed is not null && csv) Console.Error.WriteLine($"bench: {mixed}"); // its rows have no place for a sentence
        return mixed is null ? comparison : comparison with { Notes = [mixed, .. comparison.Notes] };
    }

    private static Option<string> Word(string name, string help, string description, string[] words)
    {
        var option = new Option<string>(name) { Description = description, HelpName = help, DefaultValueFactory = _ => words[0] };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !words.Contains(token.Value)) result.AddError($"{name} takes {string.Join(" or ", words)}, not '{token.Value}'");
        });
        return option;
    }

    private static Option<double> Between(string name, string description, double standing, double least, double most)
    {
        var option = new Option<double>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standing };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) || !(n >= least && n <= most)))
                result.AddError($"{name} takes a number from {least} to {most}, not '{token.Value}'");
        });
        return option;
    }
}
