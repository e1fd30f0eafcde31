using System.CommandLine;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench export</c>: the views as CSV or Parquet files.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var folder = new Option<string>("--out") { Description = "Where the files go.", HelpName = "DIR", Required = true };
        var views = new Option<string[]>("--view")
        {
            Description = $"Only this view; may be given several times: {string.Join(", ", ViewExport.Views)}. [default: all]",
            HelpName = "VIEW",
        };
        var format = new Option<string>("--format") { Description = "csv, which everything reads, or parquet, which keeps types and is smaller.", HelpName = "FORMAT", DefaultValueFactory = _ => "csv" };
        var command = new Command("export", "Write the results as CSV or Parquet files.") { folder, database, sweep, views, format };
        command.SetAction(parsed =>
        {
            var shape = FormatOf(parsed.GetValue(format)!);
            var path = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path;
            using (ResultReader.Open(path)) { } // a database that is none is told before a folder is made
            ViewExport.Check(parsed.GetValue(views)!);
            OutputFolder.Prepare("--out", parsed.GetValue(folder)!);
            foreach (var file in ViewExport.Write(path, parsed.GetValue(folder)!, shape, LoadedSweep.NameOf(parsed.GetValue(sweep)), parsed.GetValue(views)))
                Console.WriteLine(file);
            return ExitCode.Done;
        });
        return command;
    }

    private static ExportFormat FormatOf(string name) => name switch
    {
        "csv" => ExportFormat.Csv,
        "parquet" => ExportFormat.Parquet,
        _ => throw new UserError(Names.Unknown("export format", name, ["csv", "parquet"])),
    };
}
