using System.Diagnostics;
using System.Globalization;

namespace Bench.Harness.Measuring;

/// <summary>What the machine's processors have done since it started, and this process since it did.</summary>
/// <param name="Busy">Seconds of all processors together in which they worked, for whomever, or a virtual machine waited for them.</param>
/// <param name="Own">Seconds of this process.</param>
/// <param name="Processors">How many the machine has.</param>
internal sealed record ProcessorTimes(double Busy, double Own, int Processors)
{
    private const string File = "/proc/stat";
    private const double TicksPerSecond = 100; // of what the kernel shows, on every architecture that .NET runs on

    /// <summary>Now; null where the system does not tell.</summary>
    public static ProcessorTimes? Now()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            using var self = Process.GetCurrentProcess();
            return Parse(System.IO.File.ReadLines(File), self.TotalProcessorTime.TotalSeconds);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Out of the lines of <c>/proc/stat</c>: <c>cpu  user nice system idle iowait irq softirq steal guest guest_nice</c>, of which the last two are in the first two.</summary>
    public static ProcessorTimes Parse(IEnumerable<string> lines, double own)
    {
        var processors = lines.TakeWhile(line => line.StartsWith("cpu", StringComparison.Ordinal)).ToList();
        var ticks = processors[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(n => long.Parse(n, CultureInfo.InvariantCulture)).ToList();
        return new((ticks[0] + ticks[1] + ticks[2] + ticks.Skip(5).Take(3).Sum()) / TicksPerSecond, own, processors.Count - 1);
    }

    /// <summary>
    /// How many processors others kept busy between two moments, on average; null where the system counts less than this process alone has worked, as
    /// some sandboxes do, whose counters stand still.
    /// </summary>
    public static double? LoadOfOthers(ProcessorTimes before, ProcessorTimes after, double seconds)
    {
        var (busy, own) = (after.Busy - before.Busy, after.Own - before.Own);
        return busy < own / 2 ? null : Math.Max(0, busy - own) / seconds;
    }
}
