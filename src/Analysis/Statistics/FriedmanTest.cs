namespace Bench.Analysis.Statistics;

/// <summary>
/// Whether methods differ at all over blocks: Friedman's χ² (Friedman, "The use of ranks to avoid the assumption of normality", JASA 1937), corrected for ties
/// (Conover, "Practical Nonparametric Statistics"), as Demšar, "Statistical comparisons of classifiers over multiple data sets" (JMLR 2006), advises.
/// </summary>
public sealed record FriedmanTest : StatisticalTest
{
    /// <inheritdoc/>
    public override string Name => "Friedman";

    /// <summary>k.</summary>
    public required int Methods { get; init; }

    /// <summary>Mean over blocks of each method's rank, 1 the best.</summary>
    public required IReadOnlyList<double> MeanRanks { get; init; }

    /// <summary>χ² with k − 1 degrees of freedom, corrected for ties; null where undefined.</summary>
    public double? ChiSquare { get; init; }

    /// <summary>What the uncorrected χ² was divided by: 1 without ties.</summary>
    public double TieCorrection { get; init; } = 1;

    /// <summary>The same as an F.</summary>
    public required ImanDavenportTest ImanDavenport { get; init; }

    /// <summary>The test of values of methods (columns) in blocks (rows).</summary>
    public static FriedmanTest Of(IReadOnlyList<IReadOnlyList<double>> blocks, bool higherIsBetter = true) => blocks.Any(b => b.Any(v => !double.IsFinite(v)))
        ? Without(blocks.Count, blocks[0].Count, [], "a value is not a finite number")
        : OfRanks([.. blocks.Select(b => Ranks.Of(b, higherIsBetter))]);

    /// <summary>The test of ranks of methods (columns) in blocks (rows).</summary>
    public static FriedmanTest OfRanks(IReadOnlyList<IReadOnlyList<double>> ranks)
    {
        int n = ranks.Count, k = n == 0 ? 0 : ranks[0].Count;
        if (ranks.Any(r => r.Count != k)) throw new ArgumentException("every block ranks the same methods", nameof(ranks));
        var means = Enumerable.Range(0, k).Select(j => ranks.Sum(r => r[j]) / n).ToArray();
        if (k < 2) return Without(n, k, means, "there are fewer than two methods");
        if (n < 2) return Without(n, k, means, "there are fewer than two blocks");
        var correction = 1 - ranks.Sum(Ranks.TiedCubes) / (n * (Math.Pow(k, 3) - k));
        var alike = Math.Pow(Permutations(Enumerable.Range(1, k).Select(i => (double)i)), 1 - n);
        var least = Math.Max(alike, Tails.ChiSquare(n * (k - 1), k - 1));
        // All methods are equal in every block: as little of a difference as there can be.
        var chi = correction <= 0 ? 0 : 12.0 * n / (k * (k + 1)) * means.Sum(m => (m - (k + 1) / 2.0) * (m - (k + 1) / 2.0)) / correction;
        var rest = n * (k - 1) - chi;
        var perfect = rest <= 1e-9 * n * (k - 1);
        var f = perfect ? double.PositiveInfinity : (n - 1) * chi / rest;
        return new()
        {
            N = n, Methods = k, MeanRanks = means, TieCorrection = Math.Max(0, correction), ChiSquare = chi, P = Tails.ChiSquare(chi, k - 1), LeastP = least,
            ImanDavenport = new()
            {
                N = n, F = f, Numerator = k - 1, Denominator = (k - 1) * (n - 1), LeastP = alike,
                P = perfect ? Math.Pow(Permutations(ranks[0]), 1 - n) : Tails.Fisher(f, k - 1, (k - 1.0) * (n - 1)),
            },
        };
    }

    // In how many orders these ranks can be given out.
    private static double Permutations(IEnumerable<double> ranks)
    {
        static double Factorial(int n) => Enumerable.Range(1, n).Aggregate(1.0, (product, i) => product * i);
        var all = ranks.ToList();
        return Factorial(all.Count) / all.GroupBy(r => r).Aggregate(1.0, (product, g) => product * Factorial(g.Count()));
    }

    private static FriedmanTest Without(int n, int k, IReadOnlyList<double> means, string why) => new()
    {
        N = n, Methods = k, MeanRanks = means, LeastP = 1, Undefined = why, ImanDavenport = new() { N = n, LeastP = 1, Undefined = why },
    };
}
