using Bench.Core;

namespace Bench.Sweeps;

/// <summary>
/// The mask is made anew at every step from the magnitudes of all weights; forward passes see the masked weights, and the gradient goes to all of them,
/// straight through, so that a pruned weight may come back.
/// </summary>
public sealed class StraightThroughSchedule : ISchedule
{
    private static readonly NumberOption Decay = new("decay", 0, "weight decay of what the mask prunes, added to its gradient (SR-STE: 0.0002)") { High = 1 };

    public string Name => "straight-through";
    public string Title => "the mask made anew at every step, gradients to all weights";
    public string Source => "Jayakumar et al. (Top-KAST), NeurIPS 2020; Zhou et al. (SR-STE), ICLR 2021";
    public IReadOnlyList<PartOption> Options => [Decay];

    public string? WhyNot(StrategySpec strategy, IRetraining retraining) => WithinTraining.WhyNot(Name, retraining)
        ?? (strategy.Criterion == "magnitude" ? null : $"schedule '{Name}' makes the mask anew at every step, for which the criterion must be magnitude, not '{strategy.Criterion}'")
        ?? (strategy.Shuffle ? $"schedule '{Name}' makes the mask anew at every step, so 'shuffle' has no effect" : null);

    public void AddTo(MethodBuilder method)
    {
        var run = WithinTraining.RunOf(method);
        run = run with { StraightThrough = new(method.Cell.Strategy.Rule, method.Facts.Kept, Decay.Of(method.ScheduleOptions)) };
        method.CutToTarget();
        method.MeasureBefore();
        method.Train(run, run.Length);
    }
}
