using Bench.Core;

namespace Bench.Strategies;

/// <summary>All criteria of channels. A new one is one file and one line here; every weight criterion is one besides.</summary>
public static class ChannelCriteria
{
    public static IReadOnlyList<IChannelCriterion> All { get; } =
    [
        new FilterNormCriterion(1),
        new FilterNormCriterion(2),
        new NormScaleCriterion(),
        new GeometricMedianCriterion(),
        new ZerosCriterion(),
        new GateTaylorCriterion(),
        new GroupFisherCriterion(),
        new GroupNormCriterion(),
        new RandomChannelCriterion(),
    ];

    /// <summary>
    /// In place of a criterion: no channels are removed, but the same family takes its place with narrower layers, and new weights (Blalock et al., MLSys 2020,
    /// on dense networks of the same size as controls).
    /// </summary>
    public const string Width = "width";

    /// <summary>A criterion of channels, or else one of weights, summed over those of each unit.</summary>
    /// <exception cref="UserError">No criterion has that name, or it gives weights no scores that can be summed.</exception>
    public static IChannelCriterion Find(string name)
    {
        if (All.FirstOrDefault(c => c.Name == name) is { } own) return own;
        var weights = Criteria.All.FirstOrDefault(c => c.Name == name)
            ?? throw new UserError(Names.Unknown("criterion", name, All.Select(c => c.Name).Concat(Summed.Select(c => c.Name)).Distinct()));
        return Summed.Contains(weights) ? new SummedCriterion(weights) : throw new UserError(
            $"criterion '{name}' gives no scores of channels: it makes up for single weights in others, or reads their past (valid: {string.Join(", ", All.Select(c => c.Name).Concat(Summed.Select(c => c.Name)).Distinct())})");
    }

    /// <summary>Those whose names no criterion of weights has.</summary>
    public static IEnumerable<IChannelCriterion> Alone => All.Where(c => Criteria.All.All(w => w.Name != c.Name));

    /// <summary>Whether a criterion scores channels, by itself or by the sum over their weights.</summary>
    public static bool Takes(string name) => All.Any(c => c.Name == name) || Summed.Any(c => c.Name == name);

    // What reads the past of single weights knows nothing of a network that has become smaller.
    private static IEnumerable<ICriterion> Summed => Criteria.All.Where(c => !c.Updates && !c.NeedsInitial && !c.NeedsTraining);
}
