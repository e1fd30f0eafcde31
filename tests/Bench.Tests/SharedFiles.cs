namespace Bench.Tests;

/// <summary>Larger files for tests (data sets, golden files, checkpoints) that lie beside the repository; tests skip where they are absent.</summary>
internal static class SharedFiles
{
    /// <summary>Path of a file or folder below <c>shared/</c> beside the repository; skips the test where it is not there.</summary>
    public static string Find(string relative)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", relative);
            if (File.Exists(path) || Directory.Exists(path)) return path;
        }
        Assert.Skip($"shared/{relative} does not lie beside the repository");
        return "";
    }
}
