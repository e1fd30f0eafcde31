namespace Bench.Launching;

/// <summary>
/// The tasks that carry out a sweep, and the arrays in which they are submitted: pretrainings first, then the cells that make a state from which others
/// begin, then, level by level, those that begin there; all of one seed before the next one's; the longest first. A function of work and limits alone.
/// </summary>
/// <param name="Tasks">By their numbers; those of an array one after the other.</param>
/// <param name="Arrays">In the order of submission.</param>
public sealed record ClusterPlan(IReadOnlyList<TaskLine> Tasks, IReadOnlyList<ArrayPlan> Arrays)
{
    public static ClusterPlan Of(ClusterWork work, ClusterLimits limits)
    {
        var claims = StateClaims.Of(work);
        var pretrainings = PretrainingTasks.Of(work);
        var groups = CellGroups.Of(work, claims, pretrainings);
        var all = groups.Sum(g => g.Seconds);
        var sizing = TaskSizing.Of(all / Math.Max(1, groups.DistinctBy(g => g.SeedPlace).Count()), all, limits);

        var tasks = new List<TaskLine>();
        var arrays = new List<ArrayPlan>();
        var placeOfPretraining = new Dictionary<string, int>(StringComparer.Ordinal);
        var placeOfMaker = new Dictionary<string, int>(StringComparer.Ordinal); // the task, by the identity of a cell that others wait for
        var arrayOf = new List<int>(); // of each task
        foreach (var seed in groups.Select(g => g.SeedPlace).Concat(pretrainings.Select(p => p.SeedPlace)).Distinct().Order().ToList())
        {
            Add([.. pretrainings.Where(p => p.SeedPlace == seed).Select(p => p.Task)]);
            foreach (var group in groups.Where(g => g.SeedPlace == seed).OrderBy(g => g.Level).ThenByDescending(g => g.MakesStates).ThenByDescending(g => g.Seconds))
                Add([.. sizing.Split(group.Cells).Select(cells => TaskOf(group, cells))]);
        }
        return new(tasks, Throttles.Set(arrays, limits.Parallelism));

        TaskLine TaskOf(CellGroup group, IReadOnlyList<CellToDo> cells) => new()
        {
            Task = 0, Kind = TaskKind.Cells, Level = group.Level, Seed = cells[0].Cell.Spec.Seed, Seconds = sizing.SecondsOf(cells),
            Pretraining = group.Pretraining is { } start ? placeOfPretraining[start] : null,
            After = [.. cells.Select(c => claims.MakerOf(c.Cell.Identity)).OfType<string>().Select(maker => placeOfMaker[maker]).Distinct().Order()],
            Jobs = [.. cells.Select(c => c.Job)],
        };

        void Add(IReadOnlyList<TaskLine> group)
        {
            foreach (var chunk in group.Chunk(limits.TasksPerArray))
            {
                var first = tasks.Count;
                foreach (var task in chunk)
                {
                    foreach (var job in task.Jobs)
                        if (task.Kind == TaskKind.Pretraining) placeOfPretraining[job.Identity] = tasks.Count;
                        else if (claims.IsMaker(job.Identity)) placeOfMaker[job.Identity] = tasks.Count;
                    tasks.Add(task with { Task = tasks.Count });
                    arrayOf.Add(arrays.Count);
                }
                arrays.Add(ArrayOf(first, chunk));
            }
        }

        ArrayPlan ArrayOf(int first, IReadOnlyList<TaskLine> chunk)
        {
            var after = chunk.SelectMany(t => t.After).Distinct().Order().GroupBy(task => arrayOf[task]).ToList();
            bool IsWhole(IGrouping<int, int> waited) => waited.Count() == arrays[waited.Key].Count;
            return new()
            {
                Number = arrays.Count, Kind = chunk[0].Kind, Level = chunk[0].Level, Seed = chunk[0].Seed, First = first, Count = chunk.Count, Throttle = chunk.Count,
                Seconds = chunk.Sum(t => t.Seconds), LongestSeconds = chunk.Max(t => t.Seconds),
                AfterSuccess = [.. chunk.Select(t => t.Pretraining).OfType<int>().Distinct().Select(PlaceOf)],
                AfterTasks = [.. after.Where(a => !IsWhole(a)).SelectMany(a => a).Select(PlaceOf)],
                AfterArrays = [.. after.Where(IsWhole).Select(a => a.Key)],
            };
        }

        TaskPlace PlaceOf(int task) => new(arrayOf[task], task - arrays[arrayOf[task]].First);
    }
}
