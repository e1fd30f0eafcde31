namespace Bench.Sweeps.Costs;

/// <summary>Finds what a measurement has to be made of.</summary>
public static class Unmeasured
{
    /// <summary>
    /// A cell for each data set × model, precision and pair of recipes of which something that is left is not known: a pruned one
    /// where there is one, since it does everything that a cell does.
    /// </summary>
    public static IReadOnlyList<CellSpec> Of(IEnumerable<PlannedCell> cells, RemainingJobs jobs, CostModel costs)
    {
        var unknown = jobs.Counts.Where(j => j.Value > 0 && costs.BasisOf(j.Key) is null).Select(j => j.Key).ToHashSet();
        if (unknown.Count == 0) return [];
        var chosen = new OrderedDictionary<(PairKind, RecipeSpec?, RecipeSpec?), CellSpec>();
        foreach (var cell in cells.Select(c => c.Spec))
        {
            var key = (PairKind.Of(cell), cell.Pretraining, cell.Retraining);
            if (chosen.TryGetValue(key, out var other) && (!other.IsControl || cell.IsControl)) continue;
            if (unknown.Contains(CostClass.Of(cell, pretraining: false)) || unknown.Contains(CostClass.Of(cell, pretraining: true))) chosen[key] = cell;
        }
        return [.. chosen.Values];
    }
}
