using Bench.Analysis.Statistics;

namespace Bench.Analysis.Comparing;

/// <summary>A data set × model pair: seeds are averaged within, and tests count blocks.</summary>
public sealed record Block(string Dataset, string Model, bool Synthetic)
{
    /// <summary>Such as <c>mnist × lenet5</c>.</summary>
    public string Title => $"{Dataset} × {Model}";
}

/// <summary>Strategies ranked over blocks by one quantity: at one compression ratio, or by the area under their curves.</summary>
public sealed record Ranking
{
    /// <summary>What is ranked, such as <c>top-1 at 4×</c>.</summary>
    public required string Measure { get; init; }

    /// <summary>The asked ratio; null for the area.</summary>
    public required double? Compression { get; init; }

    /// <summary>The strategies, the best mean rank first.</summary>
    public required IReadOnlyList<RankedMethod> Methods { get; init; }

    /// <summary>The blocks in which all of them have a result.</summary>
    public required IReadOnlyList<RankedBlock> Blocks { get; init; }

    /// <summary>Blocks that one of the strategies lacks.</summary>
    public required IReadOnlyList<LeftOutBlock> LeftOut { get; init; }

    /// <summary>Strategies that more than half of the blocks lack, so that they are left out rather than the blocks.</summary>
    public required IReadOnlyList<string> Rare { get; init; }

    /// <summary>Friedman's test, and Iman and Davenport's F with it.</summary>
    public required FriedmanTest Friedman { get; init; }

    /// <summary>Of the F: whether the strategies differ at all. Corrected for the ratios that are looked at; the area is tested by itself.</summary>
    public required Verdict Difference { get; init; }

    /// <summary>Nemenyi's critical difference of mean ranks; null where so few blocks cannot set two strategies apart whatever the data.</summary>
    public required double? CriticalDifference { get; init; }

    /// <summary>Strategies that no critical difference sets apart, by place in <see cref="Methods"/>, first and last: the bars of a critical-difference diagram.</summary>
    public required IReadOnlyList<(int First, int Last)> Cliques { get; init; }

    /// <summary>Each strategy against the reference, or all pairs.</summary>
    public required IReadOnlyList<MethodPair> Pairs { get; init; }

    /// <summary>How many blocks count.</summary>
    public int N => Blocks.Count;

    /// <summary>
    /// How sure the mean ranks in these blocks are: percentile bootstrap intervals over the seeds of each block, drawn alike for all strategies, in the order of
    /// <see cref="Methods"/>. They say nothing of other data sets and models. Null where a block has a single seed.
    /// </summary>
    public IReadOnlyList<Interval>? RankIntervals(double confidence = Interval.StandardConfidence, int resamples = 2000) => RankBootstrap.Of(this, confidence, resamples);
}

/// <summary>A strategy among those ranked.</summary>
/// <param name="Name">What figures call it.</param>
/// <param name="Composition">What it does.</param>
/// <param name="MeanRank">Over blocks, 1 the best.</param>
/// <param name="Mean">Of the values over blocks, which is no measure of its own: accuracies of different data do not add up.</param>
public sealed record RankedMethod(string Name, Composition Composition, double MeanRank, double Mean);

/// <summary>One block's values and ranks.</summary>
/// <param name="Block">Which.</param>
/// <param name="Values">Means over seeds, in the order of <see cref="Ranking.Methods"/>.</param>
/// <param name="Ranks">1 the best, ties averaged; in the same order.</param>
/// <param name="Seeds">Those that all strategies have.</param>
/// <param name="SeedValues">By strategy and seed.</param>
/// <param name="Range">What the area is over; null at a ratio.</param>
public sealed record RankedBlock(
    Block Block, IReadOnlyList<double> Values, IReadOnlyList<double> Ranks, IReadOnlyList<int> Seeds, IReadOnlyList<IReadOnlyList<double>> SeedValues, CostRange? Range);

/// <summary>A block that does not count.</summary>
/// <param name="Block">Which.</param>
/// <param name="Lacking">The strategies without a result there, or whose curve does not cover a common range.</param>
public sealed record LeftOutBlock(Block Block, IReadOnlyList<string> Lacking);

/// <summary>Two strategies over blocks; positive differences speak for <see cref="Method"/>.</summary>
public sealed record MethodPair
{
    public required string Method { get; init; }

    public required string Reference { get; init; }

    /// <summary>Blocks in which the method is better, equal but for rounding, and worse.</summary>
    public required int Wins { get; init; }
    public required int Ties { get; init; }
    public required int Losses { get; init; }

    /// <summary>Method − reference, a value for each block.</summary>
    public required Sample Differences { get; init; }

    /// <summary>Wilcoxon's test, with the rank-biserial correlation as its effect size.</summary>
    public required WilcoxonTest Test { get; init; }

    /// <summary>Of Wilcoxon's test, corrected by Holm for all pairs of this ranking.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Cohen's d_z: mean ÷ standard deviation of <see cref="Differences"/>; null for one block or without spread.</summary>
    public required double? EffectSize { get; init; }

    /// <summary>Of Nemenyi's test, which corrects for all pairs whatever is asked.</summary>
    public required Verdict Nemenyi { get; init; }

    /// <summary>In what the two differ besides: start, retraining, epochs of training. Empty where they share the control and the budget.</summary>
    public required string Caveat { get; init; }
}
