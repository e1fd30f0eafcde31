using System.Globalization;

namespace Bench.Cli.Tasks;

/// <summary>The resident memory of this process and of its workers.</summary>
internal static class TaskMemory
{
    /// <summary>Bytes: of each process its highest until now, so that the sum is no less than what was taken at once; null where the system does not tell.</summary>
    public static long? Highest()
    {
        if (!OperatingSystem.IsLinux()) return null;
        return Processes().Sum(HighestOf) is > 0 and var sum ? sum : null;
    }

    private static IEnumerable<string> Processes()
    {
        yield return "self";
        foreach (var task in Directory.GetDirectories("/proc/self/task"))
            foreach (var child in Text(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                yield return child;
    }

    private static long HighestOf(string process)
    {
        const string key = "VmHWM:"; // "VmHWM:    123456 kB"
        var line = Text($"/proc/{process}/status").Split('\n').FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is null ? 0 : 1024 * long.Parse(line[key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) // it has ended
        {
            return "";
        }
    }
}
