using System.Text.Json;
using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Makes an experiment of a block and the top level: defaults filled in, and what only shows in the whole checked.</summary>
internal sealed class ExperimentResolver(Vocabulary vocabulary, Definitions definitions, Mistakes mistakes)
{
    /// <summary>The experiment of a block over the top level (which is the block itself where the file has no blocks).</summary>
    public Experiment Resolve(Layer block, Layer top)
    {
        foreach (var (key, valid) in Needed())
            if (!top.Section.Has(key)) block.Section.Require(key, valid);
        var layer = block.Over(top);
        if (block.Pretraining?.LearningRate is { Rates: not null } several)
            mistakes.Add(several.Line, "a pretraining has one learning rate: all cells start from its weights");
        if (layer.Start is not null && block.Pretraining is not null)
            mistakes.Add(block.Pretraining.Line, "'pretraining' has no effect beside 'start': the weights are trained already");
        else if (block.Pretraining is not null && layer.Models is { Count: > 0 } own && own.All(m => definitions.ModelOf(m)?.Start is not null))
            mistakes.Add(block.Pretraining.Line, $"'pretraining' has no effect: {string.Join(", ", own)} start from the weights of their files; 'start: new' where they are defined trains new ones");
        var protocol = vocabulary.Protocols.FirstOrDefault(p => p.Name == (layer.Protocol ?? "bench")) ?? new ProtocolWord("bench");
        if (layer.Start is not null && layer.Models is { Count: > 1 } models)
            mistakes.Add(layer.Start.Line, $"'start' gives the weights of one model, and there are {models.Count} ({string.Join(", ", models)}): give it in a block of its own");
        if (layer.Start is { } given)
            foreach (var idle in (layer.Models ?? []).Select(definitions.ModelOf).OfType<OwnModel>().Where(m => m.Written.Count > 0))
                mistakes.Add(given.Line, $"{string.Join(" and ", idle.Written.Select(key => $"'{key}'"))} of model {idle.Name} {(idle.Written.Count == 1 ? "has" : "have")} no effect beside this 'start', whose weights it begins with{(idle.Written.Contains("mean") ? ": say mean and std here" : "")}");
        if (layer.Measure?.Contains(Measurements.Int8) == true && layer.KeepWeights != true)
            mistakes.Add((block.Section.Has("measure") ? block : top).Section.LineOf("measure"), $"'{Measurements.Int8}' is measured of the weights that cells keep: add 'keep-weights: true'");
        var strategies = Strategies(layer, protocol);
        RefuseIdle(block, strategies);
        return new Experiment
        {
            Protocol = protocol.Name,
            Precision = layer.Precision ?? "fp32",
            Datasets = [.. (layer.Datasets ?? []).Select(definitions.DatasetOf)],
            Models = [.. (layer.Models ?? []).Select(model => Setup(model, layer))],
            Strategies = strategies,
            Compressions = layer.Compressions ?? [],
            Seeds = layer.Seeds ?? [],
            Start = layer.Start?.Weights,
            Measured = layer.Measure ?? [],
            KeepsWeights = layer.KeepWeights == true,
        };
    }

    // What a block says to strategies of which none listens.
    private void RefuseIdle(Layer block, List<StrategySpec> strategies)
    {
        if (strategies.Count == 0) return;
        if (block.Scoring is { } scoring && !strategies.Exists(s => Listens(definitions.StrategyOf(s.Name))))
            mistakes.Add(scoring.Line, "'scoring' has no effect: no strategy here looks at data without 'scoring' of its own");
        if (block.Target is not null && !strategies.Exists(s => s.IsOfChannels))
            mistakes.Add(block.Section.LineOf(LayerReader.TargetKey), "'target' has no effect: no strategy here removes channels; ratios of single weights are of parameters");
        if (block.Retraining?.Recipe is not { } recipe) return;
        var listening = strategies.FindAll(UsesRetrainingRecipe);
        if (strategies.TrueForAll(s => s.Retraining == "none"))
            mistakes.Add(recipe.Line, "'retraining' has no effect: no strategy here retrains");
        else if (listening.Count == 0)
            mistakes.Add(recipe.Line, "'retraining' has no effect: no strategy here trains by that recipe; those that begin before the end of the pretraining, or go back, train by its recipe");
        else if (recipe.SaysMoreThanLength && listening.TrueForAll(TakesLengthOnly))
            mistakes.Add(recipe.Line, $"'retraining' has no effect but by its length (recipe, epochs, steps, batch): retraining '{listening[0].Retraining}' takes all else from the pretraining");
    }

    private static bool UsesRetrainingRecipe(StrategySpec strategy) => Retrainings.Find(strategy.Retraining).UsesRetrainingRecipe(strategy);

    private static bool TakesLengthOnly(StrategySpec strategy) => Retrainings.Find(strategy.Retraining).TakesLengthOnly;

    private bool Listens(StrategyDraft draft) => (NeedsData(draft.Spec.Criterion!) && draft.Scoring is null) || (draft.Followed is { } other && Listens(other));

    private bool NeedsData(string criterion) => vocabulary.Criteria.First(c => c.Name == criterion).NeedsData;

    private IEnumerable<(string Key, string Valid)> Needed() =>
    [
        ("datasets", $"a list of {string.Join(", ", definitions.DatasetNames)}"),
        ("models", $"a list of {string.Join(", ", definitions.ModelNames)}"),
        ("strategies", $"a list of {string.Join(", ", definitions.StrategyNames)}"),
        ("compressions", "a list of ratios, such as [1, 2, 4, 8, 16, 32]"),
        ("seeds", "a list of whole numbers, such as [1, 2, 3]"),
    ];

    private ModelSetup Setup(string name, Layer layer)
    {
        var bare = ModelName.Of(name).Bare;
        var own = definitions.ModelOf(name);
        var family = own is null ? vocabulary.Models.First(m => m.Name == bare).Family : OwnNetwork.Family;
        var pretraining = RecipeCatalogue.Pretraining(bare, family).Recipe;
        var retraining = RecipeCatalogue.Retraining(family).Recipe;
        return new ModelSetup(name, layer.Pretraining?.Over(pretraining, mistakes) ?? pretraining,
            layer.Retraining?.Recipe?.Over(retraining, mistakes) ?? retraining) { Own = own };
    }

    private List<StrategySpec> Strategies(Layer layer, ProtocolWord protocol)
    {
        var strategies = new List<StrategySpec>();
        foreach (var draft in (layer.Strategies ?? []).Select(definitions.StrategyOf))
        {
            var strategy = Resolve(draft, layer, protocol);
            if (!draft.IsFaulty && strategies.Find(s => Computed(s) == Computed(strategy)) is { } same)
                mistakes.Add(LineOf(draft, layer), $"the strategies '{same.Name}' and '{strategy.Name}' are the same composition");
            strategies.Add(strategy);
        }
        return strategies;
    }

    // Whatever it is called, and however it says what is so by itself.
    private StrategySpec Computed(StrategySpec strategy)
    {
        if (!strategy.IsOfChannels || vocabulary.Criteria.FirstOrDefault(c => c.Name == strategy.Criterion) is not { } criterion) return strategy with { Name = "" };
        var options = strategy.StructureOptions;
        foreach (var (name, own) in new[] { ("combine", criterion.Combination), ("normalize", criterion.Normalization) })
            if (options.Find(name)?.GetString() is { } said && said == own) options = options.Without(name);
        return strategy with { Name = "", StructureOptions = options };
    }

    // Where the layer names it, else where it is defined; where the top level does either, the block goes wrong with it.
    private static int LineOf(StrategyDraft draft, Layer layer) =>
        layer.Section.LineOf("strategies", draft.Name) ?? Math.Max(draft.Line, layer.Section.LineOf("strategies"));

    private StrategySpec Resolve(StrategyDraft draft, Layer layer, ProtocolWord protocol)
    {
        var strategy = Targeted(draft.HasRetraining || layer.Retraining is not { Kind: var kind } ? draft.Spec : draft.Spec with { Retraining = kind }, draft, layer);
        var line = LineOf(draft, layer);
        if (strategy.Retraining != draft.Spec.Retraining)
            foreach (var reason in StrategyFit.WhyNot(vocabulary, strategy)) mistakes.Add(line, $"strategy '{strategy.Name}': {reason}");
        var own = (layer.Models ?? []).Select(definitions.ModelOf).OfType<OwnModel>().ToList();
        if (own.Count > 0 && vocabulary.Criteria.FirstOrDefault(c => c.Name == strategy.Criterion)?.DrawsAnew == true)
            mistakes.Add(line, $"strategy '{strategy.Name}': it makes a model narrower by its width, which a network from a file ({string.Join(", ", own.Select(o => o.Name))}) does not have");
        else if (StrategyFit.WhyNotIn(vocabulary, strategy, layer.Start is not null || own.Exists(o => o.Start is not null), protocol) is { } misfit) mistakes.Add(line, $"strategy '{strategy.Name}': {misfit}");
        if (layer.Retraining?.Recipe?.LearningRate?.Rates is not null && UsesRetrainingRecipe(strategy) && !TakesLengthOnly(strategy) && !Schedules.Find(strategy.Schedule).TrainsOnce(strategy))
            mistakes.Add(line, $"strategy '{strategy.Name}': validation chooses among learning rates only where one run of training follows the last cut, not with schedule '{strategy.Schedule}'");
        return Scored(strategy, draft, layer, protocol);
    }

    // What a strategy says itself goes before what its block says.
    private StrategySpec Targeted(StrategySpec strategy, StrategyDraft draft, Layer layer)
    {
        if (!strategy.IsOfChannels || layer.Target is not { } target || draft.HasTarget) return strategy;
        var standing = vocabulary.Structures.First(s => s.Name == StrategySpec.Channel).Options.First(o => o.Name == LayerReader.TargetKey).Standing;
        return target == standing ? strategy : strategy with { StructureOptions = strategy.StructureOptions.With(LayerReader.TargetKey, target) };
    }

    // What a criterion does not look at is no part of its cells; a strategy that is followed looks at data as it would by itself.
    private StrategySpec Scored(StrategySpec strategy, StrategyDraft draft, Layer layer, ProtocolWord protocol)
    {
        if (NeedsData(strategy.Criterion!)) strategy = Scored(strategy, draft.Scoring ?? layer.Scoring, protocol);
        if (draft.Followed is not { } other) return strategy;
        var option = vocabulary.Scopes.First(s => s.Name == strategy.Scope).Options.OfType<StrategyOption>().Single();
        var rule = JsonSerializer.SerializeToElement(Scored(other.Spec, other, layer, protocol).Rule, SweepJson.Default.CutRule);
        return strategy with { ScopeOptions = strategy.ScopeOptions.With(option.Name, rule) };
    }

    private StrategySpec Scored(StrategySpec strategy, ScoringPatch? scoring, ProtocolWord protocol)
    {
        if (scoring?.Samples is not null && protocol.ScoringBatches is { } batches)
            mistakes.Add(scoring.Line, $"'samples' has no effect under the protocol {protocol.Name}, which scores on {batches} batch: give 'batch'");
        if (scoring?.BatchNorm is { } mode && protocol.ScoringBatchNorm is { } dictated && mode != dictated)
            mistakes.Add(scoring.Line, $"'batch-norm: {mode}' has no effect under the protocol {protocol.Name}, which scores in mode {dictated}");
        var batch = scoring?.Batch ?? strategy.ScoringBatch;
        var samples = protocol.ScoringBatches * batch ?? scoring?.Samples ?? strategy.ScoringSamples;
        return strategy with
        {
            ScoringSamples = samples,
            ScoringBatch = Math.Min(batch, samples),
            ScoringBatchNorm = protocol.ScoringBatchNorm ?? scoring?.BatchNorm ?? strategy.ScoringBatchNorm,
        };
    }
}
