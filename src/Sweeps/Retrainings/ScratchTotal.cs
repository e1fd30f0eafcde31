using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// The mask with weights drawn anew, trained by the recipe of the pretraining for as many epochs as pretraining and retraining have together: whether what is
/// left would have been a better network from the start.
/// </summary>
public sealed class ScratchTotal : IRetraining
{
    public string Name => "scratch-total";
    public string Title => "the mask with weights drawn anew, trained by the pretraining's recipe for as many epochs as pretraining and retraining have together";
    public string Source => "after Liu et al., Rethinking the Value of Network Pruning, ICLR 2019; the equal total: ours";
    public bool Rewinds => true;
    public bool DrawsAnew => true;
    public bool TakesLengthOnly => true;

    public bool UsesRetrainingRecipe(StrategySpec strategy) => strategy.From == StartPoint.Pretrained;

    public bool NeedsPretraining(StrategySpec strategy) => true;

    public string? WhyNot(StrategySpec strategy) => strategy.From == StartPoint.Pretrained
        ? null
        : $"retraining '{Name}' adds the epochs of a retraining to those of the pretraining, and a strategy from {strategy.From} has the latter alone: take scratch-e";

    public RecipeSpec RecipeOf(RecipeSpec? pretraining, RecipeSpec retraining, int? samples)
    {
        if (pretraining is null) return retraining;
        if (pretraining.Epochs is { } first && retraining.Epochs is { } second) return pretraining with { Epochs = checked(first + second) };
        if (samples is not { } train) return pretraining;
        var facts = new MethodFacts(0, 0, train);
        // As many epochs, which batches of another size make other steps.
        var added = (double)facts.StepsOf(retraining) / facts.StepsPerEpoch(retraining) * facts.StepsPerEpoch(pretraining);
        return pretraining with { Epochs = null, Steps = (int)Math.Min(int.MaxValue, facts.StepsOf(pretraining) + Math.Round(added)) };
    }

    public TrainingSpan? Run(MethodBuilder method) => method.PretrainingRun(recipe: method.Cell.Retraining);

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(RewindStep.Redrawn, RewindStep.Weights));
}
