using Bench.Core;

namespace Bench.Strategies;

/// <summary>All criteria. A new one is one file and one line here.</summary>
public static class Criteria
{
    public static IReadOnlyList<ICriterion> All { get; } =
    [
        new MagnitudeCriterion(),
        new GradientCriterion(),
        new ActivationCriterion(),
        new RandomCriterion(),
        new WoodFisherCriterion(),
        new WoodFisherScoreCriterion(),
        new GraspCriterion(),
        new SynFlowCriterion(),
        new TaylorCriterion(),
        new FisherCriterion(),
        new HutchinsonCriterion(),
        new LampCriterion(),
        new MovementCriterion(),
        new WandaCriterion(),
        new LargeFinalCriterion(),
        new MagnitudeIncreaseCriterion(),
        new FileCriterion(),
        new ObcCriterion(),
        new SparseGptCriterion(),
    ];

    /// <exception cref="UserError">No criterion has that name.</exception>
    public static ICriterion Find(string name) =>
        All.FirstOrDefault(c => c.Name == name) ?? throw new UserError(Names.Unknown("criterion", name, All.Select(c => c.Name)));
}
