using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// Parameters and norm statistics go back to a point of the pretraining, the mask stays; from there the pretraining is done again, with its learning rates
/// and data, the optimizer fresh. To initialization it is the lottery ticket of Frankle and Carbin.
/// </summary>
public sealed class WeightRewind : IRetraining
{
    public string Name => "weight-rewind";
    public string Title => "back to the weights of a point of the pretraining, and from there again";
    public string Source => "Frankle et al., Linear Mode Connectivity and the Lottery Ticket Hypothesis, ICML 2020; Renda et al., ICLR 2020";
    public IReadOnlyList<PartOption> Options => RewindPoint.Options;
    public bool Rewinds => true;

    public bool NeedsPretraining(StrategySpec strategy) => true;

    public string? WhyNot(StrategySpec strategy) => RewindPoint.WhyNot(strategy);

    public TrainingSpan? Run(MethodBuilder method) => method.PretrainingRun(RewindPoint.Of(method));

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(StartPoint.AtStep(RewindPoint.Of(method)), RewindStep.Weights));
}
