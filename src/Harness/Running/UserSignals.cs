using System.Runtime.InteropServices;

namespace Bench.Harness.Running;

/// <summary>
/// Handles USR1 and USR2, by which a cluster's scheduler tells that a job's time is nearly over or that it has to make room; without a handler they end a process.
/// Elsewhere than on Linux there is none.
/// </summary>
/// <param name="handle">Told the name, without <c>SIG</c>.</param>
public sealed class UserSignals(Action<string, PosixSignalContext> handle) : IDisposable
{
    private readonly IReadOnlyList<PosixSignalRegistration> registrations = !OperatingSystem.IsLinux() ? [] :
    [
        PosixSignalRegistration.Create((PosixSignal)10, context => handle("USR1", context)),
        PosixSignalRegistration.Create((PosixSignal)12, context => handle("USR2", context)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
    }
}
