using Bench.Core;

namespace Bench.Sweeps;

/// <summary>What is to be scanned of a sweep's networks.</summary>
public sealed record ScanRequest
{
    public required IReadOnlyList<string> Criteria { get; init; }

    /// <summary><c>weight</c> or <c>channel</c>.</summary>
    public string Structure { get; init; } = "weight";
    public string Split { get; init; } = ScanRule.Validation;
    public int Samples { get; init; }

    /// <summary>Whether norm statistics are renewed after each cut.</summary>
    public bool Renews { get; init; }

    /// <summary>Whether a criterion looks at samples.</summary>
    public Func<string, bool> ReadsData { get; init; } = _ => false;
}

/// <summary>Makes the scans of a sweep.</summary>
public static class ScanPlanner
{
    /// <summary>One for each network from which cells of the sweep start, and each criterion; in the order of the plan.</summary>
    /// <exception cref="UserError">Strategies of the sweep score by one criterion in several ways.</exception>
    public static IReadOnlyList<PlannedScan> Plan(Sweep sweep, SweepPlan plan, ScanRequest request) =>
    [
        .. plan.Cells.GroupBy(c => (c.PretrainingIdentity, c.Spec.Seed, c.Spec.Protocol)).SelectMany(cells => request.Criteria.Select(criterion =>
        {
            var spec = Scanned([.. cells.Select(c => c.Spec)], criterion, request);
            spec = spec with { Versions = VersionsOf(spec, sweep.Versions) };
            var rule = new ScanRule
            {
                Cut = spec.Strategy.Rule, Split = request.Split, Samples = request.Samples,
                Renewal = Renewals.Of(spec.Strategy.MeasureAfter, OptionValues.None, spec.Augmentation),
            };
            return new PlannedScan(spec, rule, cells.Key.PretrainingIdentity);
        })),
    ];

    // Of imported weights the images are augmented as a retraining has them.
    private static CellSpec Scanned(IReadOnlyList<CellSpec> cells, string criterion, ScanRequest request) => cells[0] with
    {
        Strategy = ScoredAs(cells, criterion, request) with
        {
            Name = $"{request.Structure} {criterion}", Criterion = criterion, Scope = "layer", Structure = request.Structure, Retraining = "none",
            MeasureAfter = request.Renews ? Renewals.RenewNorm : Renewals.Nothing,
        },
        Compression = 1, Retraining = null, Facts = null,
        Augmentation = request.Renews && (cells[0].Pretraining ?? cells.Select(c => c.Retraining).FirstOrDefault(r => r is not null)) is { } recipe ? AugmentationSpec.Of(recipe) : null,
    };

    // On the samples on which the cells score by the criterion, or else by any that looks at some.
    private static StrategySpec ScoredAs(IReadOnlyList<CellSpec> cells, string criterion, ScanRequest request)
    {
        var usual = new StrategySpec { Name = "" };
        if (!request.ReadsData(criterion)) return usual;
        var all = cells.Where(c => !c.IsControl && c.Strategy.Criterion is { } other && request.ReadsData(other)).Select(c => c.Strategy).ToList();
        var own = all.Where(s => s.Criterion == criterion && s.IsOfChannels == (request.Structure == StrategySpec.Channel)).ToList();
        var ways = (own.Count > 0 ? own : all).Select(s => (s.ScoringSamples, s.ScoringBatch, s.ScoringBatchNorm)).Distinct().ToList();
        if (ways.Count > 1)
            throw new UserError($"strategies of the sweep score in {ways.Count} ways ({string.Join("; ", ways.Select(w => $"{w.ScoringSamples} samples in batches of {w.ScoringBatch}, batch norm {w.ScoringBatchNorm}"))}), "
                + $"of which a scan by '{criterion}' takes one: scan a sweep that has one");
        return ways.Count == 0 ? usual : usual with { ScoringSamples = ways[0].ScoringSamples, ScoringBatch = ways[0].ScoringBatch, ScoringBatchNorm = ways[0].ScoringBatchNorm };
    }

    // Neither a scope nor a schedule has to do with it.
    private static SortedDictionary<string, int> VersionsOf(CellSpec cell, IReadOnlyDictionary<string, int> all)
    {
        var versions = CellVersions.Of(cell, all);
        foreach (var part in new[] { $"scope/{cell.Strategy.Scope}", $"schedule/{cell.Strategy.Schedule}", $"retraining/{cell.Strategy.Retraining}" }) versions.Remove(part);
        if (ScanRule.Version > 1) versions["scan"] = ScanRule.Version;
        return versions;
    }
}
