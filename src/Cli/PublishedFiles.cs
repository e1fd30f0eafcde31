using System.CommandLine;
using Bench.Analysis.Published;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>The published points that ship with the program, and a user's own.</summary>
internal static class PublishedFiles
{
    /// <summary>The folder beside the program.</summary>
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "published");

    private static PublishedNames Names => new(
        [.. StrategyCatalogue.All.Select(s => s.Name), StrategySpec.Dense], [.. DatasetCatalogue.All.Select(d => d.Info.Name)], [.. ModelCatalogue.All.Select(m => m.Name)], [.. Protocols.All.Select(p => p.Name)]);

    /// <summary>Folders of files besides those that ship.</summary>
    public static Option<string[]> Option() => new("--published")
    {
        Description = "A folder of files of published points besides those that ship (docs/published.md); one of the same name takes the place of one that ships. May be given several times.",
        HelpName = "DIR",
    };

    /// <summary>Before anything is drawn, which may have no use for them.</summary>
    /// <exception cref="UserError">A folder that is not there.</exception>
    public static void Check(ParseResult parsed, Option<string[]> option)
    {
        foreach (var folder in parsed.GetValue(option) ?? [])
            if (!Directory.Exists(folder)) throw new UserError($"--published: there is no folder '{folder}'");
    }

    /// <summary>All points that ship.</summary>
    public static PublishedPoints Shipped() => PublishedPoints.Read([Folder], Names);

    /// <summary>All points that ship and those of the option's folders.</summary>
    /// <exception cref="UserError">Whatever is wrong in a file, with file and line.</exception>
    public static PublishedPoints Read(ParseResult parsed, Option<string[]> option)
    {
        var folders = parsed.GetValue(option) ?? [];
        foreach (var file in folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.csv"))) RegularFile.Check(file);
        return PublishedPoints.Read([Folder, .. folders], Names);
    }
}
