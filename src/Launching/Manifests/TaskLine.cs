using Bench.Results;
using Bench.Sweeps;

namespace Bench.Launching;

/// <summary>What a task is for.</summary>
public enum TaskKind
{
    /// <summary>Pretrainings, with the points of them to which cells go back.</summary>
    Pretraining,

    /// <summary>Cells, one after the other.</summary>
    Cells,
}

/// <summary>A line of the manifest: the work of one task of an array, with all that is needed to do it, so that nothing is planned where it is done.</summary>
public sealed record TaskLine
{
    /// <summary>Its number: the line, from 0.</summary>
    public required int Task { get; init; }
    public required TaskKind Kind { get; init; }

    /// <summary>0 for pretrainings; else one more than that of any task that makes a state from which a cell of this one begins.</summary>
    public required int Level { get; init; }

    /// <summary>Of its first job.</summary>
    public required int Seed { get; init; }

    /// <summary>How long it takes, by the cost model.</summary>
    public required double Seconds { get; init; }

    /// <summary>The tasks that make pretrainings from which its cells start; none where these are there, and for pretrainings.</summary>
    public IReadOnlyList<int> Pretrainings { get; init; } = [];

    /// <summary>The tasks that make states from which its cells begin: where one of these fails, the cell computes the state itself.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>In the order in which they are done.</summary>
    public required IReadOnlyList<TaskJob> Jobs { get; init; }
}

/// <summary>One pretraining or one cell.</summary>
public sealed record TaskJob
{
    /// <summary>The cell; for a pretraining any one that starts from it.</summary>
    public required CellSpec Cell { get; init; }

    /// <summary>Of the pretraining or the cell.</summary>
    public required string Identity { get; init; }
    public required string PretrainingIdentity { get; init; }

    /// <summary>States on the cell's way that other cells need too; of a pretraining the points that are kept of it.</summary>
    public IReadOnlyList<SharedState> Shared { get; init; } = [];

    /// <summary>Whether the cell's latencies are measured, once it is finished.</summary>
    public bool Latency { get; init; }

    /// <summary>Whether that is done in ONNX Runtime too.</summary>
    public bool OnnxRuntime { get; init; }

    /// <summary>Whether that is done in 8 bits too.</summary>
    public bool Int8 { get; init; }

    /// <summary>Whether the cell keeps the weights with which it ends.</summary>
    public bool KeepWeights { get; init; }

    /// <summary>Of a cell that was finished before, so that only its latencies are measured; null for the dense control.</summary>
    public NetworkShape? Shape { get; init; }

    /// <summary>Whether the cell was finished before, so that only its latencies are measured.</summary>
    public bool IsFinished { get; init; }

    /// <summary>The cell's place in the sweep's order; null for a pretraining, and where it is not known.</summary>
    public int? Position { get; init; }

    /// <summary>Why the cell cannot be run, of one that no task has.</summary>
    public string? SkipReason { get; init; }
}
