namespace Bench.Sweeps;

/// <summary>Training goes on from the weights that are left: by the retraining recipe from pretrained weights, by the rest of the training recipe from an earlier point.</summary>
public sealed class FineTune : IRetraining
{
    public string Name => "fine-tune";
    public string Title => "training goes on from the weights that are left";
    public string Source => "Han et al., NeurIPS 2015";

    public bool UsesRetrainingRecipe(StrategySpec strategy) => strategy.From == StartPoint.Pretrained;

    public TrainingSpan? Run(MethodBuilder method) => method.OrdinaryRun();
}
