namespace Bench.Analysis.Comparing;

/// <summary>A ratio, or the area, by which nothing is ranked.</summary>
/// <param name="Measure">What would have been ranked, such as <c>top-1 at 4×</c>.</param>
/// <param name="Compression">The asked ratio; null for the area.</param>
/// <param name="Why">In a clause.</param>
public sealed record Unranked(string Measure, double? Compression, string Why)
{
    internal static Unranked Of(string measure, double? compression, IReadOnlyList<string> methods, IReadOnlyList<LeftOutBlock> leftOut) => new(measure, compression, methods switch
    {
        [] => compression is null ? "no strategy has a curve of two ratios or more without a gap" : "no strategy has a result there",
        [var one] => compression is null ? "no two strategies have curves without a gap, and ratios in a range that both cover" : $"{one} alone has a result there",
        _ => $"no data set and model has {(compression is null ? "such curves" : "results")} of all {methods.Count} strategies ({string.Join("; ", leftOut.Select(b => $"{b.Block.Title} lacks {b.Lacking.Count}"))}), though each may by itself (--where)",
    });
}
