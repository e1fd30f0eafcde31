namespace Bench.Cli.Tasks;

/// <summary>Files that another machine has just made: a network file system may take some seconds to show them.</summary>
internal static class LateFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Which of them are there, or come within ten seconds, however many do not.</summary>
    public static IReadOnlySet<string> Appearing(IEnumerable<string> paths, CancellationToken stop)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        var missing = paths.ToList();
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            there.UnionWith(missing.Where(File.Exists));
            missing.RemoveAll(there.Contains);
            if (missing.Count == 0 || waited >= Patience || stop.WaitHandle.WaitOne(Pause)) return there;
            foreach (var folder in missing.Select(Path.GetDirectoryName).Distinct())
                if (Directory.Exists(folder)) _ = Directory.EnumerateFileSystemEntries(folder).Any(); // opening a folder has it looked at anew
        }
    }
}
