using System.Globalization;

namespace Bench.Harness.Running;

/// <summary>The resident memory of this process at its highest.</summary>
internal static class PeakMemory
{
    private const string Reset = "/proc/self/clear_refs", Status = "/proc/self/status", Key = "VmHWM:";

    /// <summary>Starts the measurement anew, where the system can do that: else it goes on from the start of the process.</summary>
    public static void Restart()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            File.WriteAllText(Reset, "5");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { } // a container may forbid it
    }

    /// <summary>Bytes; null where the system does not tell.</summary>
    public static long? Bytes()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var line = File.ReadLines(Status).FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)); // "VmHWM:    123456 kB"
        return line is null ? null : 1024 * long.Parse(line[Key.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
