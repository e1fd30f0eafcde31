using Bench.Analysis;
using Bench.Analysis.Statistics;

namespace Bench.Tests.Analysis.Statistics;

/// <summary>Values of SciPy 1.10.1, or by hand where that is said; and what becomes of data of which a test can tell nothing.</summary>
public sealed class StatisticsTests
{
    private static void Near(double expected, double actual, double relative = 1e-9) =>
        Assert.True(Math.Abs(actual - expected) <= relative * Math.Abs(expected), $"{expected:R} expected, {actual:R} found");

    [Theory]
    [InlineData(0.95, 1, 12.706204736432095), InlineData(0.95, 2, 4.302652729911275), InlineData(0.95, 9, 2.2621571627409915), InlineData(0.95, 1000, 1.9623390808264074)]
    [InlineData(0.99, 2, 9.92484320091807), InlineData(0.90, 4, 2.131846786326649)] // the last by hand: sin θ (1 + cos² θ ÷ 2) = 0.9, tan θ = t ÷ 2
    public void Students_quantiles_are_those_of_any_confidence(double confidence, int freedom, double expected) => Near(expected, Tails.StudentQuantile(confidence, freedom));

    [Fact]
    public void Small_tails_keep_their_digits()
    {
        Near(1.8982998449339835e-11, Tails.StudentBothSides(40, 9));
        Near(0.9992648949694609, Tails.StudentBothSides(1e-3, 3));
        Near(7.737242864182583e-30, Tails.ChiSquare(150, 6));
        Near(1.0260699865392707e-16, Tails.Fisher(80, 3, 39));
    }

    [Theory]
    [InlineData(2, 2.771807648699355), InlineData(3, 3.314493155398122), InlineData(10, 4.474124221725907), InlineData(20, 5.0116887941184425), InlineData(50, 5.646026026380527)]
    public void The_studentized_range_is_computed_for_any_number_of_groups(int groups, double expected)
    {
        Near(expected, StudentizedRange.Quantile(0.95, groups), 1e-9);
        Near(0.95, StudentizedRange.Cdf(expected, groups), 1e-9);
    }

    [Fact]
    public void The_tail_of_the_studentized_range_is_Nemenyis_p_value()
    {
        Near(1.5380313811430568e-07, 1 - StudentizedRange.Cdf(8, 5), 1e-4);
        Assert.Equal(0.05, Nemenyi.P(Nemenyi.CriticalDifference(6, 11), 6, 11), 9);
        Assert.Equal((0.0, 1.0), (StudentizedRange.Cdf(0, 3), Nemenyi.P(0, 3, 5)));
    }

    [Fact]
    public void Wilcoxons_p_is_exact_for_many_pairs_too()
    {
        int[] negative = [2, 5, 12, 17, 24, 31, 35];
        var test = WilcoxonTest.Of([.. Enumerable.Range(1, 41).Select(i => negative.Contains(i) ? -(double)i : i)], new double[41]);
        Assert.True(test.Exact);
        Assert.Equal(negative.Sum(), test.Statistic);
        Assert.InRange(test.P!.Value, 1e-5, 1e-3);
        // All on one side: 2 of the 2^n ways to give out signs.
        Near(Math.Pow(2, -199), WilcoxonTest.Of([.. Enumerable.Range(1, 200).Select(i => (double)i)], new double[200]).P!.Value);
    }

    [Theory]
    [InlineData(1, 1), InlineData(4, 0.125), InlineData(5, 0.0625), InlineData(6, 0.03125)]
    public void Five_pairs_cannot_be_significant_by_Wilcoxon_whatever_the_data(int pairs, double least)
    {
        var test = WilcoxonTest.Of([.. Enumerable.Range(1, pairs).Select(i => (double)i)], new double[pairs]);
        Assert.Equal((least, least), (test.P, test.LeastP));
    }

    [Fact]
    public void Ranks_average_ties_also_where_rounding_has_told_them_apart()
    {
        Assert.Equal([2.5, 1, 2.5, 4], Ranks.Of([0.3, 0.9, 0.1 + 0.2, 0.1]));
        Assert.Equal([2, 4, 3, 1], Ranks.Of([0.3, 0.9, 0.4, 0.1], higherIsBetter: false));
        Assert.Equal([2, 2, 2], Ranks.Of([0.5, 0.5, 0.5]));
        // 1.0 − 0.9 and 0.4 − 0.3 are 0.1 but for rounding: a tie, so the p-value is not exact.
        Assert.False(WilcoxonTest.Of([1.0, 0.4, 0.5], [0.9, 0.3, 0.1]).Exact);
    }

    [Fact]
    public void The_bootstrap_is_the_same_each_time_and_near_the_t_interval_of_many_values()
    {
        double[] values = [.. Enumerable.Range(0, 60).Select(i => Math.Sin(i * i))];
        var (first, again, student) = (Interval.Bootstrap(values)!, Interval.Bootstrap(values)!, Interval.Student(Sample.Of(values))!);
        Assert.Equal(first, again);
        Assert.Equal(student.Lower, first.Lower, 0.02);
        Assert.Equal(student.Upper, first.Upper, 0.02);
        Assert.True(Interval.Bootstrap(values, 0.5)!.Upper < first.Upper);
    }

    [Fact]
    public void Holm_is_monotone_at_most_1_and_counts_hypotheses_without_a_value()
    {
        // By hand: 0.01 · 3, 0.02 · 2, 0.03 · 1 → at least the one before.
        Assert.Equal([0.03, 0.04, 0.04], Holm.Adjust([0.01, 0.02, 0.03]));
        Assert.Equal([1.0, 1.0], Holm.Adjust([0.9, 0.8]));
        Assert.Equal([null, 0.04], Holm.Adjust([null, 0.02]));
        Assert.Empty(Holm.Adjust(Array.Empty<double>()));
    }

    [Fact]
    public void A_single_value_has_no_interval_and_equal_values_have_one_without_width()
    {
        Assert.Null(Interval.Student(Sample.Of([0.5])));
        Assert.Null(Interval.Bootstrap([0.5]));
        Assert.Null(Interval.Student(Sample.Of([0.5, double.NaN])));
        Assert.Null(Interval.Bootstrap([0.5, double.PositiveInfinity]));
        Assert.Equal((0.5, 0.5), (Interval.Student(Sample.Of([0.5, 0.5]))!.Lower, Interval.Bootstrap([0.5, 0.5, 0.5])!.Upper));
        Assert.Throws<ArgumentOutOfRangeException>(() => Interval.Student(Sample.Of([1, 2]), 1));
    }

    [Fact]
    public void A_paired_t_without_spread_or_with_one_pair_has_no_p_value_and_says_why()
    {
        Assert.Equal((null, "one pair has no spread"), Told(PairedTTest.Of([1], [2])));
        Assert.Equal((null, "there is no pair"), Told(PairedTTest.Of([], [])));
        Assert.Equal((null, "a value is not a finite number"), Told(PairedTTest.Of([1, double.NaN], [2, 3])));
        // 0.9 − 0.8 and 0.5 − 0.4 differ by rounding alone.
        Assert.Equal((null, "all pairs differ by the same, so that nothing is known of the spread"), Told(PairedTTest.Of([0.9, 0.5], [0.8, 0.4])));
        var same = PairedTTest.Of([0.9, 0.5], [0.9, 0.5]);
        Assert.Equal((1, 0, 0), (same.P, same.T, same.EffectSize));
    }

    [Fact]
    public void Wilcoxon_without_differences_or_pairs_has_a_defined_outcome()
    {
        Assert.Equal((1.0, null), Told(WilcoxonTest.Of([1, 2], [1, 2])));
        Assert.Equal(0, WilcoxonTest.Of([1, 2], [1, 2]).RankBiserial);
        Assert.Equal((null, "there is no pair"), Told(WilcoxonTest.Of([], [])));
        Assert.Equal((null, "a value is not a finite number"), Told(WilcoxonTest.Of([1, double.NaN], [1, 2])));
        Assert.Equal(0.25, WilcoxonTest.Of([1, 2, 3, 3], [0, 0, 0, 3]).LeastP);
    }

    [Fact]
    public void Friedman_of_too_few_equal_or_infinite_values_has_a_defined_outcome()
    {
        Assert.Equal((null, "there are fewer than two blocks"), Told(FriedmanTest.Of([[1, 2, 3]])));
        Assert.Equal((null, "there are fewer than two methods"), Told(FriedmanTest.Of([[1], [2]])));
        Assert.Equal((null, "there are fewer than two methods"), Told(FriedmanTest.Of([])));
        Assert.Equal((null, "a value is not a finite number"), Told(FriedmanTest.Of([[1, 2], [double.NaN, 2]])));
        var equal = FriedmanTest.Of([[1, 1, 1], [2, 2, 2]]);
        Assert.Equal((0, 1, 0, 1), (equal.ChiSquare, equal.P, equal.ImanDavenport.F, equal.ImanDavenport.P));
    }

    [Fact]
    public void Friedman_of_blocks_that_rank_alike_has_an_infinite_F_and_the_chance_of_it()
    {
        // By hand: χ² = N (k − 1) = 8; 6 orders, so 6^-3.
        var test = FriedmanTest.Of([[3, 2, 1], [30, 20, 10], [5, 4, 3], [9, 8, 7]]);
        Assert.Equal(8, test.ChiSquare!.Value, 12);
        Assert.Equal(double.PositiveInfinity, test.ImanDavenport.F);
        Near(1 / 216.0, test.ImanDavenport.P!.Value);
        Near(1 / 216.0, test.ImanDavenport.LeastP);
        // Two methods: what is left is the sign test's χ², and three blocks cannot be significant.
        Assert.Equal(0.25, FriedmanTest.Of([[2, 1], [2, 1], [2, 1]]).LeastP, 12);
    }

    private static (double? P, string? Why) Told(StatisticalTest test) => (test.P, test.Undefined);
}
