using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Norm statistics renewed over training images: as a retraining, and before measurements.</summary>
public static class Renewals
{
    public const string Nothing = "nothing", RenewNorm = "renew-norm", Repair = "repair";

    public static readonly WholeOption Samples = new("samples", 5000, "training images that are looked at, once each; all, where there are fewer") { Least = 2 };
    public static readonly WholeOption Batch = new("batch", 250, "images in a batch, each of which counts the same in the average") { Least = 2 };

    /// <summary>What may be done before measurements.</summary>
    public static IReadOnlyList<string> All { get; } = [Nothing, RenewNorm, Repair];

    public static IReadOnlyList<PartOption> Options => [Samples, Batch];

    /// <summary>The rule that a name stands for; null for <see cref="Nothing"/>.</summary>
    public static RenewalRule? Of(string name, OptionValues options, AugmentationSpec? augmentation) =>
        name == Nothing ? null : new(Samples.Of(options), Batch.Of(options), augmentation ?? new AugmentationSpec(), name == Repair);

    /// <summary>Whether a strategy renews anything, and so depends on the augmentation of training.</summary>
    public static bool IsIn(StrategySpec strategy) => strategy.MeasureAfter != Nothing || strategy.Retraining is RenewNorm or Repair;

    /// <summary>Whether a strategy does nothing to a network without norms.</summary>
    public static bool NeedsNorms(StrategySpec strategy) => strategy.MeasureAfter == RenewNorm || Retrainings.Find(strategy.Retraining).NeedsNorms;
}
