using System.Text.Json;
using Bench.Analysis;
using Bench.Analysis.Statistics;

namespace Bench.Tests.Analysis.Statistics;

/// <summary>Made-up tables of accuracies with what SciPy makes of them (shared/golden/statistics.json).</summary>
public sealed class GoldenStatisticsTests
{
    private sealed record Table(
        double[][] Values, double[] MeanRanks, double[] Friedman, double[] ImanDavenport, JsonElement[][] Wilcoxon, double[] Holm, double NemenyiCd,
        double[][] PairedT, double[] TIntervalOfColumn0, double SdOfColumn0, Curve Area);

    private sealed record Curve(double[] Compression, double[] Accuracy, double Value);

    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, PropertyNameCaseInsensitive = true };

    private static readonly Lazy<Table[]> Tables = new(() =>
    {
        using var file = File.OpenRead(SharedFiles.Find("golden/statistics.json"));
        using var json = JsonDocument.Parse(file);
        // Its one name with a digit is written otherwise than the policy would.
        return JsonSerializer.Deserialize<Table[]>(json.RootElement.GetProperty("tables").GetRawText().Replace("_column_0", "_column0", StringComparison.Ordinal), SnakeCase)!;
    });

    private static double[] Column(Table table, int j) => [.. table.Values.Select(row => row[j])];

    private static void Near(double expected, double? actual, double relative = 1e-9)
    {
        Assert.NotNull(actual);
        Assert.True(Math.Abs(actual.Value - expected) <= relative * Math.Max(Math.Abs(expected), 1e-12), $"{expected:R} expected, {actual:R} found");
    }

    private static void All(IEnumerable<double> expected, IEnumerable<double> actual) => Assert.All(expected.Zip(actual), pair => Near(pair.First, pair.Second));

    [Fact]
    public void Friedmans_test_and_the_F_of_Iman_and_Davenport_agree() => Assert.All(Tables.Value, table =>
    {
        var test = FriedmanTest.Of(table.Values);
        All(table.MeanRanks, test.MeanRanks);
        Near(table.Friedman[0], test.ChiSquare);
        Near(table.Friedman[1], test.P);
        Near(table.ImanDavenport[0], test.ImanDavenport.F);
        Near(table.ImanDavenport[1], test.ImanDavenport.P);
    });

    [Fact]
    public void Wilcoxons_test_and_Holms_correction_agree() => Assert.All(Tables.Value, table =>
    {
        var tests = Enumerable.Range(1, table.Values[0].Length - 1).Select(j => WilcoxonTest.Of(Column(table, j), Column(table, 0))).ToList();
        Assert.All(table.Wilcoxon.Zip(tests), pair =>
        {
            Near(pair.First[0].GetDouble(), pair.Second.Statistic);
            Near(pair.First[1].GetDouble(), pair.Second.P);
            Assert.Equal(pair.First[2].GetBoolean(), pair.Second.Exact);
        });
        All(table.Holm, Holm.Adjust([.. tests.Select(t => t.P!.Value)]));
    });

    [Fact]
    public void Nemenyis_critical_difference_agrees() =>
        Assert.All(Tables.Value, table => Near(table.NemenyiCd, Nemenyi.CriticalDifference(table.Values[0].Length, table.Values.Length), 1e-4));

    [Fact]
    public void The_paired_t_and_its_interval_agree() => Assert.All(Tables.Value, table =>
    {
        foreach (var (j, expected) in table.PairedT.Index())
        {
            var test = PairedTTest.Of(Column(table, j + 1), Column(table, 0));
            Near(expected[0], test.T);
            Near(expected[1], test.P);
        }
        var sample = Sample.Of(Column(table, 0));
        Near(table.SdOfColumn0, sample.Deviation);
        Near(table.TIntervalOfColumn0[0], Interval.Student(sample)!.Lower);
        Near(table.TIntervalOfColumn0[1], Interval.Student(sample)!.Upper);
    });
}
