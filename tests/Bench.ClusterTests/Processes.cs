using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Bench.ClusterTests;

/// <summary>Processes of this machine, by what /proc tells, and signals to them.</summary>
internal static partial class Processes
{
    public const int Kill = 9, Continue = 18, Stop = 19;

    /// <summary>Runs a program to its end; returns its exit code and all that it has printed.</summary>
    public static (int Code, string Output) Run(string program, IEnumerable<string> words, IEnumerable<(string Name, string Value)> variables, TimeSpan limit, string? folder = null)
    {
        var start = new ProcessStartInfo(program, words) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        var said = new StringBuilder();
        var (output, errors) = (new TaskCompletionSource(), new TaskCompletionSource());
        void Keep(string? line, TaskCompletionSource end)
        {
            if (line is null) end.TrySetResult();
            else
                lock (said) said.AppendLine(line);
        }
        process.OutputDataReceived += (_, line) => Keep(line.Data, output);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, errors);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', words)} has not ended in {limit.TotalSeconds:0} s: {said}");
        }
        Task.WaitAll([output.Task, errors.Task], TimeSpan.FromSeconds(5)); // daemons that it has started may keep its output open for ever
        lock (said) return (process.ExitCode, said.ToString().Trim());
    }

    /// <summary>Those that hold a condition on their environment, with their command lines.</summary>
    public static IReadOnlyList<(int Id, string Command)> With(string variable) =>
    [
        .. Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0 && Text(id, "environ").Split('\0').Contains(variable)).Select(id => (id, Text(id, "cmdline").Replace('\0', ' ').Trim())),
    ];

    /// <summary>A process and all that descend from it.</summary>
    public static IEnumerable<int> TreeOf(int process)
    {
        yield return process;
        foreach (var child in ChildrenOf(process))
            foreach (var one in TreeOf(child)) yield return one;
    }

    public static void Signal(IEnumerable<int> processes, int signal)
    {
        foreach (var process in processes) _ = SendSignal(process, signal);
    }

    private static IReadOnlyList<int> ChildrenOf(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").SelectMany(ChildrenOfThread)];
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

    private static string Text(int process, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{file}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
