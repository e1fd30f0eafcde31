using System.Runtime.InteropServices;

namespace Bench.Sweeps.Costs;

/// <summary>Jobs that are left, by the start that they share and by what they cost.</summary>
public sealed class RemainingJobs
{
    private readonly OrderedDictionary<string, StartJobs> starts = [];
    private readonly Dictionary<CostClass, int> counts = [];
    private readonly HashSet<string> followers = []; // cells that divide by scans which others before them make

    /// <summary>Cells, and the pretrainings that they start from and that are not there yet, each counted once.</summary>
    public static RemainingJobs Of(IEnumerable<PlannedCell> cells, Func<string, bool> isPretrained)
    {
        var jobs = new RemainingJobs();
        var seeds = new Dictionary<int, int>(); // seed to its place
        var scans = new HashSet<string>();
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
            var scanned = ScanOf(cell) is { } scan && !scans.Add(scan);
            if (scanned) jobs.followers.Add(cell.Identity);
            if (last is not { } near || !SameCost(near.Spec, cell.Spec)) last = near = (cell.Spec, CostClass.Of(cell.Spec, pretraining: false, scanned));
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

    /// <summary>The class of a cell, as it is counted here.</summary>
    public CostClass ClassOf(CellSpec cell, bool pretraining) =>
        CostClass.Of(cell, pretraining, scanned: !pretraining && followers.Count > 0 && cell.Strategy.Scans && followers.Contains(CellIdentity.Of(cell)));

    // The name of the state after a cell's scans, which cells of all ratios have in common; null where it makes none.
    private static string? ScanOf(PlannedCell cell)
    {
        if (!cell.Spec.Strategy.Scans || cell.Spec.Facts is not { } facts) return null;
        var steps = Method.StepsOf(cell.Spec, facts);
        var last = steps.Index().LastOrDefault(s => s.Item is ScanStep, (-1, null!)).Index;
        return last < 0 ? null : SharedWork.HashesOf(cell.Spec, [.. steps.Take(last + 1)])[last];
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
