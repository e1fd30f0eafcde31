using System.CommandLine;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary><c>bench export</c>: the views as CSV files.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var database = CommonOptions.Database();
        var sweep = CommonOptions.Sweep();
        var folder = new Option<string>("--out") { Description = "Where the files go.", HelpName = "DIR", Required = true };
        var views = new Option<string[]>("--view")
        {
            Description = $"Only this view; may be given several times: {string.Join(", ", CsvExport.Views)}. [default: all]",
            HelpName = "VIEW",
        };
        var command = new Command("export", "Write the results as CSV files.") { folder, database, sweep, views };
        command.SetAction(parsed =>
        {
            var path = DatabaseChoice.Of(parsed, database, parsed.GetValue(sweep)).Path;
            using (ResultReader.Open(path)) { } // a database that is none is told before a folder is made
            CsvExport.Check(parsed.GetValue(views)!);
            OutputFolder.Prepare("--out", parsed.GetValue(folder)!);
            foreach (var file in CsvExport.Write(path, parsed.GetValue(folder)!, LoadedSweep.NameOf(parsed.GetValue(sweep)), parsed.GetValue(views)))
                Console.WriteLine(file);
            return ExitCode.Done;
        });
        return command;
    }
}
