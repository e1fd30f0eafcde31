using System.CommandLine;
using Bench.Cli.Commands;

namespace Bench.Cli;

/// <summary>Which database a command means.</summary>
/// <param name="Path">Of the file, as it is shown.</param>
/// <param name="Home">The folder in which <c>results/</c> and <c>plots/</c> stand; empty for the working directory.</param>
/// <param name="IsFound">Nobody named it, and it is not in the working directory.</param>
internal sealed record DatabaseChoice(string Path, string Home, bool IsFound)
{
    /// <summary>
    /// The one that is named; else <c>results/bench.db</c> in the working directory or, where there is none, in the folder of the sweep
    /// (without one, of the working directory) or the nearest above it that has one. Where none has, the working directory's is meant.
    /// </summary>
    public static DatabaseChoice Of(ParseResult parsed, Option<string> option, string? sweep = null)
    {
        var path = parsed.GetValue(option)!;
        if (parsed.GetResult(option) is { Implicit: false } || File.Exists(path)) return new(path, "", false);
        var from = sweep is not null && File.Exists(sweep) ? System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(sweep))! : Environment.CurrentDirectory;
        return Above(from).FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, path))) is { } found
            ? new(Shown(System.IO.Path.Combine(found, path)), Shown(found), true)
            : new(path, "", false);
    }

    /// <summary>How a run names it.</summary>
    public string Describe() => IsFound ? $"{Path} (found from the sweep's folder)" : File.Exists(Path) ? Path : $"{Path} (new)";

    // What all users of a machine share, and what is above a user's own folder, is nobody's sweep.
    private static IEnumerable<string> Above(string folder)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var shared = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetTempPath());
        for (var at = new DirectoryInfo(folder); at.Parent is not null && at.FullName != shared; at = at.Parent)
        {
            yield return at.FullName;
            if (at.FullName == home) yield break;
        }
    }

    // The shorter of the two ways to say it.
    private static string Shown(string path)
    {
        var relative = System.IO.Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
