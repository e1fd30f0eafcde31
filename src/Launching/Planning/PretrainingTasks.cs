using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Launching;

/// <summary>The pretrainings that are to be made, a task each, so that one that fails stops none but its own cells; the longest first.</summary>
internal static class PretrainingTasks
{
    /// <summary>With the place of the seed that needs it first.</summary>
    public static IReadOnlyList<(int SeedPlace, TaskLine Task)> Of(ClusterWork work)
    {
        var seeds = new Dictionary<int, int>();
        var starts = new OrderedDictionary<string, (int SeedPlace, CellSpec Cell, Dictionary<string, SharedState> Points)>(StringComparer.Ordinal);
        foreach (var cell in work.Cells)
        {
            seeds.TryAdd(cell.Spec.Seed, seeds.Count);
            if (!starts.TryGetValue(cell.PretrainingIdentity, out var start))
                starts.Add(cell.PretrainingIdentity, start = (seeds[cell.Spec.Seed], cell.Spec, new(StringComparer.Ordinal)));
            foreach (var point in work.Shared.Of(cell.Identity))
                if (point.IsPoint && !start.Points.ContainsKey(point.Hash) && !work.IsThere(point)) start.Points[point.Hash] = point;
        }
        var made = starts.Select(s => (s.Key, s.Value, IsThere: work.IsPretrained(s.Key))).Where(s => !s.IsThere || s.Value.Points.Count > 0);
        return [.. made.Select(s => (s.Value.SeedPlace, Task: TaskOf(s.Key, s.Value.Cell, [.. s.Value.Points.Values.OrderBy(p => p.PointStep)], s.IsThere)))
            .OrderBy(t => t.SeedPlace).ThenByDescending(t => t.Task.Seconds)];

        TaskLine TaskOf(string identity, CellSpec cell, IReadOnlyList<SharedState> points, bool isThere)
        {
            var whole = work.Seconds(CostClass.Of(cell, pretraining: true));
            var steps = cell.Pretraining is { } recipe && cell.Facts is { } facts ? facts.StepsOf(recipe) : 0;
            return new()
            {
                Task = 0, Kind = TaskKind.Pretraining, Level = 0, Seed = cell.Seed,
                Seconds = whole * ((isThere ? 0 : 1) + points.Sum(p => steps > 0 ? Math.Min(1, (double)p.PointStep / steps) : 1)), // each is trained to anew
                Jobs = [new TaskJob { Cell = cell, Identity = identity, PretrainingIdentity = identity, Shared = points }],
            };
        }
    }
}
