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
            Add([.. PretrainingTasks.Split([.. pretrainings.Where(p => p.SeedPlace == seed)], sizing)]);
            foreach (var group in groups.Where(g => g.SeedPlace == seed).OrderBy(g => g.Level).ThenByDescending(g => g.MakesStates))
            {
                // Those that wait for one task together as far as they fill tasks; then what is too short, so that a task waits for few others.
                var alike = group.Cells.GroupBy(c => c.Start is { } start ? placeOfPretraining[start] : -1).OrderBy(g => g.Key);
                var split = sizing.Join([.. alike.SelectMany(cells => sizing.Split([.. cells]).Select(some => new CellsOfTask(some, [cells.Key])))]);
                foreach (var array in split.GroupBy(t => string.Join(',', t.Starts)).OrderByDescending(a => a.Sum(t => t.Cells.Sum(c => c.Seconds))))
                    Add([.. array.OrderByDescending(t => t.Cells[0].Seconds).Select(t => TaskOf(group, t))]);
            }
        }
        return new(tasks, Throttles.Set(arrays, limits.Parallelism));

        TaskLine TaskOf(CellGroup group, CellsOfTask task) => new()
        {
            Task = 0, Kind = TaskKind.Cells, Level = group.Level, Seed = task.Cells[0].Cell.Spec.Seed, Seconds = sizing.SecondsOf(task.Cells),
            Pretrainings = [.. task.Starts.Where(start => start >= 0)],
            After = [.. task.Cells.Select(c => claims.MakerOf(c.Cell.Identity)).OfType<string>().Select(maker => placeOfMaker[maker]).Distinct().Order()],
            Jobs = [.. task.Cells.Select(c => c.Job)],
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
            var starts = chunk.SelectMany(t => t.Pretrainings).Distinct().ToList();
            // That a task with several pretrainings has failed says of none of them that it is not there.
            var isOfOne = starts is [var start] && tasks[start].Jobs is [var made] && chunk.All(t => t.Jobs.All(j => j.PretrainingIdentity == made.Identity && !j.IsFinished));
            var after = chunk.SelectMany(t => t.After).Concat(isOfOne ? [] : starts).Distinct().Order().GroupBy(task => arrayOf[task]).ToList();
            bool IsWhole(IGrouping<int, int> waited) => waited.Count() == arrays[waited.Key].Count;
            return new()
            {
                Number = arrays.Count, Kind = chunk[0].Kind, Level = chunk[0].Level, Seed = chunk[0].Seed, First = first, Count = chunk.Count, Throttle = chunk.Count,
                Seconds = chunk.Sum(t => t.Seconds), LongestSeconds = chunk.Max(t => t.Seconds),
                AfterSuccess = isOfOne ? [PlaceOf(starts[0])] : [],
                AfterTasks = [.. after.Where(a => !IsWhole(a)).SelectMany(a => a).Select(PlaceOf)],
                AfterArrays = [.. after.Where(IsWhole).Select(a => a.Key)],
            };
        }

        TaskPlace PlaceOf(int task) => new(arrayOf[task], task - arrays[arrayOf[task]].First);
    }
}
