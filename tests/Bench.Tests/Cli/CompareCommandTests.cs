using System.Text.Json;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class CompareCommandTests(FilledDatabase filled) : IClassFixture<FilledDatabase>, IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly string database = filled.Temporary.Path;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Drops_and_areas_of_each_curve_are_told_in_points()
    {
        // Of 1,000 images global-magnitude loses 2 · ratio, random 20 · ratio, the control 2.
        var answer = await bench.Run("compare", "--db", database, "--table", "drops", "--table", "curves");
        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("global-magnitude  0.20 ± 0.00 (3)  0.60 ± 0.00 (3)  1.40 ± 0.00 (3)", answer.Output, StringComparison.Ordinal);
        Assert.Contains("note: no reference was named: tests are against global-magnitude, the usual baseline", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_options_it_is_short_and_says_what_it_leaves_out()
    {
        var answer = await bench.Run("compare", "--db", database);
        Assert.StartsWith("Mean ranks", answer.Output, StringComparison.Ordinal);
        Assert.Contains("Within one data set and model", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Each curve in a few numbers", answer.Output, StringComparison.Ordinal);
        Assert.Contains("note: no pairs by top-1 at 2×, top-1 at 4×, top-1 at 8×, area under top-1: a single data set and model is no sample of others (table seeds tests within it); it is shown instead\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("note: not shown: tests (4 rows), curves (2 rows), points (2 rows), drops (2 rows); --all shows all, --table one\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("note: without a result are 1 failed cell (random at 8×)", answer.Output, StringComparison.Ordinal);
        var all = await bench.Run("compare", "--db", database, "--all");
        Assert.Contains("Each curve in a few numbers", all.Output, StringComparison.Ordinal);
        Assert.Contains("note: no pairs: a single data set and model is no sample of others", all.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("not shown", all.Output, StringComparison.Ordinal);
        Assert.Contains("note: no pairs: ", (await bench.Run("compare", "--db", database, "--table", "pairs")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tests_over_seeds_are_there_as_CSV_with_all_digits_and_as_JSON()
    {
        var csv = await bench.Run("compare", "--db", database, "--table", "seeds", "--format", "csv", "--compressions", "2");
        Assert.StartsWith("dataset,model,strategy,reference,compression,seeds,difference,", csv.Output, StringComparison.Ordinal);
        Assert.Contains("random,global-magnitude,2,3,-0.03", csv.Output, StringComparison.Ordinal);
        Assert.Contains("all pairs differ by the same, so that nothing is known of the spread", csv.Output, StringComparison.Ordinal);
        var json = await bench.Run("compare", "--db", database, "--format", "json", "--reference", "random");
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal("random", document.RootElement.GetProperty("reference").GetString());
        Assert.Equal(1, document.RootElement.GetProperty("pairs")[0].GetProperty("wins").GetInt32());
        Assert.Equal("n = 1 cannot reach 0.05 whatever the data: the least p-value is 1", document.RootElement.GetProperty("pairs")[0].GetProperty("instead").GetString());
    }

    [Fact]
    public async Task Points_have_their_n_and_interval_and_controls_stay_where_a_condition_does_not_hold_of_them()
    {
        var csv = await bench.Run("compare", "--db", database, "--table", "points", "--format", "csv", "--where", "strategy=random", "--where", "compression<8");
        Assert.Equal(["1", "2", "4"], csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[3]));
        // 0.920, 0.921, 0.922: mean ± 4.302653 · 0.001 ÷ √3.
        var fields = csv.Output.Split('\n')[2].Split(',');
        Assert.Equal(("3", "0.9185", "0.9234"), (fields[8], fields[9][..6], fields[10][..6]));
    }

    [Fact]
    public async Task The_only_sweep_of_a_database_is_meant_with_what_it_calls_ours()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            store.SavePretraining(SampleRecords.Pretraining(1));
            var cells = new[] { "a", "b" }.Select(name => SampleRecords.Cell("random", 2, 1) with { Identity = name, Criterion = name, Strategy = $"my {name}" }).ToList();
            store.RegisterSweep(SampleRecords.Sweep() with { Text = "figures: {ours: my b}" }, [.. cells.Select((c, i) => (c, i))], []);
            foreach (var (i, cell) in cells.Index()) store.Save(SampleRecords.Result(cell, correct: 900 + i), SampleRecords.Attempt(cell.Identity, minute: i));
        }
        var answer = await bench.Run("compare", "--db", own.Path);
        Assert.Contains("my a", answer.Output, StringComparison.Ordinal);
        Assert.Equal((await bench.Run("compare", "--db", own.Path, "--sweep", "quickstart")).Output, answer.Output);
    }

    [Fact]
    public async Task The_same_database_gives_the_same_bytes() =>
        Assert.Equal((await bench.Run("compare", "--db", database, "--format", "markdown")).Output, (await bench.Run("compare", "--db", database, "--format", "markdown")).Output);

    [Theory]
    [InlineData("unknown reference 'radnom'", "--reference", "radnom")]
    [InlineData("no result has the compression ratio 3; there are 2, 4, 8", "--compressions", "3")]
    [InlineData("unknown table 'rank'", "--table", "rank")]
    [InlineData("unknown format 'xml'", "--format", "xml")]
    [InlineData("--all shows every table: leave out --table, or --all", "--all", "--table", "ranks")]
    [InlineData("--format csv writes one table", "--format", "csv")]
    [InlineData("has no finished cell to compare with strategy=dense", "--where", "strategy=dense")]
    public async Task A_mistake_is_one_line(string line, params string[] options) => (await bench.Run(["compare", "--db", database, .. options])).IsMistake(line);

    [Theory]
    [InlineData("--compressions takes ratios from 1, such as 4 or 4,16, not 'many'", "--compressions", "4,many")]
    [InlineData("--measure takes accuracy or difference, not 'loss'", "--measure", "loss")]
    [InlineData("--level takes a number from 0.01 to 50, not '0'", "--level", "0")]
    public async Task A_mistaken_option_is_told_with_what_it_takes(string line, params string[] options) =>
        (await bench.Run(["compare", .. options])).IsMistake(line, "see 'bench compare --help'");

    [Fact]
    public async Task Names_of_users_keep_rows_and_cells_together()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cells = new[] { "a|b\n<script>", "c*d_e" }.SelectMany(name => new[] { 1, 2 }.Select(seed => (Cell: SampleRecords.Cell("random", 2, seed) with { Identity = $"{name}{seed}", Criterion = name }, Name: name))).ToList();
            foreach (var seed in new[] { 1, 2 }) store.SavePretraining(SampleRecords.Pretraining(seed));
            TemporaryDatabase.Register(store, [.. cells.Select(c => c.Cell with { Strategy = c.Name })]);
            foreach (var (cell, i) in cells.Index().Select(c => (c.Item.Cell, c.Index))) store.Save(SampleRecords.Result(cell, correct: 900 + i), SampleRecords.Attempt(cell.Identity, minute: i));
        }
        var answer = await bench.Run("compare", "--db", own.Path, "--sweep", "quickstart", "--format", "markdown", "--table", "ranks");
        Assert.Contains("| a\\|b \\<script\\> |", answer.Output, StringComparison.Ordinal);
        Assert.Contains("| c\\*d\\_e |", answer.Output, StringComparison.Ordinal);
        var text = await bench.Run("compare", "--db", own.Path, "--sweep", "quickstart", "--table", "ranks");
        Assert.Contains("  a|b <script>", text.Output, StringComparison.Ordinal);
    }
}
