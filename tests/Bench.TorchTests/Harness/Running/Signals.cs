using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Signals to processes by their number, and the children of a process: Linux only.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2, Kill = 9, User1 = 10, User2 = 12, Terminate = 15, Continue = 18, Stop = 19;

    public static void SkipUnlessLinux()
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("signals and /proc: Linux only");
    }

    /// <summary>What is begun in the background of a script ignores interrupts, as do the programs that it begins.</summary>
    public static void SkipWhereIgnored(int signal)
    {
        const string key = "SigIgn:";
        if (File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) is { } line
            && (ulong.Parse(line[key.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) == 1)
            Assert.Skip($"signal {signal} is ignored by whatever runs in the background here");
    }

    /// <summary>Returns whether the process was there.</summary>
    public static bool Send(int process, int signal) => SendSignal(process, signal) == 0;

    public static IReadOnlyList<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(ChildrenOfThread).Order()];
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }

    private static IEnumerable<int> ChildrenOfThread(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture));
        }
        catch (IOException)
        {
            return []; // it has ended, and the process may go on
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
