namespace Bench.Tests;

/// <summary>Folders of tests.</summary>
internal static class TestFolders
{
    /// <summary>Removes a folder with all in it, though a process that is dying may still write there.</summary>
    public static void Remove(string path)
    {
        for (var tries = 1; ; tries++)
            try
            {
                Directory.Delete(path, recursive: true);
                return;
            }
            catch (IOException) when (tries < 100)
            {
                if (!Directory.Exists(path)) return;
                Thread.Sleep(100);
            }
    }
}
