using Bench.Analysis.Statistics;

namespace Bench.Analysis;

/// <summary>
/// Which of several strategies has the best mean at one operating point, and whether the difference to the second best can be told from the noise of seeds: a
/// paired t over the seeds that both have, with Holm's correction over the comparisons of the best with each other strategy.
/// </summary>
/// <param name="Best">Its place among the strategies.</param>
/// <param name="Second">The place of the second best.</param>
/// <param name="Test">Of the best against the second.</param>
/// <param name="CorrectedP">Null where the test gives none.</param>
public sealed record BestStrategy(int Best, int Second, PairedTTest Test, double? CorrectedP)
{
    /// <summary>The level at which a difference is told from noise.</summary>
    public const double Level = 0.05;

    /// <summary>Whether the difference to the second best is told from noise.</summary>
    public bool IsSignificant => CorrectedP < Level;

    /// <summary>The best of strategies' values by seed; null where fewer than two have any. Equal means keep the order of the strategies.</summary>
    public static BestStrategy? Of(IReadOnlyList<IReadOnlyDictionary<int, double>> strategies, bool higherIsBetter)
    {
        var ranked = strategies.Index().Where(s => s.Item.Count > 0 && s.Item.Values.All(double.IsFinite))
            .OrderBy(s => s.Item.Values.Average() * (higherIsBetter ? -1 : 1)).Select(s => s.Index).ToList();
        if (ranked.Count < 2) return null;
        var tests = ranked.Skip(1).Select(other => Paired(strategies[ranked[0]], strategies[other])).ToList();
        return new(ranked[0], ranked[1], tests[0], Holm.Adjust([.. tests.Select(t => t.P)])[0]);
    }

    /// <summary>The paired t of one strategy against another, over the seeds that both have.</summary>
    public static PairedTTest Paired(IReadOnlyDictionary<int, double> one, IReadOnlyDictionary<int, double> other)
    {
        var seeds = one.Keys.Where(other.ContainsKey).Order().ToList();
        return PairedTTest.Of([.. seeds.Select(s => one[s])], [.. seeds.Select(s => other[s])]);
    }
}
