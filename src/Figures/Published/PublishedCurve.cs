using Bench.Analysis.Published;

namespace Bench.Figures;

/// <summary>A published point where it stands on a panel.</summary>
/// <param name="Point">The point.</param>
/// <param name="X">Its ratio.</param>
/// <param name="Y">Its value of the measure, in [0, 1] where that is a share.</param>
/// <param name="Deviation">Of it; null where the source states none.</param>
internal sealed record PublishedSpot(PublishedPoint Point, double X, double Y, double? Deviation);

/// <summary>Published points of one entry of a legend: a method, or several that have few points each.</summary>
/// <param name="File">The file they are of.</param>
/// <param name="Name">What the source calls the method; how many methods where there are several.</param>
/// <param name="Joined">Whether they are one curve.</param>
/// <param name="OtherSizes">Whether their ratio counts other parameters than the panel's, or does not say which.</param>
/// <param name="Spots">By rising ratio.</param>
internal sealed record PublishedCurve(string File, string Name, bool Joined, bool OtherSizes, IReadOnlyList<PublishedSpot> Spots)
{
    /// <summary>Its marker tells the method, its colour the strategy that it is, where that is drawn too.</summary>
    public required StrategyStyle Style { get; init; }
}
