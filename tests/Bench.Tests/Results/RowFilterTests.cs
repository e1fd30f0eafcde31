using Bench.Core;
using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class RowFilterTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    [Theory]
    [InlineData(19)]
    [InlineData(4, "strategy=global-magnitude,dense", "compression>2", "compression<=8", "is_control=false", "seed=0,1,2", "seed!=2", "dataset=digits", "strategy~global-*")]
    [InlineData(3, "is_control = true")]
    [InlineData(16, "is-control==0")]
    [InlineData(1, "flags~*dead-layer*")]
    [InlineData(18, "flags=")]
    [InlineData(1, "flags!=")]
    [InlineData(18, "flags!~*dead-layer*")]
    [InlineData(6, "device~cuda:?*")]
    [InlineData(19, "criterion!=nothing-of-the-kind")]
    [InlineData(3, "criterion=")]
    [InlineData(0, "composition=4")]
    [InlineData(19, "composition!=4")]
    [InlineData(0, "achieved_compression>=inf")]
    [InlineData(3, "control=")]
    [InlineData(19, "finished>=2026")]
    [InlineData(0, "finished>=2027")]
    [InlineData(19, "sweep=quickstart,other")]
    [InlineData(0, "sweep=other")]
    [InlineData(4, "compression=8.0")]
    [InlineData(19, "recipe~sh?rt", "position>=0")]
    [InlineData(3, "COMPRESSION=1e0")]
    public void Only_the_results_of_which_all_conditions_hold_are_read(int expected, params string[] conditions)
    {
        using var reader = filled.Temporary.Read();
        Assert.Equal(expected, reader.ReadRows("quickstart", RowFilter.Parse(conditions)).Count);
        Assert.Equal(expected, reader.ReadRows(null, RowFilter.Parse(conditions)).Count);
    }

    [Fact]
    public void Conditions_on_what_only_finished_cells_have_do_not_apply_to_missing_ones()
    {
        using var reader = filled.Temporary.Read();
        Assert.Equal(3, reader.ReadMissing("quickstart", RowFilter.Parse(["top1>2", "device=none"])).Count);
        Assert.Equal("skipped", Assert.Single(reader.ReadMissing(null, RowFilter.Parse(["compression>8", "strategy=random"]))).Status);
        Assert.Empty(reader.ReadMissing(null, RowFilter.Parse(["sweep=other"])));
        Assert.Contains("top1 is a number", Assert.Throws<UserError>(() => reader.ReadMissing(null, RowFilter.Parse(["top1>x"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_conditions_on_labels_are_about_one_sweep()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cell = Cell("random", 2, 0);
            store.RegisterSweep(Sweep("one"), [(cell with { Recipe = "a" }, 0)], []);
            store.RegisterSweep(Sweep("two"), [(cell with { Recipe = "b" }, 0)], []);
            store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = own.Read();
        Assert.Single(reader.ReadRows(null, RowFilter.Parse(["sweep=one", "recipe=a"])));
        Assert.Empty(reader.ReadRows(null, RowFilter.Parse(["sweep=one", "recipe=b"])));
        Assert.Empty(reader.ReadRows("one", RowFilter.Parse(["sweep=two"])));
    }

    [Fact]
    public void Without_a_sweep_a_missing_cell_is_read_once_and_by_its_composition()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cell = Cell("random", 2, 0);
            store.RegisterSweep(Sweep("one"), [], [(cell with { Strategy = "mine" }, "out of reach")]);
            store.RegisterSweep(Sweep("two"), [(cell with { Strategy = "yours" }, 0)], []);
        }
        using var reader = own.Read();
        var missing = Assert.Single(reader.ReadMissing());
        Assert.Equal(("random", "pending", null), (missing.Strategy, missing.Status, missing.Reason));
        Assert.Equal("skipped", Assert.Single(reader.ReadMissing(null, RowFilter.Parse(["strategy=random", "sweep=one"]))).Status);
        Assert.Empty(reader.ReadMissing(null, RowFilter.Parse(["strategy=mine"])));
        Assert.Equal("mine", Assert.Single(reader.ReadMissing("one")).Strategy);
        var unfinished = Assert.Single(new ReportReader(reader, reader.QueriesOf(null, RowFilter.Parse(["strategy=random"]))).Unfinished());
        Assert.Equal(("random", "pending"), (unfinished.Strategy, unfinished.Status));
    }

    [Fact]
    public void A_cell_without_its_configuration_has_details()
    {
        using var own = new TemporaryDatabase();
        own.Fill();
        using (var byHand = Database.OpenForWriting(own.Path)) byHand.Run("DELETE FROM configuration WHERE cell = 5");
        using var reader = own.Read();
        var details = new ReportReader(reader, reader.QueriesOf()).Details().ToList();
        Assert.Equal(22, details.Count);
        Assert.Single(details, d => d.Json.Contains("\"configuration\":null", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("'; drop table result; --")]
    [InlineData("a,b")]
    [InlineData("a\" OR \"\"=\"")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("x' OR 1=1 OR 'x")]
    [InlineData("\\textbf{50% & $x_1$}")]
    [InlineData("随机 – \u202e ")]
    [InlineData("?1")]
    [InlineData("1.50")]
    [InlineData("=<>!~")]
    [InlineData(" lead and trail ")]
    public void A_name_with_anything_in_it_is_a_value_and_nothing_more(string name)
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cells = new[] { Cell("random", 2, 0) with { Strategy = name }, Cell("random", 2, 1) with { Strategy = "other" } };
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(Result(cell), Attempt(cell.Identity));
        }
        using var reader = own.Read();
        var quoted = $"strategy=\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        Assert.Equal(name, Assert.Single(reader.ReadRows("quickstart", RowFilter.Parse([quoted]))).Strategy);
        Assert.Equal(2, reader.ReadRows("quickstart", RowFilter.Parse([quoted + ",other"])).Count);
        Assert.Equal("other", Assert.Single(reader.ReadRows("quickstart", RowFilter.Parse([quoted.Insert("strategy".Length, "!")]))).Strategy);
        Assert.Equal(2, reader.ReadRows().Count);
    }

    [Theory]
    [InlineData("dataset", "--where takes a condition such as dataset=mnist, \"compression<=8\" or strategy=one,other, not 'dataset' (operators: =, !=, <, <=, >, >=, ~, !~)")]
    [InlineData("a b=1", "--where takes a condition such as")]
    [InlineData("", "--where takes a condition such as")]
    [InlineData("seed); DROP TABLE cell; --=1", "--where takes a condition such as")]
    [InlineData("strategy=\"a", "--where 'strategy=\"a': a quotation mark is not closed, or a comma has nothing beside it")]
    [InlineData("strategy='; drop table", "a quotation mark is not closed")]
    [InlineData("strategy=a,,b", "a comma has nothing beside it")]
    [InlineData("strategy=\"a\"b", "a quotation mark is not closed")]
    [InlineData("seed<1,2", "--where 'seed<1,2': < compares with one value")]
    [InlineData("seed>=", ">= compares with one value")]
    public void What_is_no_condition_is_one_line(string condition, string mistake)
    {
        var message = Assert.Throws<UserError>(() => RowFilter.Parse([condition])).Message;
        Assert.Contains(mistake, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("datset=digits", "--where: unknown column 'datset': did you mean 'dataset'")]
    [InlineData("top=1", "--where: unknown column 'top': did you mean 'top1', 'top5'")]
    [InlineData("qwertzuiop=1", "--where: unknown column 'qwertzuiop' ('bench query")]
    [InlineData("compression=2x", "--where 'compression=2x': compression is a number, '2x' is none")]
    [InlineData("compression=8 AND seed = 1", "compression is a number, '8 AND seed = 1' is none")]
    public void What_the_database_does_not_know_is_one_line(string condition, string mistake)
    {
        using var reader = filled.Temporary.Read();
        Assert.Contains(mistake, Assert.Throws<UserError>(() => reader.ReadRows("quickstart", RowFilter.Parse([condition]))).Message, StringComparison.Ordinal);
        Assert.Contains(mistake, Assert.Throws<UserError>(() => reader.ReadMissing(null, RowFilter.Parse([condition]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_filter_says_itself_as_it_was_written() =>
        Assert.Equal("dataset=digits and compression<=8", RowFilter.Parse([" dataset=digits", "compression<=8 "]).ToString());
}
