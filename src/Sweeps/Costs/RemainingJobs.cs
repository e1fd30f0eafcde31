using System.Runtime.InteropServices;

namespace Bench.Sweeps.Costs;

/// <summary>Jobs that are left, counted by what they cost.</summary>
public sealed class RemainingJobs
{
    private readonly Dictionary<CostClass, int> counts = [];

    /// <summary>Cells, and the pretrainings that they start from and that are not there yet, each counted once.</summary>
    public static RemainingJobs Of(IEnumerable<PlannedCell> cells, Func<string, bool> isPretrained)
    {
        var jobs = new RemainingJobs();
        var starts = new HashSet<string>();
        (CellSpec Spec, CostClass Class)? last = null; // neighbours share their recipes: only one in many is hashed anew
        foreach (var cell in cells)
        {
            if (starts.Add(cell.PretrainingIdentity) && !isPretrained(cell.PretrainingIdentity)) jobs.Add(CostClass.Of(cell.Spec, pretraining: true), 1);
            if (last is not { } near || !SameCost(near.Spec, cell.Spec)) last = near = (cell.Spec, CostClass.Of(cell.Spec, pretraining: false));
            jobs.Add(near.Class, 1);
        }
        return jobs;
    }

    /// <summary>What is left, by class.</summary>
    public IReadOnlyDictionary<CostClass, int> Counts => counts;

    /// <summary>Adds jobs of a class, or takes some away.</summary>
    public void Add(CostClass job, int count) => CollectionsMarshal.GetValueRefOrAddDefault(counts, job, out _) += count;

    private static bool SameCost(CellSpec a, CellSpec b) =>
        ReferenceEquals(a.Dataset, b.Dataset) && a.Model == b.Model && a.Precision == b.Precision && ReferenceEquals(a.Retraining, b.Retraining);
}
