using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Which parts do not go together, whatever the network and the data.</summary>
internal static class StrategyFit
{
    /// <summary>One line for each reason.</summary>
    public static IEnumerable<string> WhyNot(Vocabulary vocabulary, StrategySpec strategy)
    {
        var criterion = vocabulary.Criteria.First(c => c.Name == strategy.Criterion);
        var scope = vocabulary.Scopes.First(s => s.Name == strategy.Scope);
        var structure = vocabulary.Structures.First(s => s.Name == strategy.Structure);
        foreach (var reason in strategy.IsOfChannels ? WhyNoChannels(vocabulary, criterion, scope, strategy) : []) yield return reason;
        if (!strategy.IsOfChannels && !criterion.ScoresWeights)
            yield return $"criterion '{criterion.Name}' scores channels: take 'structure: {StrategySpec.Channel}'";
        if (scope.IsWithinLayers && !structure.FixesRatio && !strategy.IsOfChannels && criterion.SameWithinLayers is { } same)
            yield return $"{criterion.Name} within layers ranks as {same} does: take 'criterion: {same}', or a scope across layers, such as global";
        if (criterion.IsLayerwise && !scope.IsWithinLayers)
            yield return $"criterion '{criterion.Name}' prunes layer after layer, so every layer's share must be known: take a scope of "
                + string.Join(", ", vocabulary.Scopes.Where(s => s.IsWithinLayers).Select(s => s.Name)) + $", not {scope.Name}";
        if (criterion.NeedsTraining && !strategy.IsOfChannels && strategy is { Schedule: "one-shot" or "dynamic" or "straight-through" or "growing", From: StartPoint.Pretrained or StartPoint.Initialization })
            yield return $"criterion '{criterion.Name}' adds up over the training before a cut, and nothing is trained before it: take 'schedule: gradual', or 'from' a later point";
        if (structure.WhyNot(strategy.StructureOptions) is { } impossible) yield return impossible;
        if (structure.FixesRatio && strategy.Schedule != "one-shot" && strategy.Schedule != "straight-through")
            yield return $"structure '{structure.Name}' has one ratio, so schedule '{strategy.Schedule}' has nothing to do in steps: take one-shot";
        if (structure.FixesRatio && strategy.Limits != LayerLimits.None && (strategy.Limits.Floor > 0 || strategy.Limits.Cap < 1))
            yield return $"structure '{structure.Name}' keeps the same of every layer, so 'floor' and 'cap' have no effect";
        if (structure.FixesRatio && strategy.Shuffle)
            yield return $"'shuffle' would leave other numbers of every group than structure '{structure.Name}' does: take the criterion random";
        if (strategy.Rule.Followed().Any(other => other.Limits != LayerLimits.None && other.Limits != strategy.Limits))
            yield return $"the strategy that scope '{scope.Name}' follows has limits of its own, and here those of this one hold: give both the same 'floor', 'cap' and 'layers'";
        if (structure.FixesRatio && (criterion.IsLayerwise || criterion.Updates))
            yield return $"criterion '{criterion.Name}' updates weights for single weights removed, not for structure '{structure.Name}'";
        var retraining = Retrainings.All.FirstOrDefault(r => r.Name == strategy.Retraining);
        if (retraining is null || Schedules.All.FirstOrDefault(s => s.Name == strategy.Schedule) is not { } schedule) yield break;
        if (schedule.ScoresAhead && criterion.Updates)
            yield return $"criterion '{criterion.Name}' updates weights as they are at the cut, and schedule '{schedule.Name}' trains them between the scoring and the cut: take one-shot";
        if (schedule.WhyNot(strategy, retraining) is { } misfit) yield return misfit;
        if (retraining.WhyNot(strategy) is { } other) yield return other;
    }

    private static IEnumerable<string> WhyNoChannels(Vocabulary vocabulary, CriterionWord criterion, ScopeWord scope, StrategySpec strategy)
    {
        if (!criterion.ScoresChannels)
            yield return $"criterion '{criterion.Name}' scores single weights, whose past or whose update it needs, and no channels: take one of "
                + string.Join(", ", vocabulary.Criteria.Where(c => c.ScoresChannels).Select(c => c.Name));
        if (!scope.TakesChannels)
            yield return $"scope '{scope.Name}' divides single weights: channels take one of {string.Join(", ", vocabulary.Scopes.Where(s => s.TakesChannels).Select(s => s.Name))}";
        if (Schedules.All.FirstOrDefault(s => s.Name == strategy.Schedule) is { TakesChannels: false })
            yield return $"schedule '{strategy.Schedule}' brings back or exchanges single weights, or cuts within a run at many places, and channels are gone for good: take one of "
                + string.Join(", ", Schedules.All.Where(s => s.TakesChannels).Select(s => s.Name));
        if (criterion.IsOfWholeNetworks && strategy.Schedule is not ("one-shot" or "growing"))
            yield return $"criterion '{criterion.Name}' has scores of the whole network, which is smaller after the first round of schedule '{strategy.Schedule}': take one-shot";
        if (criterion.DrawsAnew && (strategy.Schedule != "one-shot" || !Retrainings.Find(strategy.Retraining).DrawsAnew))
            yield return $"criterion '{criterion.Name}' puts a narrower network with new weights in the place of the pruned one: take 'schedule: one-shot' and a retraining of "
                + string.Join(", ", Retrainings.All.Where(r => r.DrawsAnew).Select(r => r.Name));
        if (criterion.DrawsAnew && Idle(strategy) is { Length: > 0 } idle)
            yield return $"criterion '{criterion.Name}' makes all layers narrower by the same share, so what says which channels go has no effect: leave out {string.Join(", ", idle)}";
        if (!criterion.DrawsAnew && scope.IsWithinLayers && strategy.StructureOptions.Find("normalize") is not null)
            yield return $"'normalize' of the structure divides the scores of a group by one number, which has no effect in scope {scope.Name}: take one across layers, such as global";
        if (criterion.ScoresUnits && strategy.StructureOptions.Find("combine") is not null)
            yield return $"'combine' of the structure makes one of the scores of coupled layers, and criterion '{criterion.Name}' gives them one together: leave it out (of a base that has it by writing 'structure: channel')";
        if (strategy.Limits.Cap < 1) yield return "'cap' has no effect on channels: their ratio is that of the whole network";
        if (strategy.Shuffle) yield return "'shuffle' is a control of single weights: for channels take the criterion random";
        if (Renewals.Repair == strategy.MeasureAfter || Renewals.Repair == strategy.Retraining)
            yield return "repair brings channels back to those of the dense network, of which some are gone: take renew-norm";
    }

    // What a narrower network does not look at.
    private static string[] Idle(StrategySpec strategy) =>
    [
        .. strategy.Scope == "layer" ? Array.Empty<string>() : [$"scope '{strategy.Scope}' (take layer)"],
        .. strategy.Limits.Only.Count + strategy.Limits.Except.Count > 0 ? ["'layers'"] : Array.Empty<string>(),
        .. strategy.Limits.Floor > 0 ? ["'floor'"] : Array.Empty<string>(),
        .. strategy.StructureOptions.Names.Where(n => n != LayerReader.TargetKey).Select(n => $"'{n}'"),
    ];

    /// <summary>Why a strategy cannot begin with imported weights, under a protocol that cuts in its own way, or in an experiment; null where it can.</summary>
    public static string? WhyNotIn(Vocabulary vocabulary, StrategySpec strategy, bool imported, ProtocolWord protocol)
    {
        if (protocol.CutsOnce && vocabulary.Criteria.First(c => c.Name == strategy.Criterion).IsSigned)
            return $"protocol '{protocol.Name}' keeps scores of large magnitude, and those of criterion '{strategy.Criterion}' have a sign: take the protocol bench";
        if (protocol.CutsOnce && (!strategy.IsOneShot || strategy.Structure != "weight" || strategy.Scope is not ("global" or "layer") || strategy.Limits != LayerLimits.None
            || vocabulary.Criteria.First(c => c.Name == strategy.Criterion) is { Updates: true } or { IsLayerwise: true }))
            return $"protocol '{protocol.Name}' cuts single weights once, within layers or globally, as its paper's code does: take the protocol bench";
        if (protocol.CutsOnce && (strategy.Retraining == Renewals.Repair || strategy.MeasureAfter == Renewals.Repair))
            return $"protocol '{protocol.Name}' prunes biases too, to which {Renewals.Repair} would give new values: take renew-norm";
        if (!imported) return null;
        if (strategy.From != StartPoint.Pretrained) return $"it begins at {strategy.From}, and imported weights have no initialization and no training that is known";
        if (strategy.Rule.Followed().Prepend(strategy.Rule).FirstOrDefault(r => vocabulary.Criteria.First(c => c.Name == r.Criterion).NeedsInitial) is { } reader)
            return $"criterion '{reader.Criterion}' reads the initial weights, which imported weights do not have";
        if (Retrainings.All.FirstOrDefault(r => r.Name == strategy.Retraining)?.NeedsPretraining(strategy) != true) return null;
        var reason = $"retraining '{strategy.Retraining}' goes back to the pretraining, and that of imported weights is not known: ";
        return vocabulary.Criteria.First(c => c.Name == strategy.Criterion).DrawsAnew
            ? reason + $"take '{strategy.Name}' in a block without 'start'"
            : reason + $"take one of {string.Join(", ", Retrainings.All.Where(r => !r.NeedsPretraining(strategy)).Select(r => r.Name))}";
    }
}
