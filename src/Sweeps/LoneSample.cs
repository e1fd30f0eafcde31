using System.Globalization;

namespace Bench.Sweeps;

/// <summary>
/// Batches of one sample: a batch norm over 1×1 maps sees one value a channel of it, which has no variance, so neither has a number
/// that could be trained on.
/// </summary>
public static class LoneSample
{
    /// <summary>Why a recipe cannot train a network with such a batch norm, with the nearest batch that can; null where no batch of the run has one sample.</summary>
    /// <param name="phase">What the recipe is of: <c>pretraining</c>, <c>retraining</c>.</param>
    /// <param name="recipe">Its batch and length.</param>
    /// <param name="train">Training samples, without the validation split.</param>
    /// <param name="norm">Name of the batch norm.</param>
    public static string? In(string phase, RecipeSpec recipe, int train, string norm) =>
        Occurs(recipe, train) ? Reason(phase, recipe.Batch, train, norm, batch => !Occurs(recipe with { Batch = batch }, train)) : null;

    /// <summary>The same of scoring with batch norm by each batch's statistics.</summary>
    public static string? InScoring(StrategySpec strategy, int train, string norm)
    {
        var samples = Math.Min(strategy.ScoringSamples, train);
        if (samples == 1 && strategy.ScoringBatchNorm == "train") return $"scoring: one sample, of which batch norm '{norm}' sees one value a channel; two would do";
        return Occurs(strategy, train) ? Reason("scoring", strategy.ScoringBatch, samples, norm, batch => !Leaves(samples, batch)) : null;
    }

    /// <summary>Whether a batch of the run has one sample: all have, or the last of an epoch that the run gets to.</summary>
    internal static bool Occurs(RecipeSpec recipe, int train) =>
        recipe.Batch == 1 || (Leaves(train, recipe.Batch) && (recipe.Epochs is not null || recipe.Steps >= (train - 1) / recipe.Batch + 1));

    /// <summary>Whether a batch of scoring that sets batch norm to training has one sample.</summary>
    internal static bool Occurs(StrategySpec strategy, int train) =>
        strategy.ScoringBatchNorm == "train" && Leaves(Math.Min(strategy.ScoringSamples, train), strategy.ScoringBatch);

    private static bool Leaves(int samples, int batch) => batch == 1 || samples % batch == 1;

    private static string Reason(string phase, int batch, int samples, string norm, Func<int, bool> works)
    {
        var how = batch == 1 ? "means batches of one sample"
            : string.Create(CultureInfo.InvariantCulture, $"leaves one sample to the last batch ({samples} = {samples / batch} × {batch} + 1)");
        return $"{phase}: 'batch: {batch}' {how}, of which batch norm '{norm}' sees one value a channel; {Nearest()}";

        string Nearest()
        {
            for (var away = 1; away < Math.Max(batch, samples); away++)
                foreach (var other in (int[])[batch - away, batch + away])
                    if (other > 1 && works(other)) return $"batch {other} would do";
            return "more samples are needed";
        }
    }
}
