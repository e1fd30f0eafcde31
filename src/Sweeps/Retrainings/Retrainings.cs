using Bench.Core;
using Bench.Sweeps.Reading;

namespace Bench.Sweeps;

/// <summary>All retrainings.</summary>
public static class Retrainings
{
    public static IReadOnlyList<IRetraining> All { get; } =
    [
        new FineTune(),
        new NoRetraining(),
        new LearningRateRewind(),
        new WeightRewind(),
        new Reinitialize(),
        new ScratchE(),
        new ScratchB(),
        new Distill(),
        new RenewNorm(),
        new Repair(),
    ];

    /// <exception cref="UserError">No retraining has that name.</exception>
    public static IRetraining Find(string name) =>
        All.FirstOrDefault(r => r.Name == name) ?? throw new UserError(NameHints.Unknown("retraining", name, All.Select(r => r.Name)));
}
