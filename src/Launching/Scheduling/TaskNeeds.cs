namespace Bench.Launching;

/// <summary>What tasks ask of a scheduler: kept with what was submitted, so that what is submitted later asks the same unless it is told otherwise.</summary>
public sealed record TaskNeeds
{
    /// <summary>At most so long, as the scheduler writes it; null: what the queue gives.</summary>
    public string? Time { get; init; }
    public string? Partition { get; init; }

    /// <summary>Devices, such as <c>gpu:1</c>.</summary>
    public string? Gres { get; init; }

    /// <summary>Processors of a task, each of which has a worker.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Threads of each worker.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Memory of a task, such as <c>4G</c>.</summary>
    public string? Memory { get; init; }
    public string? Account { get; init; }

    /// <summary>Nodes that tasks keep away from.</summary>
    public string? Exclude { get; init; }

    /// <summary>Words that are given to the scheduler's command as they are.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Lines of shell that come before the program.</summary>
    public IReadOnlyList<string> Setup { get; init; } = [];

    /// <summary>How often a task that has stopped after a checkpoint is begun again.</summary>
    public int MaxRequeue { get; init; } = 3;
}
