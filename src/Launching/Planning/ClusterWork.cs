using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Launching;

/// <summary>What is to be planned: the cells that are to do, and what is known of them.</summary>
public sealed record ClusterWork
{
    /// <summary>The cells to do, in the plan's order: a seed's before the next seed's.</summary>
    public required IReadOnlyList<PlannedCell> Cells { get; init; }

    /// <summary>Places of cells in the sweep's order, by their identities.</summary>
    public IReadOnlyDictionary<string, int> Positions { get; init; } = new Dictionary<string, int>();

    /// <summary>Which states they have in common.</summary>
    public required SharedWork Shared { get; init; }

    /// <summary>Seconds that a job takes, or a guess.</summary>
    public required Func<CostClass, double> Seconds { get; init; }

    /// <summary>Whether a pretraining, by its identity, is there already.</summary>
    public required Func<string, bool> IsPretrained { get; init; }

    /// <summary>Whether a state that cells share is there already.</summary>
    public required Func<SharedState, bool> IsThere { get; init; }

    /// <summary>Identities of cells whose latencies are to be measured when they are finished.</summary>
    public IReadOnlySet<string> Latencies { get; init; } = new HashSet<string>();

    /// <summary>Of those, the ones that are measured in ONNX Runtime too.</summary>
    public IReadOnlySet<string> OnnxRuntime { get; init; } = new HashSet<string>();

    /// <summary>Of those, the ones that are measured in 8 bits too.</summary>
    public IReadOnlySet<string> Int8 { get; init; } = new HashSet<string>();

    /// <summary>Identities of cells that keep the weights with which they end.</summary>
    public IReadOnlySet<string> KeptWeights { get; init; } = new HashSet<string>();

    /// <summary>Seconds that the latencies of a cell take in one runtime.</summary>
    public Func<CellSpec, double> LatencySeconds { get; init; } = _ => 0;

    /// <summary>Seconds that the latencies of a cell take in all runtimes in which they are measured.</summary>
    public double SecondsOfLatencies(PlannedCell cell) =>
        LatencySeconds(cell.Spec) * (1 + (OnnxRuntime.Contains(cell.Identity) ? 1 : 0) + (Int8.Contains(cell.Identity) ? 1 : 0));

    /// <summary>Cells that are finished, of which only latencies are to be measured, with their networks' shapes (null for the dense control).</summary>
    public IReadOnlyList<(PlannedCell Cell, NetworkShape? Shape)> Unmeasured { get; init; } = [];
}
