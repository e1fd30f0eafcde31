using Bench.Analysis;
using Bench.Results;
using Bench.Tests.Figures;

namespace Bench.Tests.Analysis.Comparing;

/// <summary>Rows of made-up cells for comparisons.</summary>
internal static class MadeUpBlocks
{
    private static readonly ResultRow Some = MadeUp.Rows("mnist", "lenet5", strategies: ["random"], ratios: [4]).Last();

    /// <summary>A cell; the strategy <c>dense</c> is the control.</summary>
    public static ResultRow Cell(string dataset, string strategy, double compression, int seed, double top1) => Some with
    {
        Identity = $"{dataset}/{strategy}/{compression}/{seed}",
        Dataset = dataset,
        Strategy = strategy,
        Composition = MadeUp.CompositionOf(strategy),
        IsControl = strategy == "dense",
        Compression = compression,
        AchievedCompression = compression,
        TheoreticalSpeedup = compression,
        BudgetEpochs = 10,
        Seed = seed,
        Top1 = top1,
    };

    /// <summary>A table of accuracies, blocks as rows and methods m0, m1, ... as columns, at ratio 4; each of two seeds that average to the value.</summary>
    public static IReadOnlyList<Panel> Table(double[][] values) => TradeoffCurves.Of(
        [.. values.SelectMany((row, block) => row.SelectMany((value, method) => new[] { 1, 2 }.Select(seed =>
            Cell($"data{block}", $"m{method}", 4, seed, value / 100 + (seed - 1.5) * 0.001))))], []);
}
