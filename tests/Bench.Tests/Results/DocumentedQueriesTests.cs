using System.Text.RegularExpressions;
using Bench.Results;

namespace Bench.Tests.Results;

/// <summary>
/// The queries of docs/database.md give the right values on a database in which cells look alike and are not: those that follow here from the base tables
/// and the configurations as they were written, without the views and without any hash.
/// </summary>
public sealed partial class DocumentedQueriesTests(TwoOfEverything database, FilledDatabase filled) : IClassFixture<TwoOfEverything>, IClassFixture<FilledDatabase>
{
    private readonly IReadOnlyList<Finished> cells = Read(database.Temporary);

    [Fact]
    public void There_are_fifteen() => Assert.Equal(15, Queries().Count);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8), InlineData(9), InlineData(10), InlineData(11), InlineData(12), InlineData(13), InlineData(14)]
    public void Each_finds_something(int index)
    {
        using var reader = filled.Temporary.Read();
        Assert.NotEmpty(reader.Query(Queries()[index].Replace("structure = 'channel'", "structure = 'weight'", StringComparison.Ordinal)).Rows); // of which the database has some
    }

    [Fact]
    public void Query_1_has_a_point_for_each_configuration_of_the_sweep()
    {
        var expected = cells.Where(c => c.InFirst).GroupBy(c => c.Point).Select(g => (g.Key, g.Average(c => c.Top1), (long)g.Count()));
        Same(expected, Rows(1).Select(r => (PointOf(r), (double)r["top1_mean"]!, (long)r["n"]!)));
        Assert.All(Rows(1), r => Assert.Equal(3L, r["planned"]));
    }

    [Fact]
    public void Query_14_averages_over_seeds_and_has_no_measured_speedup_where_nothing_was_measured()
    {
        Same(cells.GroupBy(c => c.Point).Select(g => (g.Key, g.Average(c => c.Top1), (long)g.Count())), Rows(14).Select(r => (PointOf(r), (double)r["top1"]!, (long)r["seeds"]!)));
        Assert.All(Rows(14), r => Assert.Equal((Math.Sqrt((double)r["compression"]!), null, 9.0 / 13, 30_000.0),
            ((double)r["theoretical"]!, r["measured_128"], Math.Round((double)r["memory"]!, 12) is var memory && Math.Abs(memory - 9.0 / 13) < 1e-9 ? 9.0 / 13 : memory, (double)r["compressed_bytes"]!)));
    }

    [Fact]
    public void Query_2_compares_only_what_was_retrained_alike()
    {
        var expected = cells.Where(c => c.InFirst && !c.IsControl).GroupBy(c => c.Point).Select(g => (Point: g.Key, Mean: g.Average(c => c.Top1)))
            .GroupBy(p => p.Point with { Strategy = "" }).Select(g => g.MaxBy(p => p.Mean)).Select(p => (p.Point, p.Mean, 0L));
        Same(expected, Rows(2).Select(r => (PointOf(r), (double)r["top1"]!, 0L)));
    }

    [Fact]
    public void Query_3_pairs_each_cell_with_its_own_control_of_whatever_sweep() =>
        Same(Paired().Select(p => (p.Point, p.Difference, (long)p.Pairs)), Rows(3).Select(r => (PointOf(r), (double)r["difference"]!, (long)r["pairs"]!)));

    [Fact]
    public void Query_4_takes_the_control_with_the_same_retraining()
    {
        var expected = Paired().Where(p => p.Difference >= -0.01 - 1e-9).GroupBy(p => p.Point with { Compression = 0 }).Select(g => g.MaxBy(p => p.Point.Compression))
            .Select(p => (p.Point, p.Difference, 0L)).ToList();
        Assert.NotEmpty(expected);
        Same(expected, Rows(4).Select(r => (PointOf(r), (double)r["difference"]!, 0L)));
    }

    [Fact]
    public void Query_5_averages_over_seeds_only()
    {
        var expected = cells.Where(c => !c.IsControl && c.Point.Epochs is not null).GroupBy(c => c.Point).Select(g => (g.Key, g.Average(c => c.Before), g.Average(c => c.Top1)));
        Assert.Equal(
            expected.OrderBy(e => $"{e.Key}").Select(e => $"{e.Key} {e.Item2:F9} {e.Item3:F9}"),
            Rows(5).OrderBy(r => $"{PointOf(r)}").Select(r => $"{PointOf(r)} {r["pruned"]:F9} {r["retrained"]:F9}"));
        Assert.All(Rows(5), r => Assert.Equal(0.962, (double)r["dense"]!, r["seeds"] is 3L ? 12 : 2));
    }

    [Fact]
    public void Query_6_has_each_layer_of_each_configuration_once()
    {
        var expected = cells.Where(c => c.Point.Compression == 8).GroupBy(c => c.Point).SelectMany(g => new[] { (g.Key, 0.6, (long)g.Count()), (g.Key, 1_700 / 14_500.0, g.Count()) });
        Same(expected, Rows(6).Select(r => (PointOf(r), (double)r["density"]!, (long)r["seeds"]!)));
    }

    [Fact]
    public void Query_7_names_each_flagged_cell_once() =>
        Assert.Equal(cells.Count(c => c.Point.Compression == 8 && c.Seed == 2), Rows(7).Count);

    [Fact]
    public void Query_8_counts_what_is_missing_by_configuration()
    {
        var rows = Rows(8);
        Assert.Equal(12, rows.Count); // 2 data sets × 2 precisions × 3 ways to retrain: random, 8×, seed 3
        Assert.All(rows, r => Assert.Equal(("random", 8.0, "pending", 1L), (r["strategy"], r["compression"], r["status"], r["cells"])));
    }

    [Fact]
    public void Query_9_averages_learning_curves_over_seeds_only()
    {
        var expected = cells.Where(c => c.Point is { Dataset: "digits", Epochs: not null }).GroupBy(c => c.Point).Select(g => (g.Key, g.Average(c => c.Top1), (long)g.Count()));
        Same(expected, Rows(9).Select(r => (PointOf(r) with { Dataset = "digits" }, (double)r["train_loss"]!, (long)r["seeds"]!)));
    }

    [Fact]
    public void Query_10_counts_each_pretraining_once()
    {
        var hours = Rows(10).ToDictionary(r => (string)r["phase"]!, r => r["hours"] as double? ?? 0); // no time was kept of reading weights
        Assert.Equal(2 * (10 + 20 + 30) / 3600.0, hours["pretrain"], 12);
        Assert.Equal(cells.Count * 2.0 / 3600, hours["retrain"], 12);
        Assert.Equal(cells.Count * 2.6 / 3600, hours.Where(h => h.Key != "pretrain").Sum(h => h.Value), 12);
    }

    [Fact]
    public void Query_11_shows_both_budgets()
    {
        Same(Paired().Select(p => (p.Point, p.Difference, 1L)), Rows(11).Select(r => (PointOf(r), (double)r["difference"]!, (long)r["equal_budget"]!)));
        Assert.All(Rows(11), r => Assert.Equal((2.0, 2.0), (r["epochs"], r["control_epochs"])));
    }

    [Fact]
    public void Query_12_has_each_class_beside_the_same_class_of_the_control()
    {
        static double Of(double top1, int label) => Math.Floor(top1 * 100 + 1e-9) / 100 + (label < Math.Round(top1 * 1000) % 10 ? 0.01 : 0);
        var controls = cells.Where(c => c.IsControl).ToDictionary(c => (c.Point.Dataset, c.Point.Precision, c.Point.Epochs, c.Seed), c => c.Top1);
        var expected = from cell in cells
                       where cell.Point.Compression == 8
                       from label in Enumerable.Range(0, 10)
                       let control = controls.TryGetValue((cell.Point.Dataset, cell.Point.Precision, cell.Point.Epochs, cell.Seed), out var top1) ? Of(top1, label) : (double?)null
                       group (Top1: Of(cell.Top1, label), Control: control) by (cell.Point, label) into seeds
                       select $"{seeds.Key} {seeds.Average(s => s.Top1):F9} {seeds.Average(s => s.Top1 - s.Control):F9} {seeds.Count(s => s.Control is not null)}";
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            Rows(12).Select(r => $"{(PointOf(r), (int)(long)r["class"]!)} {r["top1"]:F9} {r["difference"]:F9} {r["pairs"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Query_13_adds_the_cuts_of_each_cell_up()
    {
        var expected = cells.Where(c => !c.IsControl).GroupBy(c => c.Point).Select(g => (g.Key, 0.2, (long)g.Count()));
        Same(expected, Rows(13).Select(r => (PointOf(r), (double)r["seconds"]!, (long)r["seeds"]!)));
        Assert.All(Rows(13), r => Assert.Equal((1L, 8L), (r["cuts"], r["forward_passes"])));
    }

    // Each cell against the one without pruning of the same data, precision, budget and seed.
    private List<(Point Point, double Difference, int Pairs)> Paired() =>
    [
        .. from cell in cells.Where(c => !c.IsControl)
           join control in cells.Where(c => c.IsControl)
               on (cell.Point.Dataset, cell.Point.Precision, cell.Point.Epochs, cell.Seed) equals (control.Point.Dataset, control.Point.Precision, control.Point.Epochs, control.Seed)
           group cell.Top1 - control.Top1 by cell.Point into pairs
           select (pairs.Key, pairs.Average(), pairs.Count()),
    ];

    private static void Same(IEnumerable<(Point Point, double Value, long Count)> expected, IEnumerable<(Point Point, double Value, long Count)> actual)
    {
        static IEnumerable<string> Lines(IEnumerable<(Point, double, long)> rows) => rows.Select(row => $"{row.Item1} {row.Item2:F9} {row.Item3}").Order(StringComparer.Ordinal);
        Assert.Equal(Lines(expected), Lines(actual));
    }

    private List<Dictionary<string, object?>> Rows(int number)
    {
        using var reader = database.Temporary.Read();
        var result = reader.Query(Queries()[number - 1].Replace("'quickstart'", "'first'", StringComparison.Ordinal));
        return [.. result.Rows.Select(row => result.Columns.Zip(row).ToDictionary())];
    }

    // Budgets are told apart by the words of the recipe.
    private static Point PointOf(Dictionary<string, object?> row) => new(
        (string?)row.GetValueOrDefault("dataset") ?? "", (string)row["precision"]!, row["retraining_text"] is string text ? int.Parse(text.Split(' ')[0]) : null,
        ((string)row["strategy"]!).Split(' ')[0], (double)row["compression"]!);

    private static IReadOnlyList<Finished> Read(TemporaryDatabase database)
    {
        using var reader = database.Read();
        return
        [
            .. reader.Query(
                """
                SELECT json ->> '$.dataset.name', json ->> '$.precision', json ->> '$.retraining.epochs', json ->> '$.strategy.name', json ->> '$.compression', json ->> '$.seed',
                  h.correct, b.correct, (SELECT count(*) FROM sweep_cell s WHERE s.sweep = 'first' AND s.cell = result.cell)
                FROM result JOIN configuration USING (cell) JOIN evaluation h ON h.cell = result.cell AND h.split = 'test' AND h.point = headline
                JOIN evaluation b ON b.cell = result.cell AND b.split = 'test' AND b.point = 'before'
                """).Rows.Select(r => new Finished(
                    new Point((string)r[0]!, (string)r[1]!, (int?)(long?)r[2], (string)r[3]!, Convert.ToDouble(r[4])), (int)(long)r[5]!,
                    (long)r[6]! / 1000.0, (long)r[7]! / 1000.0, (long)r[8]! > 0)),
        ];
    }

    private static List<string> Queries() =>
        [.. SqlBlock().Matches(File.ReadAllText(RepositoryFiles.Find("docs/database.md"))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex SqlBlock();

    private sealed record Point(string Dataset, string Precision, int? Epochs, string Strategy, double Compression);

    private sealed record Finished(Point Point, int Seed, double Top1, double Before, bool InFirst)
    {
        public bool IsControl => Point.Strategy == "dense";
    }
}
