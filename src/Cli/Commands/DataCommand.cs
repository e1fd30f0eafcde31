using System.CommandLine;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Datasets;

namespace Bench.Cli.Commands;

/// <summary><c>bench data</c>: which data sets are at hand, whether they are right, and how to get them.</summary>
internal static class DataCommand
{
    public static Command Create() => new("data", "List, verify and fetch data sets.") { List(), Verify(), Fetch() };

    private static Command List()
    {
        var data = CommonOptions.Data();
        var command = new Command("list", "Show the data sets and whether they are at hand.") { data };
        command.SetAction(parsed =>
        {
            var path = parsed.SearchPath(data);
            // What is at hand is told by content, which takes a second for the large ones.
            var found = DatasetCatalogue.All.AsParallel().AsOrdered().Select(entry => (Entry: entry, Finding: DatasetFiles.Find(entry, path))).ToList();
            TextTable.Write(Console.Out, ["name", "state", "what", "where"], found.Select(f => new[] { f.Entry.Info.Name, State(f.Entry, f.Finding), f.Entry.Info.Title, f.Finding.Where ?? "" }));
            foreach (var (entry, finding) in found)
                foreach (var line in Notes(finding)) Console.WriteLine($"{entry.Info.Name}: {line}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string State(DatasetEntry entry, DatasetFinding finding) =>
        entry.Info.Ships ? "ships with bench"
        : finding.Where is not null ? "at hand"
        : finding.Files.Any(f => f.Check == FileCheck.Wrong) ? "wrong"
        : finding.PassedOver.Count > 0 ? "not complete"
        : "not found";

    private static IEnumerable<string> Notes(DatasetFinding finding)
    {
        foreach (var passed in finding.PassedOver) yield return finding.Where is null ? $"{passed}" : $"passed over {passed.Where}, which {passed.Why}";
    }

    private static Command Verify()
    {
        var name = new Argument<string>("NAME") { Description = "A data set (bench list datasets)." };
        var data = CommonOptions.Data();
        var command = new Command("verify", "Check the files of a data set: sizes, labels, checksums.") { name, data };
        command.SetAction(parsed =>
        {
            var entry = DatasetCatalogue.Find(parsed.GetValue(name)!);
            var path = parsed.SearchPath(data);
            if (entry.Info.Ships)
            {
                using var dataset = DatasetLoader.Load(entry.Info.Name, path);
                Console.WriteLine($"{entry.Info.Name} ships with bench: {dataset.Train.Count + dataset.Validation.Count} training and {dataset.Test.Count} test samples");
                return ExitCode.Done;
            }
            var finding = DatasetFiles.Find(entry, path);
            foreach (var file in finding.Files) Console.WriteLine($"{Word(file.Check),-8} {file.Where ?? file.Name}: {file.Detail}");
            foreach (var passed in finding.PassedOver.Where(_ => finding.Where is not null || finding.PassedOver.Count > 1)) Console.WriteLine($"passed over {passed.Where}, which {passed.Why}");
            if (finding.Files.Any(f => f.Check == FileCheck.Missing)) throw new UserError(DatasetFiles.Missing(entry, path, finding)!);
            return finding.Where is null ? ExitCode.UserMistake : ExitCode.Done;
        });
        return command;
    }

    private static Command Fetch()
    {
        var name = new Argument<string>("NAME") { Description = "A data set (bench list datasets)." };
        var mirror = new Option<string?>("--mirror") { Description = "A folder or a URL to take the files from, instead of the publisher.", HelpName = "DIR-or-URL" };
        var target = new Option<string>("--to") { Description = "Where the data set goes, in a folder of its name.", HelpName = "DIR", DefaultValueFactory = _ => "data" };
        var command = new Command("fetch", "Download a data set from its publisher, or copy it from a mirror; checked, and resumable.") { name, mirror, target };
        command.SetAction(async (parsed, _) =>
        {
            var entry = DatasetCatalogue.Find(parsed.GetValue(name)!);
            var folder = parsed.GetValue(target)!;
            using var signals = new StopSignals();
            var fetched = await FetchDisplay.Show(progress => DatasetFetch.Fetch(entry, folder, parsed.GetValue(mirror), progress, signals.Token));
            Console.WriteLine($"{entry.Info.Name} is {(fetched.Fetched ? "" : "already ")}in {fetched.Where}");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Word(FileCheck check) => check switch
    {
        FileCheck.Verified => "ok",
        FileCheck.Unknown => "ok?",
        FileCheck.Missing => "missing",
        _ => "WRONG",
    };
}
