using System.CommandLine;
using Bench.Datasets;

namespace Bench.Cli.Commands;

/// <summary>Options that several commands have; made anew for each, as a command owns its options.</summary>
internal static class CommonOptions
{
    public static Option<string> Database() => new("--db")
    {
        Description = "The results database (SQLite).",
        HelpName = "FILE",
        DefaultValueFactory = _ => Path.Combine("results", "bench.db"),
    };

    public static Option<string[]> Data() => new("--data")
    {
        Description = "A folder with data sets; may be given several times. Then BENCH_DATA, ./data and /usr/share/datasets are searched.",
        HelpName = "DIR",
        DefaultValueFactory = _ => [],
    };

    public static Option<string?> Sweep() => new("--sweep")
    {
        Description = "Only this sweep: its name, or the path of its file.",
        HelpName = "NAME",
    };

    public static SearchPath SearchPath(this ParseResult parsed, Option<string[]> data) => Datasets.SearchPath.From(parsed.GetValue(data)!);
}
