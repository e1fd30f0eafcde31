namespace Bench.Launching;

/// <summary>What a plan was made of, when and by which program: <c>plan.json</c>. The plan's name is a hash over it, so that a changed byte of it is noticed.</summary>
public sealed record PlanRecord
{
    public required string Sweep { get; init; }

    /// <summary>The sweep file's text.</summary>
    public required string Text { get; init; }

    /// <summary>Of that text.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The build that has made the plan; another one does not carry it out.</summary>
    public required string Build { get; init; }

    /// <summary>Version and commit of that build.</summary>
    public required string Product { get; init; }

    /// <summary>The database into which results are merged.</summary>
    public required string Database { get; init; }
    public required TaskSettings Settings { get; init; }

    /// <summary>When it was made, so that the same work planned again, as after all its jobs were taken back, has a name of its own: jobs are known by it.</summary>
    public DateTimeOffset Planned { get; init; }
    public required int Tasks { get; init; }
    public required int Cells { get; init; }

    /// <summary>Of the manifest's lines.</summary>
    public required string ManifestSha256 { get; init; }
    public required IReadOnlyList<ArrayPlan> Arrays { get; init; }
}

/// <summary>How tasks run their cells: the options of a local run.</summary>
public sealed record TaskSettings
{
    /// <summary>Folders where data sets are looked for, in order.</summary>
    public required IReadOnlyList<string> DataFolders { get; init; }

    /// <summary>What <c>--device</c> says: <c>cpu</c>, <c>cuda</c>, <c>auto</c>.</summary>
    public required string Device { get; init; }

    /// <summary>Worker processes of a task; null: one, or one for each GPU that the task has.</summary>
    public int? Workers { get; init; }

    /// <summary>Threads of each worker.</summary>
    public required int Threads { get; init; }

    /// <summary>Tries at a cell before it is recorded as failed.</summary>
    public required int Attempts { get; init; }

    /// <summary>Seconds without progress after which a worker is killed.</summary>
    public required double HangTimeout { get; init; }

    /// <summary>Seconds between checkpoints.</summary>
    public required double CheckpointSeconds { get; init; }

    /// <summary>Bytes that states which cells share may take at once.</summary>
    public required long SharedBytes { get; init; }

    /// <summary>Whether workers run at the lowest priority.</summary>
    public bool Nice { get; init; }
}
