using System.Diagnostics;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary>The program as a user starts it: a process with its output.</summary>
internal sealed class BenchRun : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly Process process;
    private readonly List<string> lines = [];

    public BenchRun(string folder, params IEnumerable<string> arguments) : this(new ProcessStartInfo(BenchProgram.Path, arguments) { WorkingDirectory = folder }) { }

    private BenchRun(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start };
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>As the leader of a process group of its own, as a step of a scheduler's job is.</summary>
    public static BenchRun InGroup(string folder, IEnumerable<(string Name, string Value)> variables, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("setsid", [BenchProgram.Path, .. arguments]) { WorkingDirectory = folder };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new BenchRun(start);
    }

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    public IReadOnlyList<int> Workers => Signals.ChildrenOf(process.Id);

    /// <summary>Standard output and error so far.</summary>
    public string Output
    {
        get
        {
            lock (lines) return string.Join('\n', lines);
        }
    }

    public bool Send(int signal) => !process.HasExited && Signals.Send(process.Id, signal);

    /// <summary>Signals the whole group of <see cref="InGroup"/>, workers included.</summary>
    public void SendToGroup(int signal) => Signals.Send(-process.Id, signal);

    /// <summary>Waits for the end; returns the exit code (128 + n when killed by signal n).</summary>
    public int Wait()
    {
        Assert.True(process.WaitForExit(Patience), $"bench has not ended after {Patience}: {Output}");
        process.WaitForExit(); // for the rest of the output
        return process.ExitCode;
    }

    /// <summary>Waits until the output contains a text.</summary>
    public void WaitFor(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            Assert.True(clock.Elapsed < Patience && !process.HasExited, $"'{text}' does not come: {Output}");
            Thread.Sleep(10);
        }
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (lines) lines.Add(line);
    }
}
