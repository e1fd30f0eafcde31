namespace Bench.Launching;

/// <summary>What the tasks of a sweep must keep to.</summary>
public sealed record ClusterLimits
{
    /// <summary>Slurm's <c>MaxArraySize</c>: no index of an array may reach it.</summary>
    public int MaxArraySize { get; init; } = 1001;

    /// <summary>Tasks of the sweep that run at once at most, of whatever array.</summary>
    public int Parallelism { get; init; } = 256;

    /// <summary>How many cells a task has; null: as many as take <see cref="Shortest"/> to <see cref="Longest"/>.</summary>
    public int? CellsPerTask { get; init; }

    /// <summary>Cells that a task computes at once.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>A task is not shorter where there are cells enough: a scheduler takes seconds for each, and loading data and program does.</summary>
    public TimeSpan Shortest { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A task of several cells is not longer: it finds a place sooner, and ends within the time limits of short queues.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Tasks of an array at most: indices 0 to this − 1.</summary>
    public int TasksPerArray => Math.Max(1, MaxArraySize - 1);

    /// <summary>Tasks of several cells that have come to their end before a time limit, however wrong their costs are by a little.</summary>
    public ClusterLimits Within(TimeSpan? limit)
    {
        var longest = limit is { } time && time * 0.8 < Longest ? time * 0.8 : Longest;
        return this with { Longest = longest, Shortest = longest / 4 < Shortest ? longest / 4 : Shortest };
    }
}
