using Bench.Core;

namespace Bench.Sweeps;

/// <summary>What follows on a cut. A new one is one file and one line in <see cref="Retrainings"/>.</summary>
public interface IRetraining
{
    /// <summary>What sweeps call it.</summary>
    string Name { get; }

    /// <summary>One line.</summary>
    string Title { get; }

    /// <summary>The paper behind it.</summary>
    string Source { get; }

    /// <summary>Of its behaviour: raised when its steps change.</summary>
    int Version => 1;

    /// <summary>What a sweep may set.</summary>
    IReadOnlyList<PartOption> Options => [];

    /// <summary>Whether it trains by the retraining recipe, for a strategy that begins where the given one does; else by that of the pretraining, or not at all.</summary>
    bool UsesRetrainingRecipe(StrategySpec strategy) => false;

    /// <summary>Whether of that recipe its length counts, and nothing else.</summary>
    bool TakesLengthOnly => false;

    /// <summary>The recipe that a cell trains by, where it uses that of retraining.</summary>
    /// <param name="pretraining">Null: the weights are imported.</param>
    /// <param name="retraining">As the sweep has it.</param>
    /// <param name="samples">Of the training split; null: not known.</param>
    RecipeSpec RecipeOf(RecipeSpec? pretraining, RecipeSpec retraining, int? samples) => retraining;

    /// <summary>Whether it goes back to an earlier state of the pretraining, or must know the initial weights: imported weights have none.</summary>
    bool NeedsPretraining(StrategySpec strategy) => false;

    /// <summary>Whether it does nothing to a network without norms, which is refused.</summary>
    bool NeedsNorms => false;

    /// <summary>Whether it draws all weights anew and trains them by the recipe of the pretraining.</summary>
    bool DrawsAnew => false;

    /// <summary>Whether each round begins from another state than the one that the round before has left: such a run cannot be divided among rounds.</summary>
    bool Rewinds => false;

    /// <summary>Why it cannot go with the other parts of a strategy, in one line; null where it can.</summary>
    string? WhyNot(StrategySpec strategy) => null;

    /// <summary>The run that trains; null where nothing is trained.</summary>
    TrainingSpan? Run(MethodBuilder method);

    /// <summary>Adds what comes after a cut and before training: going back to weights, renewing statistics.</summary>
    void Prepare(MethodBuilder method)
    {
    }
}
