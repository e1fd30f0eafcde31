using Bench.Core;
using Bench.Sweeps.Costs;

namespace Bench.Sweeps;

/// <summary>Makes the cells of a sweep.</summary>
public sealed class Planner
{
    private readonly Sweep sweep;
    private readonly IPlanFacts facts;
    private readonly List<Curve> curves = [];
    private readonly List<PlannedCell> cells = [];
    private readonly List<SkippedCell> skipped = [];
    private readonly List<MissingData> missing = [];
    private readonly List<PlannedData> data = [];
    private readonly List<string> mistakes = [];
    private readonly HashSet<string> seen = [];
    private readonly Dictionary<string, HashSet<string>> measured = Measurements.All.ToDictionary(name => name, _ => new HashSet<string>());
    private readonly HashSet<string> keeping = [];
    private readonly OrderedDictionary<string, PlannedPretraining> pretrainings = [];
    private readonly Dictionary<(string Dataset, string Model), string?> misfits = [];
    private readonly Dictionary<(string Dataset, string Model), PairFacts> pairs = [];
    private readonly Dictionary<(string Dataset, string Model, string Protocol, double Compression, LayerLimits Limits, string? Scope, CutRule? Rule), string?> infeasible = [];
    private readonly Dictionary<(string Dataset, string Model, string Protocol, CutRule Rule), string?> unscored = [];

    private Planner(Sweep sweep, IPlanFacts facts)
    {
        this.sweep = sweep;
        this.facts = facts;
    }

    /// <summary>
    /// The cells in the order of work: all experiments at their first seed, then at their second. Within a data set and model the
    /// dense control comes first. A cell that two experiments reach is one cell, with the labels of the first.
    /// </summary>
    /// <exception cref="UserError">A user's own data or weights are not what the sweep says: one line for each.</exception>
    public static SweepPlan Plan(Sweep sweep, IPlanFacts facts) => new Planner(sweep, facts).Plan();

    private SweepPlan Plan()
    {
        var experiments = WithFingerprints();
        if (mistakes.Count > 0) throw new UserError(string.Join('\n', mistakes));
        for (var round = 0; round < experiments.Max(e => e.Seeds.Count); round++)
            foreach (var experiment in experiments.Where(e => round < e.Seeds.Count))
                foreach (var dataset in experiment.Datasets)
                    foreach (var model in experiment.Models)
                        AddCurves(experiment, dataset, model, experiment.Seeds[round]);
        CheckStarts();
        var hashing = Task.Run(IdentitiesOfCurves); // meanwhile the facts are asked, which may take as long
        var reasons = curves.Select(curve => curve.Compressions.Select(c => WhyNot(curve.Spec, c)).ToArray()).ToList();
        foreach (var ((curve, identities), why) in curves.Zip(hashing.GetAwaiter().GetResult()).Zip(reasons)) Add(curve, identities, why);
        return new SweepPlan
        {
            Cells = cells, Skipped = skipped, MissingData = missing, Data = data, Pretrainings = [.. pretrainings.Values], Pairs = pairs,
            Latencies = measured.Values.SelectMany(m => m).ToHashSet(), OnnxRuntime = measured[Measurements.OnnxRuntime], Int8 = measured[Measurements.Int8], KeptWeights = keeping,
        };
    }

    private List<Experiment> WithFingerprints()
    {
        var datasets = new Dictionary<string, DatasetSpec>();
        var weights = new Dictionary<string, string>();
        var networks = new Dictionary<string, string>();
        foreach (var dataset in sweep.Experiments.SelectMany(e => e.Datasets))
            if (!datasets.ContainsKey(dataset.Name)) datasets[dataset.Name] = WithFingerprint(dataset);
        foreach (var start in sweep.Experiments.Select(e => e.Start).OfType<ImportedWeights>())
            if (!weights.ContainsKey(start.Path)) weights[start.Path] = facts.FingerprintOf(start);
        foreach (var own in sweep.Experiments.SelectMany(e => e.Models).Select(m => m.Own?.Network).OfType<OwnNetwork>())
            if (!networks.ContainsKey(own.Path)) networks[own.Path] = facts.FingerprintOf(own);
        return [.. sweep.Experiments.Select(e => e with
        {
            Datasets = [.. e.Datasets.Select(d => datasets[d.Name])],
            Models = [.. e.Models.Select(m => m.Own is { } own ? m with { Own = WithFingerprint(own, networks[own.Network.Path]) } : m)],
            Strategies = [.. e.Strategies.Select(s => s with { CriterionOptions = s.CriterionOptions.WithContent(Content), ScopeOptions = s.ScopeOptions.WithContent(Content) })],
            Start = e.Start is null ? null : e.Start with { Sha256 = weights[e.Start.Path] },
        })];
    }

    private static OwnModel WithFingerprint(OwnModel own, string sha256) =>
        own with { Network = own.Network with { Sha256 = sha256 }, Start = own.Start is null ? null : own.Start with { Sha256 = sha256 } };

    private string Content(string path) => facts.FingerprintOf(new ImportedWeights { Path = path, Sha256 = "" });

    private DatasetSpec WithFingerprint(DatasetSpec dataset)
    {
        if (facts.MissingData(dataset) is { } reason)
        {
            missing.Add(new MissingData(dataset, reason));
            return dataset;
        }
        try
        {
            var known = facts.DescribeData(dataset);
            data.Add(new PlannedData(dataset, known));
            return dataset.Files is { } files
                ? dataset with { Files = files with { Sha256 = facts.FingerprintOf(files), LabelNames = files.LabelNames ?? known.LabelNames, HasValidation = known.HasValidation } }
                : dataset;
        }
        catch (UserError mistake)
        {
            var name = $"dataset {dataset.Name}: ";
            mistakes.Add(mistake.Message.StartsWith(name, StringComparison.Ordinal) ? mistake.Message : name + mistake.Message);
            return dataset;
        }
    }

    // Weights that do not fit would fail every cell that starts from them, one by one.
    private void CheckStarts()
    {
        foreach (var curve in curves.Where(c => c.Spec.Network is not null).DistinctBy(c => (c.Spec.Dataset.Name, c.Spec.Network)))
            if (!missing.Exists(m => m.Dataset.Name == curve.Spec.Dataset.Name) && facts.WhyNotNetwork(curve.Spec) is { } reason) mistakes.Add(reason);
        if (mistakes.Count > 0) throw new UserError(string.Join('\n', mistakes.Distinct()));
        foreach (var curve in curves.Where(c => c.Spec.Start is not null).DistinctBy(c => c.Start))
            if (!missing.Exists(m => m.Dataset.Name == curve.Spec.Dataset.Name) && Misfit(curve.Spec) is null && facts.WhyNotStart(curve.Spec, curve.Start) is { } reason)
                mistakes.Add(reason);
        if (mistakes.Count > 0) throw new UserError(string.Join('\n', mistakes.Distinct()));
    }

    private void AddCurves(Experiment experiment, DatasetSpec dataset, ModelSetup model, int seed)
    {
        var weights = experiment.Start ?? model.Own?.Start;
        var dense = new CellSpec
        {
            Protocol = experiment.Protocol,
            Dataset = dataset,
            Model = model.Name,
            Network = model.Own?.Network,
            Start = weights,
            Pretraining = weights is null ? model.Pretraining : null,
            Strategy = new StrategySpec { Name = StrategySpec.Dense },
            Compression = 1,
            Seed = seed,
            Precision = experiment.Precision,
        };
        dense = dense with { Versions = CellVersions.Of(dense, sweep.Versions) };
        var start = CellIdentity.PretrainingOf(dense);
        double[] pruned = [.. experiment.Compressions.Where(c => c > 1)];
        if (experiment.Compressions.Contains(1))
            foreach (var control in experiment.Strategies.Select(s => s.Control).Distinct())
                AddCurve(experiment, Retrained(dense, control, model), start, [1]);
        foreach (var strategy in experiment.Strategies)
            AddCurve(experiment, Retrained(dense, strategy, model), start, FixedRatio(dense, strategy) is { } one ? [one] : pruned);
    }

    private CellSpec Retrained(CellSpec cell, StrategySpec strategy, ModelSetup model)
    {
        cell = cell with
        {
            Strategy = strategy,
            Retraining = Retrainings.RecipeOf(strategy, cell.Pretraining, model.Retraining, TrainSamplesOf(cell.Dataset)),
            Augmentation = Renewals.IsIn(strategy) ? AugmentationSpec.Of(cell.Pretraining ?? model.Retraining) : null,
        };
        return cell with { Versions = CellVersions.Of(cell, sweep.Versions) };
    }

    private int? TrainSamplesOf(DatasetSpec dataset) => missing.Exists(m => m.Dataset.Name == dataset.Name) ? null : facts.SizesOf(dataset)?.Train;

    // N:M leaves one ratio, whatever the sweep asks.
    private double? FixedRatio(CellSpec dense, StrategySpec strategy) =>
        strategy.Structure != "weight" && !missing.Exists(m => m.Dataset.Name == dense.Dataset.Name) && Misfit(dense) is null ? facts.FixedRatio(dense with { Strategy = strategy }) : null;

    private void AddCurve(Experiment of, CellSpec curve, string start, double[] compressions) => curves.Add(new Curve(curve, start, compressions, of));

    // Of each curve those of its ratios; the hashing of 100,000 texts is most of the work.
    private string[][] IdentitiesOfCurves()
    {
        var identities = new string[curves.Count][];
        Parallel.For(0, curves.Count, i => identities[i] = Array.ConvertAll(curves[i].Compressions, CellIdentity.OfCurve(curves[i].Spec).Invoke));
        return identities;
    }

    private void Add(Curve curve, string[] identities, string?[] reasons)
    {
        var added = 0;
        for (var i = 0; i < identities.Length; i++)
        {
            if (reasons[i] is null)
            {
                foreach (var what in curve.Of.Measured) measured[what].Add(identities[i]);
                if (curve.Of.KeepsWeights) keeping.Add(identities[i]);
            }
            if (!seen.Add(identities[i])) continue;
            var cell = new PlannedCell(curve.Spec with { Compression = curve.Compressions[i] }, identities[i], curve.Start);
            if (reasons[i] is { } reason)
            {
                skipped.Add(new SkippedCell(cell, reason));
                continue;
            }
            if (!Method.IsSimple(cell.Spec)) cell = cell with { Spec = cell.Spec with { Facts = facts.FactsOf(cell.Spec) } };
            cells.Add(cell);
            if (added++ > 0) continue;
            if (!pretrainings.ContainsKey(curve.Start)) pretrainings.Add(curve.Start, new PlannedPretraining(curve.Start, cell.Spec, 0));
            var pair = (cell.Spec.Dataset.Name, cell.Spec.Model);
            if (!pairs.ContainsKey(pair)) pairs.Add(pair, facts.Describe(cell.Spec));
        }
        if (added > 0) pretrainings[curve.Start] = pretrainings[curve.Start] with { Cells = pretrainings[curve.Start].Cells + added };
    }

    private string? Misfit(CellSpec curve)
    {
        var pair = (curve.Dataset.Name, curve.Model);
        if (!misfits.TryGetValue(pair, out var misfit)) misfits[pair] = misfit = facts.WhyNot(curve);
        return misfit;
    }

    private string? WhyNot(CellSpec curve, double compression)
    {
        if (missing.Find(m => m.Dataset.Name == curve.Dataset.Name) is { } data) return data.Reason;
        var misfit = Misfit(curve);
        misfit ??= WhyUntrainable(curve);
        if (misfit is not null) return misfit;
        if (Renewals.NeedsNorms(curve.Strategy) && !facts.HasNorms(curve)) return $"model {curve.Model} has no norms whose statistics could be renewed";
        foreach (var (phase, recipe) in new[] { ("pretraining", curve.Pretraining), ("retraining", curve.Retraining) })
            if (recipe?.WhyNotWithoutNorms(phase, curve.Model) is { } idle && !facts.HasScales(curve)) return idle;
        if (curve.IsControl) return WhyNoMethod(curve);
        var rule = curve.Strategy.Structure == "weight" && curve.Strategy.ScopeOptions.IsEmpty ? null : curve.Strategy.Rule;
        var point = (curve.Dataset.Name, curve.Model, curve.Protocol, compression, curve.Strategy.Limits, curve.Strategy.Scope, rule);
        if (!infeasible.TryGetValue(point, out var reason)) infeasible[point] = reason = facts.WhyInfeasible(curve with { Compression = compression });
        return reason ?? WhyNotScored(curve) ?? WhyNoMethod(curve with { Compression = compression });
    }

    private string? WhyNotScored(CellSpec curve)
    {
        if (curve.Strategy.CriterionOptions.IsEmpty && curve.Strategy.ScopeOptions.IsEmpty) return null; // nothing names a file
        var scored = (curve.Dataset.Name, curve.Model, curve.Protocol, curve.Strategy.Rule);
        if (!unscored.TryGetValue(scored, out var reason)) unscored[scored] = reason = facts.WhyNotScored(curve);
        return reason;
    }

    private string? WhyNoMethod(CellSpec cell) => !Method.IsSimple(cell) && facts.FactsOf(cell) is { } known ? Method.WhyNot(cell, known) : null;

    // Too long a run, or a batch of which batch norm sees one value a channel, as far as the number of samples is known.
    private string? WhyUntrainable(CellSpec curve)
    {
        if (facts.SizesOf(curve.Dataset) is not { Train: var train }) return null;
        foreach (var (phase, recipe) in new[] { ("pretraining", curve.Pretraining), ("retraining", curve.Retraining) })
            if (recipe is not null)
            {
                if (RunLimit.Exceeded(phase, recipe, train) is { } tooLong) return tooLong;
                if (LoneSample.Occurs(recipe, train) && facts.LoneNorm(curve) is { } norm) return LoneSample.In(phase, recipe, train, norm);
            }
        return !curve.IsControl && LoneSample.Occurs(curve.Strategy, train) && facts.LoneNorm(curve) is { } lone
            ? LoneSample.InScoring(curve.Strategy, train, lone)
            : null;
    }

    /// <summary>Cells that differ in their ratio only.</summary>
    private sealed record Curve(CellSpec Spec, string Start, double[] Compressions, Experiment Of);
}
