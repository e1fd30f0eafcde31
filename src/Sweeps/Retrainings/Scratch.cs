using Bench.Core;

namespace Bench.Sweeps;

/// <summary>The mask with weights drawn anew, trained as the dense network was: as many epochs.</summary>
public sealed class ScratchE : IRetraining
{
    public string Name => "scratch-e";
    public string Title => "the mask with weights drawn anew, trained by the whole recipe of the pretraining";
    public string Source => "Liu et al., Rethinking the Value of Network Pruning, ICLR 2019 (Scratch-E)";
    public bool Rewinds => true;
    public bool DrawsAnew => true;

    public bool NeedsPretraining(StrategySpec strategy) => true;

    public TrainingSpan? Run(MethodBuilder method) => method.PretrainingRun();

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(RewindStep.Redrawn, RewindStep.Weights));
}

/// <summary>The same with as much compute as the dense network had: as many times the epochs as its multiply-adds are those of the pruned one.</summary>
public sealed class ScratchB : IRetraining
{
    private static readonly NumberOption AtMost = new("at-most", 2, "how many times the epochs at most, as the paper has it") { Low = 1, High = 1000 };

    public string Name => "scratch-b";
    public string Title => "the same with equal compute: longer by dense ÷ effective multiply-adds, up to a factor";
    public string Source => "Liu et al., Rethinking the Value of Network Pruning, ICLR 2019 (Scratch-B)";
    public IReadOnlyList<PartOption> Options => [AtMost];
    public bool Rewinds => true;
    public bool DrawsAnew => true;

    public bool NeedsPretraining(StrategySpec strategy) => true;

    public TrainingSpan? Run(MethodBuilder method) => method.PretrainingRun() with { Stretch = AtMost.Of(method.RetrainingOptions) };

    public void Prepare(MethodBuilder method) => method.Add(new RewindStep(RewindStep.Redrawn, RewindStep.Weights));
}
