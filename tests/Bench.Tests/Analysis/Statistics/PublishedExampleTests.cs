using Bench.Analysis.Statistics;

namespace Bench.Tests.Analysis.Statistics;

/// <summary>
/// The worked example of Demšar, "Statistical comparisons of classifiers over multiple data sets" (JMLR 7, 2006): its table 6, areas under the ROC curve of C4.5
/// and three variants on 14 data sets, and what sections 3.1.3 and 3.2.2 make of it.
/// </summary>
public sealed class PublishedExampleTests
{
    // C4.5, C4.5+m, C4.5+cf, C4.5+m+cf on adult (sample), breast cancer, breast cancer wisconsin, cmc, ionosphere, iris, liver disorders, lung cancer,
    // lymphography, mushroom, primary tumor, rheum, voting, wine.
    private static readonly double[][] Areas =
    [
        [0.763, 0.768, 0.771, 0.798], [0.599, 0.591, 0.590, 0.569], [0.954, 0.971, 0.968, 0.967], [0.628, 0.661, 0.654, 0.657], [0.882, 0.888, 0.886, 0.898],
        [0.936, 0.931, 0.916, 0.931], [0.661, 0.668, 0.609, 0.685], [0.583, 0.583, 0.563, 0.625], [0.775, 0.838, 0.866, 0.875], [1.000, 1.000, 1.000, 1.000],
        [0.940, 0.962, 0.965, 0.962], [0.619, 0.666, 0.614, 0.669], [0.972, 0.981, 0.975, 0.975], [0.957, 0.978, 0.946, 0.970],
    ];

    // As printed beside them: voting's last two were told apart by digits that the table does not show.
    private static readonly double[][] PrintedRanks = [.. Areas.Select((row, i) => i == 12 ? [4, 1, 2, 3] : Ranks.Of(row))];

    [Fact]
    public void The_mean_ranks_are_the_printed_ones() =>
        Assert.Equal([3.143, 2.000, 2.893, 1.964], FriedmanTest.OfRanks(PrintedRanks).MeanRanks.Select(r => Math.Round(r, 3)));

    [Fact]
    public void Friedmans_chi_square_is_9_28_and_the_F_of_Iman_and_Davenport_3_69()
    {
        // Demšar's formula has no correction for ties.
        var test = FriedmanTest.OfRanks(PrintedRanks);
        var uncorrected = test.ChiSquare!.Value * test.TieCorrection;
        Assert.Equal(9.28, uncorrected, 2);
        Assert.Equal(3.69, 13 * uncorrected / (14 * 3 - uncorrected), 2);
        // SciPy on the printed areas, corrected for ties.
        Assert.Equal(10.952380952380956, FriedmanTest.Of(Areas).ChiSquare!.Value, 10);
        Assert.Equal(0.011986176325417788, FriedmanTest.Of(Areas).P!.Value, 12);
    }

    [Fact]
    public void Nemenyis_critical_difference_is_1_25_at_5_percent_and_1_12_at_10()
    {
        Assert.Equal(1.25, Nemenyi.CriticalDifference(4, 14), 2);
        Assert.Equal(1.12, Nemenyi.CriticalDifference(4, 14, 0.1), 2);
    }

    [Fact]
    public void Studentized_ranges_divided_by_the_root_of_2_are_those_of_table_5()
    {
        double[] fivePercent = [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164], tenPercent = [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920];
        // Its tables cut or round the third decimal place.
        Assert.All(fivePercent.Index(), at => Assert.Equal(at.Item, StudentizedRange.Quantile(0.95, at.Index + 2) / Math.Sqrt(2), 0.0011));
        Assert.All(tenPercent.Index(), at => Assert.Equal(at.Item, StudentizedRange.Quantile(0.90, at.Index + 2) / Math.Sqrt(2), 0.0011));
    }

    [Fact]
    public void Holms_procedure_rejects_the_two_hypotheses_of_the_example()
    {
        // Section 3.2.2: against C4.5, p of C4.5+m+cf, C4.5+m and C4.5+cf; the first two are rejected at 5 percent.
        var adjusted = Holm.Adjust([0.016, 0.019, 0.607]);
        Assert.Equal([0.048, 0.048, 0.607], adjusted.Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void Wilcoxons_signed_ranks_speak_for_the_variant_as_in_the_example()
    {
        // Section 3.1.3 gives 93 and 12 with the two zeros' ranks split; without them each of the other ranks is less by 2.
        var test = WilcoxonTest.Of([.. Areas.Select(a => a[1])], [.. Areas.Select(a => a[0])]);
        Assert.Equal((14, 12, false), (test.N, test.NonZero, test.Exact));
        Assert.Equal((93 - 1.5 - 2 * 10, 12 - 1.5 - 2 * 2), (test.Positive, test.Negative));
        Assert.Equal(0.01075713311978963, test.P!.Value, 12);
    }
}
