namespace Bench.Launching;

/// <summary>What has become of a task.</summary>
public enum TaskState
{
    /// <summary>All of it is there.</summary>
    Finished,

    /// <summary>It has come to its end, and what is not there has failed for good.</summary>
    SomeFailed,
    Running,
    Waiting,

    /// <summary>Stopped after a checkpoint, and not to be begun again of itself.</summary>
    Stopped,

    /// <summary>Killed, or its machine was; or it could not go on.</summary>
    Lost,

    /// <summary>Never begun, and not in the queue: taken back, or what it waits for has failed.</summary>
    NotBegun,
}

/// <summary>What would help where a task has not come to its end.</summary>
public enum TaskNeed
{
    Nothing,
    Memory,
    Time,

    /// <summary>Other nodes.</summary>
    Nodes,
}

/// <summary>How a task stands, by all that is known.</summary>
/// <param name="Plan">The plan's name.</param>
/// <param name="Outline">The task.</param>
/// <param name="State">What has become of it.</param>
/// <param name="Done">How many of its cells or pretrainings are there.</param>
public sealed record TaskStanding(string Plan, TaskOutline Outline, TaskState State, int Done)
{
    /// <summary>Where it runs, or its last attempt ran; empty where that is not known.</summary>
    public string Node { get; init; } = "";

    /// <summary>Attempts that were begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it waits, or has not come to its end; empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    public TaskNeed Need { get; init; }

    /// <summary>What was printed, of one that has not come to its end; null where there is nothing.</summary>
    public string? Log { get; init; }

    /// <summary>When its attempt began.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether it is in the queue.</summary>
    public bool IsQueued => State is TaskState.Running or TaskState.Waiting;
}
