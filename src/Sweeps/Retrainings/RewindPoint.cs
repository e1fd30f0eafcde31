using Bench.Core;

namespace Bench.Sweeps;

/// <summary>The options that say to which point of the pretraining a retraining goes back.</summary>
internal static class RewindPoint
{
    private static readonly WholeOption Epoch = new("epoch", 0, "the epoch of the pretraining to whose end it goes back; 0: initialization") { Least = 0 };
    private static readonly WholeOption Step = new("step", 0, "the optimizer step of the pretraining to which it goes back, instead of 'epoch'") { Least = 0 };

    public static IReadOnlyList<PartOption> Options { get; } = [Epoch, Step];

    public static string? WhyNot(StrategySpec strategy) =>
        strategy.RetrainingOptions.Find(Epoch.Name) is not null && strategy.RetrainingOptions.Find(Step.Name) is not null ? "a point is an 'epoch' or a 'step', not both" : null;

    /// <summary>The step of the pretraining.</summary>
    public static int Of(MethodBuilder method) => method.RetrainingOptions.Find(Step.Name) is not null
        ? Step.Of(method.RetrainingOptions)
        : (int)Math.Min(int.MaxValue, (long)Epoch.Of(method.RetrainingOptions) * method.Facts.StepsPerEpoch(method.Cell.Pretraining!));
}
