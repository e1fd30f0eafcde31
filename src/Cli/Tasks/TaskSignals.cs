using System.Runtime.InteropServices;
using Bench.Harness.Running;

namespace Bench.Cli.Tasks;

/// <summary>
/// What a cluster's scheduler sends before it ends a job: the first of it asks for a clean stop, and what follows changes nothing, as more than one may come.
/// CONT, which comes before any of them, is no reason.
/// </summary>
internal sealed class TaskSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly IReadOnlyList<IDisposable> registrations;
    private string? first;

    public TaskSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle("TERM", context)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle("INT", context)),
        new UserSignals(Handle),
    ];

    public CancellationToken Token => stop.Token;

    /// <summary>The one that came first, without <c>SIG</c>; null: none has come.</summary>
    public string? First => Volatile.Read(ref first);

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        stop.Dispose();
    }

    private void Handle(string name, PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref first, name, null) is null) stop.Cancel();
    }
}
