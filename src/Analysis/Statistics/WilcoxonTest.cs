namespace Bench.Analysis.Statistics;

/// <summary>
/// Wilcoxon's signed-rank test, two-sided (Wilcoxon, "Individual comparisons by ranking methods", Biometrics Bulletin 1945): whether a method differs from another
/// over blocks. Blocks without a difference are dropped, as Wilcoxon did. The distribution is exact where no difference is 0 and none ties another in
/// size; else the normal one, with the variance corrected for ties and without a correction for continuity, as SciPy has it.
/// </summary>
public sealed record WilcoxonTest : StatisticalTest
{
    // 2^-1000 is still a double, and the table of sums takes a second.
    private const int MostExact = 1000;

    /// <inheritdoc/>
    public override string Name => "Wilcoxon signed-rank";

    /// <summary>Blocks that differ.</summary>
    public required int NonZero { get; init; }

    /// <summary>Sum of the ranks of positive differences, and of negative ones.</summary>
    public double Positive { get; init; }
    public double Negative { get; init; }

    /// <summary>The lesser of the two sums.</summary>
    public double Statistic => Math.Min(Positive, Negative);

    /// <summary>Whether <see cref="StatisticalTest.P"/> is exact.</summary>
    public bool Exact { get; init; }

    /// <summary>The matched-pairs rank-biserial correlation (Kerby 2014), (W⁺ − W⁻) ÷ (W⁺ + W⁻): 1 where all blocks speak for the first; 0 where none differs.</summary>
    public double RankBiserial => Positive + Negative == 0 ? 0 : (Positive - Negative) / (Positive + Negative);

    /// <summary>The test of first against second, pair by pair; positive where the first is greater.</summary>
    public static WilcoxonTest Of(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        if (first.Count != second.Count) throw new ArgumentException("every value has its partner", nameof(second));
        if (first.Concat(second).Any(v => !double.IsFinite(v))) return new() { N = first.Count, NonZero = 0, LeastP = 1, Undefined = "a value is not a finite number" };
        var tolerance = Ranks.Tolerance(first.Concat(second));
        var differences = first.Zip(second, (a, b) => a - b).Where(d => Math.Abs(d) > tolerance).ToList();
        var n = differences.Count;
        if (first.Count == 0) return new() { N = 0, NonZero = 0, LeastP = 1, Undefined = "there is no pair" };
        if (n == 0) return new() { N = first.Count, NonZero = 0, LeastP = 1, P = 1, Exact = true };
        var ranks = Ranks.Of([.. differences.Select(Math.Abs)], higherIsBetter: false, tolerance);
        var positive = differences.Zip(ranks, (d, r) => d > 0 ? r : 0).Sum();
        var negative = n * (n + 1) / 2.0 - positive;
        var cubes = Ranks.TiedCubes(ranks);
        var exact = n == first.Count && cubes == 0 && n <= MostExact;
        return new()
        {
            N = first.Count, NonZero = n, Positive = positive, Negative = negative, Exact = exact, LeastP = LeastOf(n),
            P = exact ? ExactP(n, (int)Math.Min(positive, negative)) : NormalP(n, Math.Min(positive, negative), cubes),
        };
    }

    /// <summary>The least p-value of so many pairs, whatever the data: 2^(1 − n), all differences on one side.</summary>
    private static double LeastOf(int pairs) => Math.Pow(2, 1 - pairs);

    private static double NormalP(int n, double statistic, double cubes)
    {
        var deviation = Math.Sqrt((n * (n + 1.0) * (2 * n + 1) - cubes / 2) / 24);
        return Tails.NormalBothSides((statistic - n * (n + 1) / 4.0) / deviation);
    }

    // The chance that a sum of ranks, each taken or not by a toss of a coin, is at most the statistic; twice that.
    private static double ExactP(int n, int statistic)
    {
        var chance = new double[statistic + 1];
        chance[0] = 1;
        for (var rank = 1; rank <= n; rank++)
            for (var sum = statistic; sum >= 0; sum--)
                chance[sum] = (chance[sum] + (sum >= rank ? chance[sum - rank] : 0)) / 2;
        return Math.Min(1, 2 * chance.Sum());
    }
}
