using Bench.Core;
using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>Makes the cells of a sweep.</summary>
public sealed class Planner
{
    private readonly Sweep sweep;
    private readonly IPlanFacts facts;
    private readonly List<PlannedCell> cells = [];
    private readonly List<SkippedCell> skipped = [];
    private readonly List<MissingData> missing = [];
    private readonly HashSet<string> seen = [];
    private readonly OrderedDictionary<string, PlannedPretraining> pretrainings = [];
    private readonly Dictionary<(string Dataset, string Model), string?> misfits = [];
    private readonly Dictionary<(string Dataset, string Model), PairFacts> pairs = [];
    private readonly Dictionary<(string Dataset, string Model, string Protocol, double Compression), string?> infeasible = [];

    private Planner(Sweep sweep, IPlanFacts facts)
    {
        this.sweep = sweep;
        this.facts = facts;
    }

    /// <summary>
    /// The cells in the order of work: all experiments at their first seed, then at their second. Within a data set and model the
    /// dense control comes first. A cell that two experiments reach is one cell, with the labels of the first.
    /// </summary>
    public static SweepPlan Plan(Sweep sweep, IPlanFacts facts) => new Planner(sweep, facts).Plan();

    private SweepPlan Plan()
    {
        var experiments = WithFingerprints();
        for (var round = 0; round < experiments.Max(e => e.Seeds.Count); round++)
            foreach (var experiment in experiments.Where(e => round < e.Seeds.Count))
                foreach (var dataset in experiment.Datasets)
                    foreach (var model in experiment.Models)
                        Add(experiment, dataset, model, experiment.Seeds[round]);
        return new SweepPlan { Cells = cells, Skipped = skipped, MissingData = missing, Pretrainings = [.. pretrainings.Values], Pairs = pairs };
    }

    private List<Experiment> WithFingerprints()
    {
        var datasets = new Dictionary<string, DatasetSpec>();
        var weights = new Dictionary<string, string>();
        foreach (var dataset in sweep.Experiments.SelectMany(e => e.Datasets))
            if (!datasets.ContainsKey(dataset.Name)) datasets[dataset.Name] = WithFingerprint(dataset);
        foreach (var start in sweep.Experiments.Select(e => e.Start).OfType<ImportedWeights>())
            if (!weights.ContainsKey(start.Path)) weights[start.Path] = facts.FingerprintOf(start);
        return [.. sweep.Experiments.Select(e => e with
        {
            Datasets = [.. e.Datasets.Select(d => datasets[d.Name])],
            Start = e.Start is null ? null : e.Start with { Sha256 = weights[e.Start.Path] },
        })];
    }

    private DatasetSpec WithFingerprint(DatasetSpec dataset)
    {
        if (facts.MissingData(dataset) is { } reason) missing.Add(new MissingData(dataset, reason));
        else if (dataset.Files is { } files) return dataset with { Files = files with { Sha256 = facts.FingerprintOf(files) } };
        return dataset;
    }

    private void Add(Experiment experiment, DatasetSpec dataset, ModelSetup model, int seed)
    {
        var dense = new CellSpec
        {
            Protocol = experiment.Protocol,
            Dataset = dataset,
            Model = model.Name,
            Start = experiment.Start,
            Pretraining = experiment.Start is null ? model.Pretraining : null,
            Strategy = new StrategySpec { Name = StrategySpec.Dense },
            Compression = 1,
            Seed = seed,
            Precision = experiment.Precision,
        };
        dense = dense with { Versions = VersionsOf(dense) };
        var start = CellIdentity.PretrainingOf(dense);
        if (experiment.Compressions.Contains(1))
            foreach (var retraining in experiment.Strategies.Select(s => s.Retraining).Distinct())
                AddCurve(Retrained(dense, new StrategySpec { Name = StrategySpec.Dense, Retraining = retraining }, model), start, [1]);
        foreach (var strategy in experiment.Strategies)
            AddCurve(Retrained(dense, strategy, model), start, experiment.Compressions.Where(c => c > 1));
    }

    private CellSpec Retrained(CellSpec cell, StrategySpec strategy, ModelSetup model)
    {
        cell = cell with { Strategy = strategy, Retraining = strategy.Retraining == "none" ? null : model.Retraining };
        return cell with { Versions = VersionsOf(cell) };
    }

    private void AddCurve(CellSpec curve, string start, IEnumerable<double> compressions)
    {
        var identity = CellIdentity.OfCurve(curve);
        foreach (var compression in compressions) Add(new PlannedCell(curve with { Compression = compression }, identity(compression), start));
    }

    private void Add(PlannedCell cell)
    {
        if (!seen.Add(cell.Identity)) return;
        if (WhyNot(cell.Spec) is { } reason)
        {
            skipped.Add(new SkippedCell(cell, reason));
            return;
        }
        cells.Add(cell);
        var pair = (cell.Spec.Dataset.Name, cell.Spec.Model);
        if (!pairs.ContainsKey(pair)) pairs.Add(pair, facts.Describe(cell.Spec.Dataset, cell.Spec.Model, cell.Spec.Protocol));
        var start = cell.PretrainingIdentity;
        pretrainings[start] = pretrainings.TryGetValue(start, out var shared) ? shared with { Cells = shared.Cells + 1 } : new PlannedPretraining(start, cell.Spec, 1);
    }

    private string? WhyNot(CellSpec cell)
    {
        if (missing.Find(m => m.Dataset.Name == cell.Dataset.Name) is { } data) return data.Reason;
        var pair = (cell.Dataset.Name, cell.Model);
        if (!misfits.TryGetValue(pair, out var misfit)) misfits[pair] = misfit = facts.WhyNot(cell.Dataset, cell.Model);
        if (misfit is not null || cell.IsControl) return misfit;
        var point = (cell.Dataset.Name, cell.Model, cell.Protocol, cell.Compression);
        if (!infeasible.TryGetValue(point, out var reason))
            infeasible[point] = reason = facts.WhyInfeasible(cell.Dataset, cell.Model, cell.Protocol, cell.Compression);
        return reason;
    }

    // The versions, beyond 1, of the parts that a cell is made of.
    private SortedDictionary<string, int> VersionsOf(CellSpec cell)
    {
        var versions = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (sweep.Versions.Count == 0) return versions;
        var strategy = cell.Strategy;
        string?[] parts =
        [
            $"protocol/{cell.Protocol}", $"model/{cell.Model}", cell.Dataset.Files is null ? $"dataset/{cell.Dataset.Name}" : null,
            "training", "measurement", $"retraining/{strategy.Retraining}",
            .. cell.IsControl ? [] : new[] { $"criterion/{strategy.Criterion}", $"scope/{strategy.Scope}", $"structure/{strategy.Structure}", $"schedule/{strategy.Schedule}" },
        ];
        foreach (var part in parts.OfType<string>())
            if (sweep.Versions.TryGetValue(part, out var version)) versions[part] = version;
        return versions;
    }
}
