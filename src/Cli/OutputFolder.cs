using System.Text;
using Bench.Core;

namespace Bench.Cli;

/// <summary>A folder for what is written: one that an option names, or the one beside a database.</summary>
internal static class OutputFolder
{
    private const int LongestName = 255; // in bytes, of the file systems in use

    /// <summary>Makes the folder where it is not there, and tries to write: a mistake there is better known now than in the morning.</summary>
    /// <param name="what">It is, to begin the line.</param>
    /// <param name="folder">Itself.</param>
    /// <exception cref="UserError">It cannot be made or written.</exception>
    public static void Prepare(string what, string folder)
    {
        Check(what, folder);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{what}: folder '{folder}' cannot be made: {FileTrouble.Reason(error)}", error);
        }
    }

    /// <summary>Finds out whether the folder can be made and written, and leaves nothing behind.</summary>
    /// <exception cref="UserError">It cannot.</exception>
    public static void Check(string what, string folder)
    {
        var there = folder;
        for (; there.Length > 0 && !Directory.Exists(there); there = Path.GetDirectoryName(there) ?? "")
            if (File.Exists(there)) throw new UserError($"{what}: '{there}' is a file, where a folder is needed");
            else if (Encoding.UTF8.GetByteCount(Path.GetFileName(there)) > LongestName) throw new UserError($"{what}: folder '{folder}' cannot be made: its name is too long");
        try
        {
            var probe = Path.Combine(there, $".{Guid.NewGuid():N}.tmp");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            throw new UserError($"{what}: folder '{folder}' cannot be {(there == folder ? "written" : "made")}: {FileTrouble.Reason(error)}", error);
        }
    }
}
