using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Strategies;
using Bench.Tensors;
using Microsoft.Win32.SafeHandles;

namespace Bench.Harness.Running;

/// <summary>
/// A worker process: reads jobs as lines of JSON from standard input, answers on standard output, and ends when its
/// input closes. Standard error is its log.
/// </summary>
public static partial class Worker
{
    /// <summary>Exit code of a worker that was asked to stop.</summary>
    private const int Stopped = 75;

    /// <summary>Runs until the input closes.</summary>
    public static int Run(TimeProvider time)
    {
        using var output = ClaimStandardOutput();
        // The terminal sends Ctrl-C to the whole group, a cluster's scheduler its own signals to the whole step; a worker is stopped by its coordinator alone.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var warnings = new UserSignals((_, context) => context.Cancel = true);
        var stop = new CancellationTokenSource(); // not disposed: its last use may come when this method has returned
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            stop.Cancel();
        });

        void Say(WorkerReply reply)
        {
            try
            {
                lock (output) output.WriteLine(JsonSerializer.Serialize(reply, HarnessJson.Default.WorkerReply));
            }
            catch (IOException)
            {
                stop.Cancel(); // the coordinator is gone
            }
        }

        Say(new WorkerReply { Build = HostEnvironment.Build });
        var requests = ReadRequests(stop);
        if (!requests.TryTake(out var first)) return 0;
        if (first.Survey) Say(FindGpus());
        if (first.Settings is not { } settings) return 0;
        var device = ComputeDevice.Of(settings.Device);
        device.Prepare(settings.Threads);

        void Warn(string message) => Console.Error.WriteLine($"{time.GetUtcNow():u} {message}");
        using var runner = new CellRunner(
            new SearchPath(settings.DataFolders), new WorkFolder(settings.WorkFolder), TimeSpan.FromSeconds(settings.CheckpointSeconds), time, Warn)
        {
            Device = device,
            Progress = progress => Say(new WorkerReply { Progress = progress }),
            Kept = hash => Say(new WorkerReply { Kept = hash }),
            SharedBytes = settings.SharedBytes,
        };
        while (!stop.IsCancellationRequested && requests.TryTake(out var request))
            if (request.Job is { } job)
            {
                PeakMemory.Restart();
                runner.Attempt = job.Attempt;
                Say(Answer(runner, job, Warn, stop.Token) with { PeakMemory = PeakMemory.Bytes() });
                device.ReleaseFreeMemory();
            }
        return stop.IsCancellationRequested ? Stopped : 0;
    }

    private static WorkerReply FindGpus()
    {
        try
        {
            return new WorkerReply { Gpus = ComputeDevice.FindGpus() };
        }
        catch (Exception e) // of a kind that depends on what is wrong with the library
        {
            return new WorkerReply { Failure = OneLine(e.Message) };
        }
    }

    private static WorkerReply Answer(CellRunner runner, Job job, Action<string> warn, CancellationToken stop)
    {
        try
        {
            return job.Kind switch
            {
                JobKind.Pretraining => runner.Pretrain(job.Cell, job.Identity, stop, job.Shared) is var (record, cached) ? new WorkerReply { Pretraining = record, Cached = cached } : new(),
                JobKind.Cell => new WorkerReply { Result = runner.Run(job.Cell, job.Identity, job.PretrainingIdentity, stop, job.Shared, job.KeepWeights) },
                JobKind.Latency => new WorkerReply { Latencies = runner.MeasureLatencies(job, stop) },
                JobKind.Scan => new WorkerReply { Scanned = runner.Scan(job, stop) },
                _ => new WorkerReply { Measurement = runner.Measure(job.Cell, stop) },
            };
        }
        catch (OperationCanceledException)
        {
            return new WorkerReply { Stopped = true };
        }
        catch (Exception e) when (e is TrainingFailed or PruningException or UserError)
        {
            return new WorkerReply { Failure = OneLine(e.Message), IsLasting = true };
        }
        catch (Exception e) when (FileTrouble.Is(e))
        {
            warn(e.ToString());
            return new WorkerReply { Failure = FileTrouble.Line(e) };
        }
        catch (Exception e)
        {
            warn(e.ToString());
            return new WorkerReply { Failure = $"{e.GetType().Name}: {OneLine(e.Message)}" };
        }
    }

    // TorchSharp's messages carry a native stack trace after the first line.
    private static string OneLine(string message) => message.Split('\n', 2)[0].Trim();

    private static RequestQueue ReadRequests(CancellationTokenSource stop)
    {
        var channel = Channel.CreateUnbounded<WorkerRequest>();
        new Thread(() =>
        {
            while (Console.In.ReadLine() is { } line)
                channel.Writer.TryWrite(JsonSerializer.Deserialize(line, HarnessJson.Default.WorkerRequest)!);
            stop.Cancel(); // the coordinator is gone or wants no more
            channel.Writer.Complete();
        })
        { IsBackground = true, Name = "requests" }.Start();
        return new RequestQueue(channel.Reader, stop.Token);
    }

    // Native code prints to descriptor 1: the protocol keeps the real standard output for itself, and 1 becomes standard error.
    private static StreamWriter ClaimStandardOutput()
    {
        if (OperatingSystem.IsWindows()) return new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        var real = Dup(1);
        _ = Dup2(2, 1);
        return new StreamWriter(new FileStream(new SafeFileHandle(real, ownsHandle: true), FileAccess.Write)) { AutoFlush = true, NewLine = "\n" };
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Dup(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Dup2(int from, int to);

    private sealed class RequestQueue(ChannelReader<WorkerRequest> reader, CancellationToken stop)
    {
        public bool TryTake(out WorkerRequest request)
        {
            request = null!;
            try
            {
                return reader.WaitToReadAsync(stop).AsTask().GetAwaiter().GetResult() && reader.TryRead(out request!);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
