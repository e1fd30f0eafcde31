using Bench.Core;
using Bench.Sweeps.Reading;

namespace Bench.Sweeps;

/// <summary>All retrainings.</summary>
public static class Retrainings
{
    public static IReadOnlyList<IRetraining> All { get; } =
    [
        new FineTune(),
        new NoRetraining(),
        new LearningRateRewind(),
        new WeightRewind(),
        new Reinitialize(),
        new ScratchE(),
        new ScratchB(),
        new ScratchTotal(),
        new Distill(),
        new RenewNorm(),
        new Repair(),
    ];

    /// <summary>The recipe of a strategy's retraining; null where it trains by that of the pretraining, or not at all.</summary>
    /// <inheritdoc cref="IRetraining.RecipeOf"/>
    public static RecipeSpec? RecipeOf(StrategySpec strategy, RecipeSpec? pretraining, RecipeSpec retraining, int? samples) =>
        Find(strategy.Retraining) is var kind && kind.UsesRetrainingRecipe(strategy) ? kind.RecipeOf(pretraining, retraining, samples) : null;

    /// <exception cref="UserError">No retraining has that name.</exception>
    public static IRetraining Find(string name) =>
        All.FirstOrDefault(r => r.Name == name) ?? throw new UserError(NameHints.Unknown("retraining", name, All.Select(r => r.Name)));
}
