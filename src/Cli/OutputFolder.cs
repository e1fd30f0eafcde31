using Bench.Core;

namespace Bench.Cli;

/// <summary>A folder for what is written: one that an option names, or the one beside a database.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder where it is not there, and tries to write: a mistake there is better known now than in the morning.</summary>
    /// <param name="option">That names it.</param>
    /// <param name="named">What it names.</param>
    /// <param name="folder">The folder itself: that, or one in it.</param>
    /// <exception cref="UserError">It cannot be made or written.</exception>
    public static void Prepare(string option, string named, string folder)
    {
        if (string.IsNullOrWhiteSpace(named)) throw new UserError($"{option} is empty; it takes a folder");
        Prepare(option, folder);
    }

    /// <inheritdoc cref="Prepare(string, string, string)"/>
    /// <param name="what">It is, to begin the line.</param>
    /// <param name="folder">Itself.</param>
    public static void Prepare(string what, string folder)
    {
        for (var at = folder; !string.IsNullOrEmpty(at); at = Path.GetDirectoryName(at))
            if (File.Exists(at)) throw new UserError($"{what}: '{at}' is a file, where a folder is needed");
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{what}: folder '{folder}' cannot be {(Directory.Exists(folder) ? "written" : "made")}: {FileTrouble.Reason(error)}", error);
        }
    }
}
