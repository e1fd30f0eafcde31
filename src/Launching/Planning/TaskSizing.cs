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

    /// <summary>How long cells take in one task: as long as the longest, and as all of them shared out among its workers.</summary>
    public double SecondsOf(IReadOnlyList<CellToDo> cells) => cells.Count == 0 ? 0 : Math.Max(cells.Max(c => c.Seconds), cells.Sum(c => c.Seconds) / limits.Workers);

    /// <summary>Splits cells, the longest first, into tasks.</summary>
    public IReadOnlyList<IReadOnlyList<CellToDo>> Split(IReadOnlyList<CellToDo> cells)
    {
        if (limits.CellsPerTask is { } count) return [.. cells.Chunk(count)];
        var tasks = new List<List<CellToDo>>();
        var sum = 0.0; // of the last one's cells
        foreach (var cell in cells)
        {
            var isFull = tasks.Count == 0 || (tasks[^1].Count >= limits.Workers && (sum / limits.Workers >= target || (sum + cell.Seconds) / limits.Workers > limits.Longest.TotalSeconds));
            if (isFull)
            {
                tasks.Add([]);
                sum = 0;
            }
            tasks[^1].Add(cell);
            sum += cell.Seconds;
        }
        // What is left at the end goes with another one where it is too short for a task.
        if (tasks.Count > 1 && SecondsOf(tasks[^1]) < limits.Shortest.TotalSeconds
            && tasks.FindLastIndex(tasks.Count - 2, t => SecondsOf([.. t, .. tasks[^1]]) <= limits.Longest.TotalSeconds) is >= 0 and var place)
        {
            tasks[place].AddRange(tasks[^1]);
            tasks.RemoveAt(tasks.Count - 1);
        }
        return tasks;
    }
}
