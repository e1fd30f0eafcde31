using System.Runtime.InteropServices;

namespace Bench.Cli.Display;

/// <summary>The first Ctrl-C or SIGTERM asks for a clean stop, a second one ends the program at once.</summary>
internal sealed class StopSignals : IDisposable
{
    private const string ShowCursor = "\e[?25h";

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
        if (stop.IsCancellationRequested)
        {
            if (!Console.IsOutputRedirected) Console.Write(ShowCursor); // which a live display has hidden
            Environment.Exit(ExitCode.Stopped);
        }
        stop.Cancel();
    }
}
