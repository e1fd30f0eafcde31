using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Launching;

/// <summary>A cell with what it costs.</summary>
internal sealed record CellToDo(PlannedCell Cell, TaskJob Job, double Seconds);

/// <summary>Cells that wait for the same, so that any of them may share a task.</summary>
/// <param name="SeedPlace">Place of their seed in the plan.</param>
/// <param name="Level">See <see cref="TaskLine.Level"/>.</param>
/// <param name="MakesStates">Whether others wait for them.</param>
/// <param name="Pretraining">The one that they wait for; null where it is there.</param>
/// <param name="Cells">The longest first.</param>
/// <param name="Seconds">Of all of them.</param>
internal sealed record CellGroup(int SeedPlace, int Level, bool MakesStates, string? Pretraining, IReadOnlyList<CellToDo> Cells, double Seconds);

internal static class CellGroups
{
    public static IReadOnlyList<CellGroup> Of(ClusterWork work, StateClaims claims, IReadOnlyList<(int SeedPlace, TaskLine Task)> pretrainings)
    {
        var awaited = pretrainings.Select(p => p.Task.Jobs[0].Identity).ToHashSet(StringComparer.Ordinal);
        var noVersions = new SortedDictionary<string, int>();
        var costs = new Dictionary<CellSpec, double>();
        var seeds = new Dictionary<int, int>();
        var groups = new OrderedDictionary<(int Seed, int Level, bool Makes, string? Pretraining), List<CellToDo>>();
        foreach (var cell in work.Cells)
        {
            var latency = work.Latencies.Contains(cell.Identity);
            Add(new(cell, JobOf(cell) with { Shared = work.Shared.Of(cell.Identity), Latency = latency }, CostOf(cell.Spec) + (latency ? work.LatencySeconds(cell.Spec) : 0)));
        }
        foreach (var (cell, shape) in work.Unmeasured)
            Add(new(cell, JobOf(cell) with { Latency = true, Shape = shape, IsFinished = true }, work.LatencySeconds(cell.Spec)));
        return [.. groups.Select(g => new CellGroup(g.Key.Seed, g.Key.Level, g.Key.Makes, g.Key.Pretraining, [.. g.Value.OrderByDescending(c => c.Seconds)], g.Value.Sum(c => c.Seconds)))];

        void Add(CellToDo cell)
        {
            var (identity, start) = (cell.Cell.Identity, cell.Cell.PretrainingIdentity);
            seeds.TryAdd(cell.Cell.Spec.Seed, seeds.Count);
            var waits = !cell.Job.IsFinished && awaited.Contains(start) ? start : null;
            var key = (seeds[cell.Cell.Spec.Seed], claims.LevelOf(identity), claims.IsMaker(identity), waits);
            if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = []);
            group.Add(cell);
        }

        double CostOf(CellSpec spec)
        {
            var kind = spec with { Seed = 0, Versions = noVersions }; // whose steps are counted once
            return costs.TryGetValue(kind, out var known) ? known : costs[kind] = work.Seconds(CostClass.Of(spec, pretraining: false));
        }
    }

    private static TaskJob JobOf(PlannedCell cell) => new() { Cell = cell.Spec, Identity = cell.Identity, PretrainingIdentity = cell.PretrainingIdentity };
}
