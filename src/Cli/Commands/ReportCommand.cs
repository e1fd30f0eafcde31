using System.CommandLine;
using Bench.Figures.Report;
using Bench.Results;
using Bench.Sweeps;

namespace Bench.Cli.Commands;

/// <summary><c>bench report</c>: one HTML file with everything.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var (where, allowMixed) = (CommonOptions.Where(), CommonOptions.AllowMixed());
        var published = PublishedFiles.Option();
        var folder = new Option<string>("--out") { Description = $"The folder in which {ReportWriter.FileName} is written.", HelpName = "DIR", Required = true };
        var command = new Command("report", "Write one HTML file with overview, leaderboard, figures, tables, every cell and the audit; it needs no network. Also while a sweep is running.")
        {
            folder, database, sweep, where, allowMixed, published,
        };
        command.SetAction(parsed =>
        {
            var path = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path;
            var filter = parsed.FilterOf(where);
            PublishedFiles.Check(parsed, published);
            using var reader = ResultReader.Open(path); // a database that is none is told before a folder is made
            OutputFolder.Prepare("--out", parsed.GetValue(folder)!);
            var (name, mixed) = (SweepChoice.Of(reader, LoadedSweep.NameOf(parsed.GetValue(sweep))), parsed.GetValue(allowMixed));
            var section = name is null ? FigureSection.None : PlotCommand.SectionOf(reader, name, [.. new[] { parsed.GetValue(sweep) }.OfType<string>()]);
            var figures = FigurePlan.Of(section, over: (choice, _) => choice with { AllowMixed = choice.AllowMixed || mixed }).Select(f => (f.Kind, f.Choice)).ToList();
            mixed = figures[0].Choice.AllowMixed; // what a sweep says of all its figures is said of all that is compared here
            Console.WriteLine(ReportWriter.Write(reader, new(name, filter, mixed) { Figures = figures, Published = () => PublishedFiles.Read(parsed, published) }, parsed.GetValue(folder)!));
            return ExitCode.Done;
        });
        return command;
    }
}
