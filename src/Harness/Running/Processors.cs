using System.Globalization;

namespace Bench.Harness.Running;

/// <summary>Counts the cores that this process may use.</summary>
public static class Processors
{
    /// <summary>
    /// Physical cores among the processors that the process is allowed (affinity), at most the container's limit:
    /// two hardware threads of one core share its vector units, so a second worker there gains little.
    /// </summary>
    public static int PhysicalCores()
    {
        try
        {
            var cores = Allowed().Select(Siblings).Distinct().Count();
            return Math.Clamp(cores, 1, Environment.ProcessorCount);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return Environment.ProcessorCount;
        }
    }

    private static string Siblings(int cpu)
    {
        var file = $"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list";
        return File.Exists(file) ? File.ReadAllText(file).Trim() : cpu.ToString(CultureInfo.InvariantCulture);
    }

    // "Cpus_allowed_list:  0-3,8" of this process.
    private static IEnumerable<int> Allowed()
    {
        const string key = "Cpus_allowed_list:";
        var list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal))[key.Length..];
        foreach (var range in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = range.Split('-').Select(n => int.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            for (var cpu = ends[0]; cpu <= ends[^1]; cpu++) yield return cpu;
        }
    }
}
