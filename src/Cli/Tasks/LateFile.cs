namespace Bench.Cli.Tasks;

/// <summary>A file that another machine has just made: a network file system may take some seconds to show it.</summary>
internal static class LateFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether it is there, or comes within ten seconds.</summary>
    public static bool Appears(string path, CancellationToken stop)
    {
        for (var waited = TimeSpan.Zero; !File.Exists(path); waited += Pause)
        {
            if (waited >= Patience || stop.WaitHandle.WaitOne(Pause)) return false;
            if (Path.GetDirectoryName(path) is { } folder && Directory.Exists(folder)) _ = Directory.EnumerateFileSystemEntries(folder).Any(); // opening a folder has it looked at anew
        }
        return true;
    }
}
