using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>Controls, labels and means in views.</summary>
public sealed class OwnControlTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_control_is_found_when_another_sweep_asks_for_it_later()
    {
        var (pruned, control) = (Cell("random", 2, 0), Cell("dense", 1, 0));
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("first"), [(pruned, 0), (Cell("random", 2, 1), 1)], []);
            store.Save(Result(pruned, 880), Attempt(pruned.Identity));
        }
        Assert.Equal(0L, temporary.Value("SELECT count(control) FROM v_results"));
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM v_paired"));
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("later"), [(control, 0), (Cell("dense", 1, 7), 1)], []);
            store.Save(Result(control, 910), Attempt(control.Identity));
        }
        Assert.Equal("dense/1/0", temporary.Value("SELECT k.identity FROM v_results r JOIN cell k ON k.id = r.control"));
        Assert.Equal(-0.03, (double)temporary.Value("SELECT top1_difference FROM v_paired")!, 12);
        Assert.Equal(1L, temporary.Value("SELECT count(*) FROM v_cells WHERE control IS NULL AND NOT is_control")); // seed 1
    }

    [Fact]
    public void A_strategy_without_retraining_has_the_control_that_was_not_retrained()
    {
        CellDescription Raw(CellDescription cell) => cell with { Identity = "raw " + cell.Identity, Retraining = "none", Recipe = null };
        CellDescription[] cells = [Cell("dense", 1, 0), Raw(Cell("dense", 1, 0)), Cell("random", 2, 0), Raw(Cell("random", 2, 0))];
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, cells);
            foreach (var (cell, correct) in cells.Zip([950, 940, 930, 800])) store.Save(Result(cell, correct), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([["random", -20L], ["random retraining=none", -140L]],
            reader.Query("SELECT strategy, CAST(round(1000 * top1_difference) AS INTEGER) FROM v_paired ORDER BY 1").Rows);
        var rows = reader.ReadRows();
        Assert.Equal(2, rows.Select(r => r.ControlPoint).Distinct().Count());
        Assert.All(rows.GroupBy(r => r.ControlPoint), pair => Assert.Equal([true, false], pair.Select(r => r.IsControl)));
        Assert.Equal(2, rows.Select(r => r.Composition).Where(c => c.Contains("\"none\"", StringComparison.Ordinal)).Distinct().Count());
    }

    [Fact]
    public void A_sweep_that_renames_strategies_changes_no_other_ones_rows()
    {
        using (var store = temporary.Open())
        {
            var cell = Cell("global-magnitude", 2, 0);
            store.RegisterSweep(Sweep("first"), [(cell, 0)], []);
            store.Save(Result(cell), Attempt(cell.Identity));
            store.RegisterSweep(Sweep("second"), [(cell with { Strategy = "mine", Recipe = "my recipe", PretrainingRecipe = "my start" }, 0)], []);
        }
        using var reader = temporary.Read();
        Assert.Equal([["global-magnitude"]], reader.Query("SELECT strategy FROM v_results").Rows);
        object?[][] expected = [["first", "global-magnitude", "short", "lenet", "global-magnitude"], ["second", "mine", "my recipe", "my start", "global-magnitude"]];
        foreach (var view in new[] { "v_sweep_results", "v_tradeoff" })
            Assert.Equal(expected, reader.Query($"SELECT sweep, strategy, recipe, pretraining_recipe, composition FROM {view} ORDER BY sweep").Rows);
        var row = Assert.Single(reader.ReadRows("second"));
        Assert.Equal("mine", row.Strategy);
        Assert.Contains("\"criterion\":\"magnitude\",\"scope\":\"global\"", row.Composition, StringComparison.Ordinal);
        Assert.Equal(Assert.Single(reader.ReadRows("first")).Composition, row.Composition);
        Assert.Contains("\"retraining.name\":\"my recipe\"", row.Setting, StringComparison.Ordinal);
        Assert.DoesNotContain("name", Assert.Single(reader.ReadRows()).Setting, StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_says_all_learning_rates_that_validation_chooses_from()
    {
        var one = Cell("random", 2, 0);
        var several = one with { Identity = "several", Configuration = one.Configuration.Replace("},\"epochs\":2,\"batch\":128 },\"precision\"", ",\"candidates\":[0.001,0.01]},\"epochs\":2,\"batch\":128 },\"precision\"", StringComparison.Ordinal) };
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, [one, several]);
            foreach (var cell in new[] { one, several }) store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal(
            ["\"retraining.rate\":0.001,", "\"retraining.rate\":\"0.001 or 0.01\","],
            reader.ReadRows().Select(row => System.Text.RegularExpressions.Regex.Match(row.Setting, "\"retraining.rate\":.+?,(?=\"ret)").Value));
        Assert.All(reader.ReadRows(), row => Assert.DoesNotContain("rates", row.Setting, StringComparison.Ordinal));
    }

    [Fact]
    public void One_composition_under_two_names_in_a_sweep_is_one_operating_point()
    {
        var (first, second) = (Cell("global-magnitude", 2, 0) with { Strategy = "a" }, Cell("global-magnitude", 2, 1) with { Strategy = "b" });
        using (var store = temporary.Open())
        {
            store.RegisterSweep(Sweep("two names"), [(first, 0), (second, 1)], []);
            store.Save(Result(first, 900), Attempt(first.Identity));
            store.Save(Result(second, 800), Attempt(second.Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([["a / b", 2L, 2L, 0.85]], reader.Query("SELECT strategy, n, planned, round(top1_mean, 6) FROM v_tradeoff").Rows);
    }

    [Fact]
    public void A_mean_over_a_loss_that_was_not_a_number_is_none()
    {
        CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 2, 1)];
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, cells);
            store.Save(Result(cells[0]), Attempt(cells[0].Identity));
            store.Save(Result(cells[1]) with { Evaluations = [Evaluation("before", "test", 100), Evaluation("selected", "test", 100, loss: double.NaN)] }, Attempt(cells[1].Identity));
        }
        using var reader = temporary.Read();
        Assert.Equal([[2L, null]], reader.Query("SELECT n, loss_mean FROM v_tradeoff").Rows);
    }

    [Fact]
    public void Infinity_is_Inf_in_views_and_their_means()
    {
        CellDescription[] cells = [Cell("random", 2, 0), Cell("random", 2, 1)];
        using (var store = temporary.Open())
        {
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells)
                store.Save(Result(cell) with { Size = Result(cell).Size with { EffectiveMacs = 0, TheoreticalSpeedup = double.PositiveInfinity } }, Attempt(cell.Identity));
        }
        var folder = Path.Combine(temporary.Folder, "csv");
        ViewExport.Write(temporary.Path, folder, ExportFormat.Csv, views: ["v_results", "v_tradeoff"]);
        foreach (var (file, column, rows) in new[] { ("results.csv", "theoretical_speedup", 2), ("tradeoff.csv", "speedup_mean", 1) })
        {
            var lines = File.ReadAllLines(Path.Combine(folder, file)).Select(line => line.Split(',')).ToList();
            var at = Array.IndexOf(lines[0], column);
            Assert.True(at >= 0);
            Assert.Equal(rows, lines.Skip(1).Count(line => line.Contains("Inf")));
        }
        Assert.Equal(double.PositiveInfinity, temporary.Value("SELECT speedup_mean FROM v_tradeoff"));
    }
}
