namespace Bench.Launching;

/// <summary>How many cells make a task.</summary>
/// <param name="limits">What tasks must keep to.</param>
/// <param name="target">Seconds at which a task is long enough.</param>
internal sealed class TaskSizing(ClusterLimits limits, double target)
{
    // So many turns of tasks make up for the different ends of the last ones.
    private const int Turns = 4;

    /// <summary>
    /// Tasks long enough that a large sweep has few, short enough that all places are busy to the end: a quarter of what each place has to do, within the limits,
    /// with some room on both sides. What counts is a seed where that alone fills all places, as the next one's work then waits for its end; else all of it.
    /// </summary>
    /// <param name="seed">Seconds of a seed's cells.</param>
    /// <param name="all">Of all cells.</param>
    /// <param name="limits">What tasks must keep to.</param>
    public static TaskSizing Of(double seed, double all, ClusterLimits limits)
    {
        var (least, most) = (limits.Shortest.TotalSeconds, limits.Longest.TotalSeconds);
        var places = limits.Parallelism * limits.Workers;
        var room = (most - least) / 9;
        return new(limits, Math.Clamp((seed > places * (least + room) ? seed : all) / places / Turns, least + room, most - 3 * room)); // of 15 to 60 minutes: 20 to 45
    }

    /// <summary>Seconds below which a task is too short.</summary>
    public double Least => limits.Shortest.TotalSeconds;

    /// <summary>How long jobs take in one task: as long as the longest, and as all of them shared out among its workers.</summary>
    public double SecondsOf<T>(IReadOnlyList<T> jobs, Func<T, double> seconds) => jobs.Count == 0 ? 0 : Math.Max(jobs.Max(seconds), jobs.Sum(seconds) / limits.Workers);

    /// <inheritdoc cref="SecondsOf{T}"/>
    public double SecondsOf(IReadOnlyList<CellToDo> cells) => SecondsOf(cells, c => c.Seconds);

    /// <summary>Splits cells, the longest first, into tasks; of an asked number, if one is.</summary>
    public IReadOnlyList<IReadOnlyList<CellToDo>> Split(IReadOnlyList<CellToDo> cells) =>
        limits.CellsPerTask is { } count ? [.. cells.Chunk(count)] : Split(cells, c => c.Seconds, target);

    /// <summary>Splits jobs, the longest first, into tasks that are long enough; of no more than the number of cells that is asked.</summary>
    public IReadOnlyList<List<T>> Split<T>(IReadOnlyList<T> jobs, Func<T, double> seconds, double enough)
    {
        var tasks = new List<List<T>>();
        var sum = 0.0; // of the last one's jobs
        foreach (var job in jobs)
        {
            if (tasks.Count == 0 || tasks[^1].Count >= limits.CellsPerTask
                || (tasks[^1].Count >= limits.Workers && (sum / limits.Workers >= enough || (sum + seconds(job)) / limits.Workers > limits.Longest.TotalSeconds)))
            {
                tasks.Add([]);
                sum = 0;
            }
            tasks[^1].Add(job);
            sum += seconds(job);
        }
        // What is left at the end goes with another one where it is too short for a task.
        if (limits.CellsPerTask is null && tasks.Count > 1 && SecondsOf(tasks[^1], seconds) < Least
            && tasks.FindLastIndex(tasks.Count - 2, t => SecondsOf([.. t, .. tasks[^1]], seconds) <= limits.Longest.TotalSeconds) is >= 0 and var place)
        {
            tasks[place].AddRange(tasks[^1]);
            tasks.RemoveAt(tasks.Count - 1);
        }
        return tasks;
    }

    /// <summary>
    /// Joins tasks that are too short, neighbours first, until they are long enough; the last of them goes with any other where it still is. What they wait for is then
    /// what any of them waits for.
    /// </summary>
    /// <param name="tasks">Of which each may be with any other.</param>
    public IReadOnlyList<CellsOfTask> Join(IReadOnlyList<CellsOfTask> tasks)
    {
        if (limits.CellsPerTask is not null) return tasks;
        var joined = tasks.Where(t => !IsShort(t)).ToList();
        CellsOfTask? open = null;
        foreach (var task in tasks.Where(IsShort))
        {
            open = open?.With(task) ?? task; // for which there is room: what is not long enough yet and what is too short are no more than the longest
            if (SecondsOf(open.Cells) < target) continue;
            joined.Add(open);
            open = null;
        }
        if (open is null) return joined;
        if (IsShort(open) && joined.FindLastIndex(t => SecondsOf([.. t.Cells, .. open.Cells]) <= limits.Longest.TotalSeconds) is >= 0 and var place) joined[place] = joined[place].With(open);
        else joined.Add(open);
        return joined;
    }

    private bool IsShort(CellsOfTask task) => SecondsOf(task.Cells) < Least;
}

/// <summary>Cells that make a task.</summary>
/// <param name="Cells">The longest first.</param>
/// <param name="Starts">The tasks, by their numbers, that make pretrainings from which some of them start; a negative number where some wait for none.</param>
internal sealed record CellsOfTask(IReadOnlyList<CellToDo> Cells, IReadOnlyList<int> Starts)
{
    /// <summary>Together with others.</summary>
    public CellsOfTask With(CellsOfTask other) => new([.. Cells.Concat(other.Cells).OrderByDescending(c => c.Seconds)], [.. Starts.Union(other.Starts).Order()]);
}
