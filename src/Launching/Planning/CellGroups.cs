using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Launching;

/// <summary>A cell with what it costs.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Job">As a task has it.</param>
/// <param name="Seconds">What it takes.</param>
/// <param name="Start">The pretraining that it waits for; null where that is there.</param>
internal sealed record CellToDo(PlannedCell Cell, TaskJob Job, double Seconds, string? Start);

/// <summary>Cells of which any may share a task, but for the pretrainings that they wait for.</summary>
/// <param name="SeedPlace">Place of their seed in the plan.</param>
/// <param name="Level">See <see cref="TaskLine.Level"/>.</param>
/// <param name="MakesStates">Whether others wait for them.</param>
/// <param name="Cells">The longest first.</param>
/// <param name="Seconds">Of all of them.</param>
internal sealed record CellGroup(int SeedPlace, int Level, bool MakesStates, IReadOnlyList<CellToDo> Cells, double Seconds);

internal static class CellGroups
{
    public static IReadOnlyList<CellGroup> Of(ClusterWork work, StateClaims claims, IReadOnlyList<PretrainingToDo> pretrainings)
    {
        var awaited = pretrainings.Select(p => p.Job.Identity).ToHashSet(StringComparer.Ordinal);
        var noVersions = new SortedDictionary<string, int>();
        var costs = new Dictionary<CellSpec, double>();
        var seeds = new Dictionary<int, int>();
        var groups = new OrderedDictionary<(int Seed, int Level, bool Makes), List<CellToDo>>();
        foreach (var cell in work.Cells)
        {
            var latency = work.Latencies.Contains(cell.Identity);
            Add(new(cell, JobOf(cell) with { Shared = work.Shared.Of(cell.Identity), Latency = latency, KeepWeights = work.KeptWeights.Contains(cell.Identity) }, CostOf(cell.Spec) + (latency ? work.SecondsOfLatencies(cell) : 0),
                awaited.Contains(cell.PretrainingIdentity) ? cell.PretrainingIdentity : null));
        }
        foreach (var (cell, shape) in work.Unmeasured)
            Add(new(cell, JobOf(cell) with { Latency = true, Shape = shape, IsFinished = true }, work.SecondsOfLatencies(cell), null));
        return [.. groups.Select(g => new CellGroup(g.Key.Seed, g.Key.Level, g.Key.Makes, [.. g.Value.OrderByDescending(c => c.Seconds)], g.Value.Sum(c => c.Seconds)))];

        void Add(CellToDo cell)
        {
            var identity = cell.Cell.Identity;
            seeds.TryAdd(cell.Cell.Spec.Seed, seeds.Count);
            var key = (seeds[cell.Cell.Spec.Seed], claims.LevelOf(identity), claims.IsMaker(identity));
            if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = []);
            group.Add(cell);
        }

        TaskJob JobOf(PlannedCell cell) => new()
        {
            Cell = cell.Spec, Identity = cell.Identity, PretrainingIdentity = cell.PretrainingIdentity, Position = work.Positions.TryGetValue(cell.Identity, out var place) ? place : null,
            OnnxRuntime = work.OnnxRuntime.Contains(cell.Identity), Int8 = work.Int8.Contains(cell.Identity),
        };

        double CostOf(CellSpec spec)
        {
            var kind = spec with { Seed = 0, Versions = noVersions }; // whose steps are counted once
            return costs.TryGetValue(kind, out var known) ? known : costs[kind] = work.Seconds(CostClass.Of(spec, pretraining: false));
        }
    }
}
