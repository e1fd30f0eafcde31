using Bench.Models;
using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Cli;

/// <summary>A cell that strategies are shown for where no sweep says of which: MNIST × LeNet-300-100 at a ratio of 8, with default recipes.</summary>
internal static class StandardCell
{
    public const string Dataset = "mnist", Model = "lenet-300-100";
    public const double Compression = 8;

    private static int TrainSamples => SplitSizes.OfPublished(60_000, 10_000).Train;

    /// <summary>How a list says which.</summary>
    public static string Text => $"{Dataset} × {Model} at a ratio of {Compression}, with default recipes";

    public static CellSpec Of(StrategySpec strategy)
    {
        var family = ModelCatalogue.Find(Model).Family;
        var pretraining = RecipeCatalogue.Pretraining(Model, family).Recipe;
        return new()
        {
            Protocol = "bench", Dataset = new() { Name = Dataset }, Model = Model, Pretraining = pretraining, Strategy = strategy, Compression = Compression, Seed = 1,
            Retraining = Retrainings.RecipeOf(strategy, pretraining, RecipeCatalogue.Retraining(family).Recipe, TrainSamples),
            Augmentation = Renewals.IsIn(strategy) ? AugmentationSpec.Of(pretraining) : null,
        };
    }

    /// <summary>Its steps in round numbers, for which no network need be built: verbs and rounds are right, counts are not.</summary>
    public static IReadOnlyList<Step> RoughStepsOf(StrategySpec strategy)
    {
        const long prunable = 1_000_000;
        if (strategy.IsOfChannels) return Method.StepsOf(Of(strategy), new(prunable, (long)(prunable / Compression), TrainSamples));
        var criterion = Strategies.Criteria.Find(strategy.Criterion!);
        return Method.StepsOf(Of(strategy), new(prunable, (long)(prunable / Compression), TrainSamples, criterion.Updates, criterion.NeedsTraining));
    }
}
