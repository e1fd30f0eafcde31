using System.Text.Json;
using Bench.Core;

namespace Bench.Launching;

/// <summary>
/// A copy of the program that is sufficient in itself: with the .NET runtime that it runs on, so that the machines that run it need none, and out of reach of
/// the next build. It is the very build that made it.
/// </summary>
/// <param name="Folder">Where it lies.</param>
public sealed record PublishedProgram(string Folder)
{
    private const string MarkName = "published.json";

    /// <summary>The file to start.</summary>
    public string Executable => Path.Combine(Folder, "bench");

    /// <summary>The copy that this process runs from; null where it runs from elsewhere.</summary>
    public static PublishedProgram? Running { get; } = MarkOf(AppContext.BaseDirectory) is null ? null : new(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>The program for the tasks of a sweep: the copy that is running, or one in the sweep's folder, which is made where it is not there.</summary>
    /// <param name="folder">The sweep's.</param>
    /// <param name="build">The build of this program.</param>
    /// <param name="product">Its version and commit.</param>
    /// <exception cref="UserError">It cannot be copied.</exception>
    public static PublishedProgram Provide(SweepFolder folder, string build, string product) =>
        Running ?? Make(Path.Combine(folder.Programs, string.Concat(build.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' ? c : '-'))), build, product);

    /// <summary>Makes a copy of the running program, unless it is there already.</summary>
    /// <param name="folder">Where: a new folder, an empty one, or one with just this copy.</param>
    /// <param name="build">The build of this program.</param>
    /// <param name="product">Its version and commit.</param>
    /// <exception cref="UserError">Something else is there, or it cannot be copied.</exception>
    public static PublishedProgram Make(string folder, string build, string product)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var copy = new PublishedProgram(folder);
        if (MarkOf(folder) is { } mark)
            return mark.Build == build ? copy : throw new UserError($"'{folder}' has another build of bench ({mark.Build}) than this one ({build}): choose another folder, or remove that one");
        if (File.Exists(folder)) throw new UserError($"'{folder}' is a file, where a folder is needed");
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new UserError($"'{folder}' has other files in it: choose a new folder, or an empty one");

        var around = Path.GetDirectoryName(folder);
        if (around is null) throw new UserError($"'{folder}' is no place for a copy of the program: name a new folder");
        var draft = Path.Combine(around, $".{Path.GetFileName(folder)}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(draft);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            while (!Path.Exists(around) && Path.GetDirectoryName(around) is { } more) around = more;
            throw new UserError($"the program cannot be copied to '{folder}': no folder can be made in '{around}'", error);
        }
        try
        {
            ProgramCopy.Write(AppContext.BaseDirectory, draft, build);
            DurableFile.Write(Path.Combine(draft, MarkName), JsonSerializer.SerializeToUtf8Bytes(new PublishedMark(build, product), LaunchingJson.Default.PublishedMark));
            if (Directory.Exists(folder)) Directory.Delete(folder); // an empty one
            DurableFile.CommitFolder(draft, folder);
            return copy;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"the program cannot be copied to '{folder}': {FileTrouble.Reason(error)}", error);
        }
        finally
        {
            if (Directory.Exists(draft)) Directory.Delete(draft, recursive: true);
        }
    }

    private static PublishedMark? MarkOf(string folder)
    {
        var file = Path.Combine(folder, MarkName);
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), LaunchingJson.Default.PublishedMark);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a copy is of; written last.</summary>
internal sealed record PublishedMark(string Build, string Product);
