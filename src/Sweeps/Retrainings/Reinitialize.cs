namespace Bench.Sweeps;

/// <summary>The mask stays and the weights are drawn anew; then as fine-tuning, with the same budget.</summary>
public sealed class Reinitialize : IRetraining
{
    public string Name => "reinitialize";
    public string Title => "the mask with weights drawn anew, trained as fine-tuning would";
    public string Source => "Frankle and Carbin, ICLR 2019; Frankle et al., Pruning Neural Networks at Initialization, ICLR 2021";
    public bool Rewinds => true;

    public bool UsesRetrainingRecipe(StrategySpec strategy) => strategy.From == StartPoint.Pretrained;

    public TrainingSpan? Run(MethodBuilder method) => method.OrdinaryRun();

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(RewindStep.Redrawn, RewindStep.Weights));
}
