using Bench.Core;
using Bench.Results;

namespace Bench.Cli.Tasks;

/// <summary>Where a user's tasks build their results files, on the node's own disk.</summary>
internal static class ScratchFolder
{
    // Between making a file and having it for itself.
    private static readonly TimeSpan Moment = TimeSpan.FromMinutes(1);

    /// <summary>The folder, which is made where it is not there, without what killed tasks have left in it: files that nobody has open.</summary>
    /// <param name="temporary">The folder for temporary files.</param>
    /// <param name="now">The time.</param>
    public static string Provide(string temporary, DateTimeOffset now)
    {
        var folder = Path.Combine(temporary, $"bench-tasks-{FileNames.Of(Environment.UserName)}");
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles($"*{TaskResultsFile.Extension}").Where(f => f.LastWriteTimeUtc < now - Moment && IsNobodys(f))) file.Delete();
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            // Whether a file can be made there is told when one is.
        }
        return folder;
    }

    private static bool IsNobodys(FileInfo file)
    {
        try
        {
            using var own = file.Open(FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception error) when (FileTrouble.Is(error))
        {
            return false;
        }
    }
}
