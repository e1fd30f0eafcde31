using System.CommandLine;
using Bench.Cli.Commands;
using Bench.Core;

namespace Bench.Cli;

/// <summary>Which database a command means.</summary>
/// <param name="Path">Of the file, as it is shown.</param>
/// <param name="Home">The folder in which <c>results/</c> and <c>plots/</c> stand; empty for the working directory.</param>
/// <param name="IsFound">Nobody named it, and it is not in the working directory.</param>
internal sealed record DatabaseChoice(string Path, string Home, bool IsFound)
{
    /// <summary>
    /// The one that is named; else <c>results/bench.db</c> in the working directory or, where there is none, beside the sweep (without
    /// one, the working directory): in its folder or the one above, as in <c>sweeps/</c> beside <c>results/</c>. Folders further up are
    /// as likely another study's. Where there is none at all, the working directory's is meant.
    /// </summary>
    public static DatabaseChoice Of(ParseResult parsed, Option<string> option, string? sweep = null)
    {
        var path = parsed.GetValue(option)!;
        RegularFile.Check(path);
        if (parsed.GetResult(option) is { Implicit: false } || File.Exists(path)) return new(path, "", false);
        var from = sweep is not null && File.Exists(sweep) ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(sweep))! : Environment.CurrentDirectory;
        string?[] near = [from, System.IO.Path.GetDirectoryName(from)];
        return near.OfType<string>().FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, path))) is { } found
            ? new(Shown(System.IO.Path.Combine(found, path)), Shown(found), true)
            : new(path, "", false);
    }

    /// <summary>How a run names it.</summary>
    public string Describe() => IsFound ? $"{Path} (found from the sweep's folder)" : File.Exists(Path) ? Path : $"{Path} (new)";

    // The shorter of the two ways to say it.
    private static string Shown(string path)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
