using System.Runtime.InteropServices;

namespace Bench.Cli.Display;

/// <summary>The first Ctrl-C or SIGTERM asks for a clean stop, a second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly IReadOnlyList<PosixSignalRegistration> registrations;

    public StopSignals()
    {
        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Token => stop.Token;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (stop.IsCancellationRequested) Environment.Exit(ExitCode.Stopped);
        Console.Error.WriteLine("bench: stopping; what is finished is in the database (once more: at once)");
        stop.Cancel();
    }
}
