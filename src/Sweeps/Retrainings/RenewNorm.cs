using Bench.Core;

namespace Bench.Sweeps;

/// <summary>Norm statistics are reset and averaged over training images, with the training augmentation; nothing else.</summary>
public sealed class RenewNorm : IRetraining
{
    public string Name => Renewals.RenewNorm;
    public string Title => "norm statistics reset and averaged over training images, nothing else";
    public string Source => "Li et al., EagleEye: Fast Sub-net Evaluation for Efficient Neural Network Pruning, ECCV 2020 (adaptive batch norm)";
    public IReadOnlyList<PartOption> Options => Renewals.Options;
    public bool NeedsNorms => true;

    public TrainingSpan? Run(MethodBuilder method) => null;

    public void Prepare(MethodBuilder method) =>
        method.Add(new RenewNormStep(Renewals.Of(Name, method.RetrainingOptions, method.Cell.Augmentation)!));
}

/// <summary>Each channel's activation variance is brought back to the dense network's, then the statistics are renewed.</summary>
public sealed class Repair : IRetraining
{
    public string Name => Renewals.Repair;
    public string Title => "each channel's variance brought back to the dense network's, then renewed";
    public string Source => "Jordan et al., REPAIR: REnormalizing Permuted Activations for Interpolation Repair, ICLR 2023";
    public IReadOnlyList<PartOption> Options => Renewals.Options;

    public TrainingSpan? Run(MethodBuilder method) => null;

    public void Prepare(MethodBuilder method) =>
        method.Add(new RenewNormStep(Renewals.Of(Name, method.RetrainingOptions, method.Cell.Augmentation)!));
}
