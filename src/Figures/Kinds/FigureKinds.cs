namespace Bench.Figures.Kinds;

/// <summary>The kinds of figures.</summary>
internal static class FigureKinds
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static IReadOnlyList<FigureKind> All { get; } =
    [
        Tradeoff.Kind,
        Drop.Kind,
        Error.Kind,
        Bands.Kind,
        BeforeAfter.Kind,
        Pareto.Kind,
        SmallerDense.Kind,
        Published.Kind,
        CriticalDifference.Kind,
        RankMap.Kind,
        Layers.Weights,
        Layers.Channels,
        Training.Kind,
        SeedScatter.Kind,
    ];
}
