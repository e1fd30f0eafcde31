using Bench.Analysis.Statistics;
using Bench.Core;

namespace Bench.Analysis.Comparing;

/// <summary>
/// Strategies compared over data sets and models, as Demšar, "Statistical comparisons of classifiers over multiple data sets" (JMLR 2006), advises; and within
/// each of them over seeds. Whoever prints a rank, a test or a difference takes it from here.
/// </summary>
public sealed record Comparison
{
    /// <summary>What was asked.</summary>
    public required ComparisonChoice Choice { get; init; }

    /// <summary>The strategy that the others are tested against; null where all pairs are.</summary>
    public required string? Reference { get; init; }

    /// <summary>At each ratio, by rising compression.</summary>
    public required IReadOnlyList<Ranking> AtRatios { get; init; }

    /// <summary>By the area under each curve over the compression (<see cref="CurveCost.Along"/>) that all curves of a block cover; null where there is no such range.</summary>
    public required Ranking? OverArea { get; init; }

    /// <summary>The ratios, and the area, by which nothing could be ranked.</summary>
    public IReadOnlyList<Unranked> Unranked { get; init; } = [];

    /// <summary>By block and strategy: paired t against the reference over seeds, at each ratio.</summary>
    public required IReadOnlyList<BlockTests> Within { get; init; }

    /// <summary>Each curve in a few numbers, by block and strategy.</summary>
    public required IReadOnlyList<CurveSummary> Curves { get; init; }

    /// <summary>What a reader has to know: where the reference comes from, what was left out, what differs besides.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The comparison of all panels of a set of results.</summary>
    /// <exception cref="UserError">The reference or a ratio is not there.</exception>
    public static Comparison Of(IReadOnlyList<Panel> panels, ComparisonChoice choice) =>
        ComparisonMaker.Of(BlockCurves.Of(panels), choice) is var comparison && ComparisonNotes.OfMissing(panels) is { } missing ? comparison with { Notes = [.. comparison.Notes, missing] } : comparison;
}

/// <summary>One strategy against the reference in one block.</summary>
/// <param name="Block">Which.</param>
/// <param name="Method">The strategy.</param>
/// <param name="Reference">What it is tested against.</param>
/// <param name="Ratios">By rising compression; corrected by Holm for their number.</param>
public sealed record BlockTests(Block Block, string Method, string Reference, IReadOnlyList<RatioTest> Ratios);

/// <summary>Two strategies at one ratio, seed by seed; positive where the method is better.</summary>
/// <param name="Compression">The asked ratio.</param>
/// <param name="Test">Null where the two share no control or no budget: what would be tested is then not the strategy alone.</param>
/// <param name="Verdict">What may be said.</param>
public sealed record RatioTest(double Compression, PairedTTest? Test, Verdict Verdict);

/// <summary>One curve in a few numbers.</summary>
/// <param name="Block">Of which data set and model.</param>
/// <param name="Method">Of which strategy.</param>
/// <param name="Area">Mean top-1 over the doublings of compression (<see cref="CurveCost.Along"/>) that all curves of the block cover, a value for each seed; null where there is no such range.</param>
/// <param name="Range">That range.</param>
/// <param name="Compression">The largest compression that keeps the control's accuracy but for the margin.</param>
/// <param name="Speedup">The largest theoretical speedup.</param>
/// <param name="Measured1">The largest measured speedup, for one sample and for 128.</param>
/// <param name="Measured128">See <paramref name="Measured1"/>.</param>
/// <param name="Points">Mean, deviation, n and cost at each ratio, the control's at 1 included.</param>
/// <param name="Drops">The control's accuracy less the strategy's at each asked ratio, over seeds.</param>
public sealed record CurveSummary(
    Block Block, string Method, Sample? Area, CostRange? Range, KeptAccuracy Compression, KeptAccuracy Speedup, KeptAccuracy Measured1, KeptAccuracy Measured128,
    IReadOnlyList<TradeoffPoint> Points, IReadOnlyList<(double Compression, Sample? Drop)> Drops);
