using Bench.Core;

namespace Bench.Sweeps;

/// <summary>A composition of parts with a name; the parts are names of their catalogues.</summary>
/// <param name="Spec">The composition, under its name.</param>
/// <param name="Title">One line.</param>
/// <param name="Source">The paper, or whose baseline it is.</param>
public sealed record NamedStrategy(StrategySpec Spec, string Title, string Source)
{
    public string Name => Spec.Name;
}

/// <summary>The named strategies: compositions of parts, no code. A new one is one line here.</summary>
public static class StrategyCatalogue
{
    private const string ShrinkBench = "Blalock et al., MLSys 2020 (ShrinkBench)";

    public static IReadOnlyList<NamedStrategy> All { get; } =
    [
        new(Of("global-magnitude", "magnitude", "global"), "the smallest weights of the network", ShrinkBench),
        new(Of("layer-magnitude", "magnitude", "layer"), "the smallest weights of each layer", ShrinkBench),
        new(Of("global-gradient", "gradient", "global"), "the weights of the network whose loss changes least, to first order", ShrinkBench),
        new(Of("layer-gradient", "gradient", "layer"), "the weights of each layer whose loss changes least, to first order", ShrinkBench),
        new(Of("random", "random", "global"), "weights at random", ShrinkBench),
        new(Of("global-activation", "activation", "global"), "the weights of the network that carry the least activation", ShrinkBench),
        new(Of("layer-activation", "activation", "layer"), "the weights of each layer that carry the least activation", ShrinkBench),
    ];

    /// <summary>
    /// What a composition is called, whatever a sweep calls it: as here, else <c>scope-criterion</c>, with a structure, a schedule and a starting point that
    /// are not the usual ones. Retraining and options are not part of it.
    /// </summary>
    public static string NameOf(StrategySpec strategy)
    {
        if (strategy.Criterion is null) return StrategySpec.Dense;
        if (All.FirstOrDefault(s => IsSame(s.Spec, strategy)) is { } named) return named.Name;
        return $"{strategy.Scope}-{strategy.Criterion}{Unless(strategy.Structure, "weight")}{Unless(strategy.Schedule, "one-shot")}"
            + (strategy.From == StartPoint.Pretrained ? "" : $"-from-{strategy.From.Replace(' ', '-')}");

        static string Unless(string part, string usual) => part == usual ? "" : "-" + part;
    }

    /// <exception cref="UserError">No strategy has that name.</exception>
    public static NamedStrategy Find(string name) =>
        All.FirstOrDefault(s => s.Name == name) ?? throw new UserError(Names.Unknown("strategy", name, All.Select(s => s.Name)));

    // In all but how the criterion looks at data; and in the retraining, where it belongs to the name.
    private static bool IsSame(StrategySpec named, StrategySpec other) => named with { Name = "" } == other with
    {
        Name = "", ScoringSamples = named.ScoringSamples, ScoringBatch = named.ScoringBatch, ScoringBatchNorm = named.ScoringBatchNorm,
        Retraining = BelongsToName(named) ? other.Retraining : named.Retraining,
        RetrainingOptions = BelongsToName(named) ? other.RetrainingOptions : named.RetrainingOptions,
    };

    private static bool BelongsToName(StrategySpec named) => named.Retraining != "fine-tune";

    private static StrategySpec Of(string name, string criterion, string scope) => new() { Name = name, Criterion = criterion, Scope = scope };
}
