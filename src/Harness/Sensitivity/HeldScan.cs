using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Models;

namespace Bench.Harness.Sensitivity;

/// <summary>The scan whose cuts a worker makes one after the other: its scores and weights are computed and read once.</summary>
internal sealed record HeldScan(string Identity, Network Network, RunContext Run, RunState State, LayerScan Scan) : IDisposable
{
    /// <summary>Whether a cut is one of it.</summary>
    public bool IsOf(string identity, Network network, Dataset data) => Identity == identity && Network == network && ReferenceEquals(Run.Data, data);

    public void Dispose()
    {
        Scan.Dispose();
        State.Dispose();
        Run.Dispose();
    }
}
