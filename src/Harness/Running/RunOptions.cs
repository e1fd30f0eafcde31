using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>How a sweep is run.</summary>
public sealed record RunOptions
{
    public required WorkerCommand Worker { get; init; }

    /// <summary>Where each worker computes: <c>cpu</c>, <c>cuda:0</c>.</summary>
    public required IReadOnlyList<string> Devices { get; init; }
    public int Workers => Devices.Count;
    public required WorkerSettings Settings { get; init; }

    /// <summary>Tries at a cell in one run before it is recorded as failed.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary>A worker that says nothing for so long is killed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long jobs take, in whatever unit, so that the longest come first; null: all the same.</summary>
    public Func<CostClass, double>? JobCost { get; init; }

    /// <summary>Identities of the cells that keep the weights with which they end.</summary>
    public IReadOnlySet<string> KeptWeights { get; init; } = new HashSet<string>();

    /// <summary>Of the cells whose latencies are measured, those that are measured in ONNX Runtime too.</summary>
    public IReadOnlySet<string> OnnxRuntime { get; init; } = new HashSet<string>();

    /// <summary>Of the cells whose latencies are measured, those that are measured in 8 bits too.</summary>
    public IReadOnlySet<string> Int8 { get; init; } = new HashSet<string>();

    /// <summary>
    /// Whether others, on other machines perhaps, use the work folder at the same time: then what they have made stays, pretrainings that were there before are not
    /// recorded again, and what workers print goes to standard error.
    /// </summary>
    public bool SharesWorkFolder { get; init; }
}

/// <summary>What became of a run.</summary>
public sealed record RunSummary(int Finished, int Failed, bool Stopped)
{
    /// <summary>Cells whose latencies were measured, and those of which they could not be.</summary>
    public int Measured { get; init; }
    public int NotMeasured { get; init; }
}
