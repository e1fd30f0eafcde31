using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What accuracy is drawn against; a figure is added with one line in <see cref="All"/>.</summary>
/// <param name="Name">The end of the file's name.</param>
/// <param name="Label">The axis label.</param>
/// <param name="Of">The position of a point, at least 1 for the ratios that are drawn.</param>
/// <param name="Shared">Whether strategies stand at the same positions, so that their error bars would cover each other.</param>
internal sealed record CostAxis(string Name, string Label, Func<TradeoffPoint, double> Of, bool Shared)
{
    public static CostAxis Compression { get; } = new("compression", "Compression ratio", p => p.AchievedCompression, Shared: true);

    public static CostAxis Speedup { get; } = new("speedup", "Theoretical speedup", p => p.Speedup, Shared: false);

    public static IReadOnlyList<CostAxis> All { get; } = [Compression, Speedup];
}
