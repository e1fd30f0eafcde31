using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Bench.Core;
using Bench.Tensors;

namespace Bench.Harness.Running;

/// <summary>How to start a worker: the program and the arguments that make it one.</summary>
public sealed record WorkerCommand(string Program, IReadOnlyList<string> Arguments);

/// <summary>The worker ended without an answer.</summary>
internal sealed class WorkerDied(int processId, string message) : Exception(message)
{
    public int ProcessId => processId;
}

/// <summary>The coordinator's end of one worker process.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    // A checkpoint is written after the step under way; who stops a sweep waits for 10 s at most.
    internal static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(8);

    private readonly Process process;
    private readonly StreamWriter? log;
    private readonly Task draining;
    private readonly Lock sending = new();
    private readonly Timer killer;

    private WorkerProcess(Process process, StreamWriter? log)
    {
        this.process = process;
        this.log = log;
        draining = Task.Run(Drain);
        killer = new Timer(_ => Kill());
    }

    public int Id => process.Id;

    /// <summary>Starts a worker and checks that it is of this build.</summary>
    /// <param name="command">How to start it.</param>
    /// <param name="settings">What it needs to know.</param>
    /// <param name="logFile">Where what it prints is added; null: standard error.</param>
    /// <exception cref="UserError">The program cannot be started, or is of another build.</exception>
    /// <exception cref="WorkerDied">It has ended before it was ready.</exception>
    public static WorkerProcess Start(WorkerCommand command, WorkerSettings settings, string? logFile) =>
        Start(command, ComputeDevice.Of(settings.Device).Variables(settings.Threads), new WorkerRequest { Settings = settings }, logFile);

    /// <summary>Starts a worker that answers which GPUs are there, and ends.</summary>
    /// <exception cref="UserError">The program cannot be started, or is of another build.</exception>
    /// <exception cref="WorkerDied">It has ended before it was ready.</exception>
    public static WorkerProcess StartSurvey(WorkerCommand command, string logFile) =>
        Start(command, [], new WorkerRequest { Survey = true }, logFile);

    private static WorkerProcess Start(WorkerCommand command, IEnumerable<(string Name, string Value)> variables, WorkerRequest first, string? logFile)
    {
        if (logFile is not null) Directory.CreateDirectory(Path.GetDirectoryName(logFile)!);
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        var log = logFile is null ? null : new StreamWriter(new FileStream(logFile, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        var worker = new WorkerProcess(Launch(start), log);
        try
        {
            var build = worker.Receive(StartLimit).Build;
            if (build != HostEnvironment.Build)
                throw new UserError($"{command.Program} is another build ({build}) than this one ({HostEnvironment.Build}): start the sweep again");
            worker.Send(first);
            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    public void Send(WorkerRequest request)
    {
        try
        {
            lock (sending)
            {
                process.StandardInput.WriteLine(JsonSerializer.Serialize(request, HarnessJson.Default.WorkerRequest));
                process.StandardInput.Flush();
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) // it has ended, or has been asked to
        {
            throw Died();
        }
    }

    /// <summary>The next line; blocks, but not for longer than <paramref name="silence"/>: then the worker is killed.</summary>
    /// <exception cref="WorkerDied">There is none: the process has ended.</exception>
    public WorkerReply Receive(TimeSpan silence)
    {
        var reading = process.StandardOutput.ReadLineAsync();
        if (!reading.Wait(silence))
        {
            Kill();
            throw new WorkerDied(process.Id, $"time-out: no progress for {silence.TotalSeconds:0} s");
        }
        var line = reading.Result ?? throw Died();
        try
        {
            return JsonSerializer.Deserialize(line, HarnessJson.Default.WorkerReply)!;
        }
        catch (JsonException)
        {
            Kill();
            throw new WorkerDied(process.Id, "the worker was cut off in the middle of an answer");
        }
    }

    /// <summary>Asks the worker to write its checkpoint and end; if it takes too long, it is killed.</summary>
    public void RequestStop()
    {
        killer.Change(StopLimit, Timeout.InfiniteTimeSpan);
        try
        {
            lock (sending) process.StandardInput.Close();
        }
        catch (IOException) { } // it has ended by itself
    }

    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException) { } // it has ended by itself
    }

    public void Dispose()
    {
        RequestStop();
        process.WaitForExit();
        killer.Dispose();
        draining.Wait(TimeSpan.FromSeconds(5));
        log?.Dispose();
        process.Dispose();
    }

    private static Process Launch(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var reason = e.NativeErrorCode switch { 2 or 3 => "there is no such program", 5 or 13 => "permission is denied", var code => $"the system reports error {code}" };
            throw new UserError($"the worker {start.FileName} cannot be started: {reason}", e);
        }
    }

    private WorkerDied Died()
    {
        process.WaitForExit();
        var code = process.ExitCode;
        return new WorkerDied(process.Id, code > 128 ? $"killed by signal {code - 128}" : $"the worker ended with exit code {code}");
    }

    private void Drain()
    {
        while (process.StandardError.ReadLine() is { } line) (log ?? Console.Error).WriteLine(line);
    }
}
