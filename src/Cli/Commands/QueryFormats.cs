using System.CommandLine;
using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Commands;

/// <summary>How rows are written, by name.</summary>
internal static class QueryFormats
{
    private static readonly (string Name, QueryFormat Format)[] All =
        [("table", QueryFormat.Table), ("csv", QueryFormat.Csv), ("json", QueryFormat.Json), ("markdown", QueryFormat.Markdown)];

    private static string[] Names => [.. All.Select(f => f.Name)];

    public static Option<string> Option() => new("--format")
    {
        Description = $"{string.Join(", ", Names.SkipLast(1))} or {Names[^1]}.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "table",
    };

    /// <exception cref="UserError">There is no such format.</exception>
    public static QueryFormat Of(string name) =>
        All.FirstOrDefault(f => f.Name == name) is { Name: not null } found ? found.Format : throw new UserError($"--format: {Core.Names.Unknown("format", name, Names)}");
}
