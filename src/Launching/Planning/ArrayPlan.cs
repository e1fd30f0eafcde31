namespace Bench.Launching;

/// <summary>Tasks that are submitted together, as they wait for the same: an array of a scheduler, whose index I stands for task <see cref="First"/> + I.</summary>
public sealed record ArrayPlan
{
    /// <summary>Its place in the order of submission, from 0; it waits for none that comes later.</summary>
    public required int Number { get; init; }
    public required TaskKind Kind { get; init; }
    public required int Level { get; init; }

    /// <summary>Of its first task.</summary>
    public required int Seed { get; init; }

    /// <summary>The number of its first task.</summary>
    public required int First { get; init; }
    public required int Count { get; init; }

    /// <summary>How many of its tasks run at once at most.</summary>
    public required int Throttle { get; init; }

    /// <summary>How long its tasks take one after the other, and the longest of them.</summary>
    public required double Seconds { get; init; }
    public required double LongestSeconds { get; init; }

    /// <summary>Tasks that must have succeeded (<c>afterok</c>): that of the pretraining from which all of its cells start, where it makes no other.</summary>
    public IReadOnlyList<TaskPlace> AfterSuccess { get; init; } = [];

    /// <summary>Tasks that must have ended, well or not (<c>afterany</c>): those that make states, or several pretrainings, from which cells of this array begin.</summary>
    public IReadOnlyList<TaskPlace> AfterTasks { get; init; } = [];

    /// <summary>
    /// Arrays of which all tasks must have ended (<c>afterany</c>): as with <see cref="AfterTasks"/> where these are all of an array, and those whose end leaves
    /// room for this one, as together no more tasks may run than were asked.
    /// </summary>
    public IReadOnlyList<int> AfterArrays { get; init; } = [];
}

/// <summary>A task by its array's number and its index in it.</summary>
public sealed record TaskPlace(int Array, int Index);
