using Bench.Core;

namespace Bench.Sweeps;

/// <summary>The weights stay; training is done again from a point of the pretraining to its end, with its learning rates and data, the optimizer fresh.</summary>
public sealed class LearningRateRewind : IRetraining
{
    public string Name => "lr-rewind";
    public string Title => "the pretraining's learning rates again, from a point of it, with the weights as they are";
    public string Source => "Renda et al., Comparing Rewinding and Fine-tuning in Neural Network Pruning, ICLR 2020";
    public IReadOnlyList<PartOption> Options => RewindPoint.Options;
    public bool Rewinds => true;

    public bool NeedsPretraining(StrategySpec strategy) => true;

    public string? WhyNot(StrategySpec strategy) => RewindPoint.WhyNot(strategy);

    public TrainingSpan? Run(MethodBuilder method) => method.PretrainingRun(RewindPoint.Of(method));

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(StartPoint.AtStep(RewindPoint.Of(method)), RewindStep.LearningRate));
}
