using Bench.Harness.Sensitivity;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Harness.Running;

/// <summary>A line from the coordinator to a worker.</summary>
internal sealed record WorkerRequest
{
    /// <summary>Sent first, once.</summary>
    public WorkerSettings? Settings { get; init; }

    /// <summary>Sent instead of anything else: which GPUs are there?</summary>
    public bool Survey { get; init; }

    /// <summary>Sent for each job.</summary>
    public Job? Job { get; init; }
}

/// <summary>What a worker needs to know before its first job.</summary>
public sealed record WorkerSettings
{
    /// <summary>Folders where data sets are looked for, in order.</summary>
    public required IReadOnlyList<string> DataFolders { get; init; }

    /// <summary>Where pretrained weights and checkpoints are kept.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>Intra-op threads.</summary>
    public required int Threads { get; init; }

    /// <summary>Where to compute: <c>cpu</c>, <c>cuda:0</c>; the coordinator fills it for each worker.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Bytes that states which cells share may take on the disk at once; 0: none are kept.</summary>
    public long SharedBytes { get; init; } = 4L << 30;

    /// <summary>Seconds between checkpoints of a run.</summary>
    public required double CheckpointSeconds { get; init; }
}

/// <summary>A piece of work: a pretraining (for the cell's start) or a cell.</summary>
internal sealed record Job
{
    public required JobKind Kind { get; init; }

    /// <summary>The cell; for a pretraining any one that starts from it.</summary>
    public required CellSpec Cell { get; init; }

    /// <summary>Of the pretraining or the cell.</summary>
    public required string Identity { get; init; }
    public required string PretrainingIdentity { get; init; }

    /// <summary>States on the cell's way that other cells need too: begun from where they are there, kept where they are not; of a pretraining the points that are made of it.</summary>
    public IReadOnlyList<SharedState> Shared { get; init; } = [];

    /// <summary>Whether the weights are kept that the cell ends with; filled when it begins.</summary>
    public bool KeepWeights { get; init; }

    /// <summary>Of a finished cell whose latencies are measured; a cluster task of an earlier build has none of a control.</summary>
    public NetworkShape? Shape { get; init; }

    /// <summary>With that: whether they are measured in ONNX Runtime too, and whether what it is worth there in 8 bits is.</summary>
    public bool OnnxRuntime { get; init; }
    public bool Int8 { get; init; }

    /// <summary>Of a cut of a scan: which.</summary>
    public ScanJob? Scan { get; init; }

    /// <summary>Names this try's checkpoints; filled when it begins.</summary>
    public string Attempt { get; init; } = "1";
}

internal enum JobKind
{
    Pretraining,
    Cell,

    /// <summary>Some seconds of the cell's work, to know how long it takes.</summary>
    Measurement,

    /// <summary>How long a pass takes through the networks of a finished cell.</summary>
    Latency,

    /// <summary>What a network comes to of which one layer is cut alone.</summary>
    Scan,
}

/// <summary>A line from a worker to the coordinator; a build, a progress or an answer.</summary>
internal sealed record WorkerReply
{
    /// <summary>Sent first: which build the worker is of.</summary>
    public string? Build { get; init; }

    /// <summary>The answer to a survey.</summary>
    public IReadOnlyList<string>? Gpus { get; init; }
    public WorkerProgress? Progress { get; init; }
    public PretrainingRecord? Pretraining { get; init; }

    /// <summary>With a pretraining: it was there before.</summary>
    public bool Cached { get; init; }

    /// <summary>A shared state is there: its hash.</summary>
    public string? Kept { get; init; }
    public CellResult? Result { get; init; }
    public PairMeasurement? Measurement { get; init; }
    public CellLatencies? Latencies { get; init; }
    public SensitivityRecord? Scanned { get; init; }

    /// <summary>Why the job failed, in one line.</summary>
    public string? Failure { get; init; }

    /// <summary>With a failure: another attempt would fail just so, as what is wrong is a file, or numbers that are computed the same each time.</summary>
    public bool IsLasting { get; init; }

    /// <summary>The job was stopped on request; its checkpoint is written.</summary>
    public bool Stopped { get; init; }

    /// <summary>With an answer to a job: resident memory at its highest meanwhile, in bytes.</summary>
    public long? PeakMemory { get; init; }
}

/// <summary>What a worker is doing.</summary>
public sealed record WorkerProgress(string Phase, int Epoch, int Epochs, int Step, int Steps)
{
    /// <summary>The worker's; filled by the coordinator.</summary>
    public int ProcessId { get; init; }
}
