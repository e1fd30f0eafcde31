using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Launching;

/// <summary>A pretraining with what it costs.</summary>
/// <param name="SeedPlace">Place in the plan of the seed that needs it first.</param>
/// <param name="Job">As a task has it.</param>
/// <param name="Seconds">What it takes, with its points.</param>
internal sealed record PretrainingToDo(int SeedPlace, TaskJob Job, double Seconds);

/// <summary>The pretrainings that are to be made; the longest first. Short ones share a task: one that fails stops its own cells alone, as these look for it themselves.</summary>
internal static class PretrainingTasks
{
    public static IReadOnlyList<PretrainingToDo> Of(ClusterWork work)
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
        return [.. made.Select(s => ToDo(s.Key, s.Value.SeedPlace, s.Value.Cell, [.. s.Value.Points.Values.OrderBy(p => p.PointStep)], s.IsThere))
            .OrderBy(p => p.SeedPlace).ThenByDescending(p => p.Seconds)];

        PretrainingToDo ToDo(string identity, int seedPlace, CellSpec cell, IReadOnlyList<SharedState> points, bool isThere)
        {
            var whole = work.Seconds(CostClass.Of(cell, pretraining: true));
            var steps = cell.Pretraining is { } recipe && cell.Facts is { } facts ? facts.StepsOf(recipe) : 0;
            return new(seedPlace, new TaskJob { Cell = cell, Identity = identity, PretrainingIdentity = identity, Shared = points },
                whole * ((isThere ? 0 : 1) + points.Sum(p => steps > 0 ? Math.Min(1, (double)p.PointStep / steps) : 1))); // each is trained to anew
        }
    }

    /// <summary>Those of one seed, split into tasks, as soon as one is long enough: all else waits for them.</summary>
    public static IEnumerable<TaskLine> Split(IReadOnlyList<PretrainingToDo> ofSeed, TaskSizing sizing) =>
        sizing.Split(ofSeed, p => p.Seconds, sizing.Least).Select(some => new TaskLine
        {
            Task = 0, Kind = TaskKind.Pretraining, Level = 0, Seed = some[0].Job.Cell.Seed, Seconds = sizing.SecondsOf(some, p => p.Seconds), Jobs = [.. some.Select(p => p.Job)],
        });
}
