using System.Runtime.InteropServices;

namespace Bench.Sweeps.Costs;

/// <summary>Jobs that are left, by the start that they share and by what they cost.</summary>
public sealed class RemainingJobs
{
    private readonly OrderedDictionary<string, StartJobs> starts = [];
    private readonly Dictionary<CostClass, int> counts = [];

    /// <summary>Cells, and the pretrainings that they start from and that are not there yet, each counted once.</summary>
    public static RemainingJobs Of(IEnumerable<PlannedCell> cells, Func<string, bool> isPretrained)
    {
        var jobs = new RemainingJobs();
        var seeds = new Dictionary<int, int>(); // seed to its place
        (CellSpec Spec, CostClass Class)? last = null; // neighbours share their recipes: only one in many is hashed anew
        foreach (var cell in cells)
        {
            seeds.TryAdd(cell.Spec.Seed, seeds.Count);
            if (!jobs.starts.TryGetValue(cell.PretrainingIdentity, out var start))
            {
                start = new StartJobs(seeds[cell.Spec.Seed]);
                jobs.starts.Add(cell.PretrainingIdentity, start);
                if (!isPretrained(cell.PretrainingIdentity)) jobs.Count(start.Pretraining = CostClass.Of(cell.Spec, pretraining: true), 1);
            }
            if (last is not { } near || !SameCost(near.Spec, cell.Spec)) last = near = (cell.Spec, CostClass.Of(cell.Spec, pretraining: false));
            start.Count(near.Class, 1);
            jobs.Count(near.Class, 1);
        }
        return jobs;
    }

    /// <summary>What is left, by class.</summary>
    public IReadOnlyDictionary<CostClass, int> Counts => counts;

    /// <summary>What is left by start, in the order of the plan, under the pretraining's identity.</summary>
    public IReadOnlyDictionary<string, StartJobs> Starts => starts;

    /// <summary>A start is there, or never will be.</summary>
    public void PretrainingDone(string start)
    {
        if (starts[start].Pretraining is { } pretraining) Count(pretraining, -1);
        starts[start].Pretraining = null;
    }

    /// <summary>A cell is finished or given up.</summary>
    public void CellDone(string start, CostClass cell)
    {
        starts[start].Count(cell, -1);
        Count(cell, -1);
    }

    private void Count(CostClass job, int change) => CollectionsMarshal.GetValueRefOrAddDefault(counts, job, out _) += change;

    private static bool SameCost(CellSpec a, CellSpec b) =>
        a.Facts is null && b.Facts is null && ReferenceEquals(a.Dataset, b.Dataset) && a.Model == b.Model && a.Precision == b.Precision && ReferenceEquals(a.Retraining, b.Retraining);
}

/// <summary>What is left of a start and of the cells that need it.</summary>
/// <param name="seed">Place, in the plan, of the first seed that needs it.</param>
public sealed class StartJobs(int seed)
{
    private readonly Dictionary<CostClass, int> cells = [];

    public int Seed => seed;

    /// <summary>Null where it is there.</summary>
    public CostClass? Pretraining { get; internal set; }

    /// <summary>How many, by class.</summary>
    public IReadOnlyDictionary<CostClass, int> Cells => cells;

    internal void Count(CostClass cell, int change) => CollectionsMarshal.GetValueRefOrAddDefault(cells, cell, out _) += change;
}
