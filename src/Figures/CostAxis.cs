using Bench.Analysis;

namespace Bench.Figures;

/// <summary>What accuracy is drawn against; a figure is added with one line in <see cref="All"/>.</summary>
/// <param name="Name">The end of the file's name.</param>
/// <param name="Label">The axis label.</param>
/// <param name="Of">The position of a point, above 0.</param>
/// <param name="Shared">Whether strategies stand at the same positions, so that their error bars would cover each other.</param>
internal sealed record CostAxis(string Name, string Label, Func<TradeoffPoint, double> Of, bool Shared)
{
    public static CostAxis Compression { get; } = new("compression", "Compression ratio", p => p.AchievedCompression, Shared: true);

    public static CostAxis Speedup { get; } = new("speedup", "Theoretical speedup", p => p.Speedup, Shared: false);

    public static IReadOnlyList<CostAxis> All { get; } = [Compression, Speedup];

    /// <summary>Measured ones, of points that were measured; drawn beside the theoretical one only, to the same scale.</summary>
    public static IReadOnlyList<CostAxis> Measured { get; } =
    [
        new("measured-1", "Measured speedup, batch 1", p => p.MeasuredSpeedup1!.Value, Shared: false) { Beside = Speedup },
        new("measured-128", "Measured speedup, batch 128", p => p.MeasuredSpeedup128!.Value, Shared: false) { Beside = Speedup },
    ];

    /// <summary>Another axis that has the same ends; null: its ends are its own.</summary>
    public CostAxis? Beside { get; init; }

    /// <summary>Positions that lie between the ends of the axis.</summary>
    public IEnumerable<double> Spanned(TradeoffPoint point) => Beside is null ? [Of(point)] : [Of(point), Beside.Of(point)];
}
