using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class ReadingCommandTests(FilledDatabase filled) : IClassFixture<FilledDatabase>, IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly string database = filled.Temporary.Path;

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("status")]
    [InlineData("plot")]
    [InlineData("table")]
    [InlineData("report", "--out", "o")]
    [InlineData("export", "--out", "o")]
    [InlineData("query", "SELECT 1")]
    public async Task Without_a_database_there_is_one_line(params string[] command) =>
        (await bench.Run(command)).IsMistake("no database at results/bench.db: 'bench run' makes one, --db names another");

    [Fact]
    public async Task Status_tells_counts_and_failures_with_reasons()
    {
        var answer = await bench.Run("status", "--db", database);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("19 of 21 cells finished, 1 failed, 1 to do, 1 skipped", answer.Output, StringComparison.Ordinal);
        Assert.Contains("random 8× seed 1 (2 attempts): NaN loss in epoch 3", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_controls_that_failed_apart_by_name()
    {
        using var own = new TemporaryDatabase();
        var (usual, rewound) = (SampleRecords.Cell("dense", 1, 0), SampleRecords.Cell("dense", 1, 0) with { Identity = "rewound", Retraining = "weight-rewind" });
        using (var store = own.Open())
        {
            TemporaryDatabase.Register(store, [usual, rewound]);
            store.SaveFailure(SampleRecords.Attempt(usual.Identity, "failed", "why"));
            store.SaveFailure(SampleRecords.Attempt(rewound.Identity, "failed", "why not"));
        }
        var answer = await bench.Run("status", "--db", own.Path);
        Assert.Contains("failed: digits lenet5 dense 1× seed 0 (1 attempt): why\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("failed: digits lenet5 dense (weight-rewind) 1× seed 0 (1 attempt): why not\n", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv", "n\n21\n")]
    [InlineData("json", "[\n  {\n    \"n\": 21\n  }\n]\n")]
    public async Task A_query_answers_in_the_asked_format(string format, string expected)
    {
        var answer = await bench.Run("query", "SELECT count(*) AS n FROM cell WHERE id NOT IN (SELECT cell FROM sweep_cell WHERE skip_reason IS NOT NULL)", "--db", database, "--format", format);

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(expected, answer.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT * FROM nosuch", "no such table: nosuch")]
    [InlineData("DELETE FROM cell", "only queries that read are allowed")]
    [InlineData("PRAGMA journal_mode=WAL", "only queries that read are allowed")]
    [InlineData("VACUUM INTO 'copy.db'", "ATTACH and VACUUM are not allowed")]
    public async Task A_query_that_is_wrong_or_would_write_is_one_line(string sql, string reason)
    {
        (await bench.Run("query", sql, "--db", database)).IsMistake(reason);
        Assert.Empty(Directory.GetFileSystemEntries(bench.Folder));
    }

    [Fact]
    public async Task The_schema_is_explained_without_a_database_and_parameters_are_taken()
    {
        var all = await bench.Run("query", "--schema");
        Assert.Equal(0, all.ExitCode);
        Assert.Contains("v_results: One row for each finished cell, everything flat.\n", all.Output, StringComparison.Ordinal);
        Assert.Contains("columns of v_cells\n", all.Output, StringComparison.Ordinal);
        var one = await bench.Run("query", "--schema", "v_times", "--format", "csv");
        Assert.StartsWith("column,type,meaning\nphase,", one.Output, StringComparison.Ordinal);
        (await bench.Run("query", "--schema", "v_time")).IsMistake("unknown view or table 'v_time': did you mean 'v_times'?");
        (await bench.Run("query")).IsMistake("'bench query' needs to know what: SQL, or --schema to see what there is", "see");
        (await bench.Run("query", "SELECT :n AS n", "--db", database, "--param", "m=3")).IsMistake("unknown parameter 'm'");
        Assert.Equal("| n |\n| ---: |\n| 3 |\n", (await bench.Run("query", "SELECT :n AS n", "--db", database, "--param", "n=3", "--format", "markdown")).Output);
    }

    [Fact]
    public async Task An_unknown_query_format_is_told_with_the_valid_ones() =>
        (await bench.Run("query", "SELECT 1", "--db", database, "--format", "xml")).IsMistake("--format: unknown format 'xml' (valid: table, csv, json, markdown)");

    [Fact]
    public async Task Figures_go_into_a_folder_of_the_sweep()
    {
        var answer = await bench.Run("plot", "--db", database, "--out", "my figures", "--format", "svg");

        Assert.Equal(0, answer.ExitCode);
        var named = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(File.Exists(Path.Combine(bench.Folder, path)), path));
    }

    [Theory]
    [InlineData("table", "--out")]
    [InlineData("claims", "--missing")]
    public async Task A_database_is_never_written_over_by_what_is_read_from_it(string command, string option)
    {
        var own = Path.Combine(bench.Folder, "own.db");
        File.Copy(database, own);
        var before = File.ReadAllBytes(own);

        (await bench.Run(command, "--db", own, option, own)).IsMistake($"{option}: '{own}' belongs to the SQLite database {own}, which would be lost: choose another file");

        Assert.Equal(before, File.ReadAllBytes(own));
    }

    [Fact]
    public async Task A_sweep_of_which_nothing_is_finished_is_no_figure_but_a_mistake()
    {
        using var temporary = new TemporaryDatabase();
        using (var store = temporary.Open()) store.RegisterSweep(SampleRecords.Sweep("asked-for"), [(SampleRecords.Cell("random", 2, 1), 0)], []);

        (await bench.Run("plot", "--db", temporary.Path, "--sweep", "asked-for")).IsMistake("sweep asked-for has no finished cell to draw in ");
        (await bench.Run("plot", "--db", temporary.Path)).IsMistake("has no finished cell to draw");
    }

    [Fact]
    public async Task Conditions_leave_the_controls_of_what_is_drawn()
    {
        var drop = await bench.Run("plot", "drop", "--db", database, "--where", "compression>=4", "--format", "svg", "--out", "drop");
        Assert.Equal((0, ""), (drop.ExitCode, string.Join('\n', drop.Errors)));
        var one = await bench.Run("plot", "--db", database, "--where", "strategy=random", "--format", "svg", "--out", "one");
        Assert.All(one.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), f => Assert.DoesNotContain("No dense control", File.ReadAllText(Path.Combine(bench.Folder, f)), StringComparison.Ordinal));
        var report = await bench.Run("report", "--db", database, "--where", "compression>=4", "--out", "r");
        Assert.DoesNotContain("No dense control", File.ReadAllText(Path.Combine(bench.Folder, report.Output.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_that_figures_cannot_show_are_warned_of_when_they_are_drawn()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            store.SavePretraining(SampleRecords.Pretraining(0));
            var cell = SampleRecords.Cell("随机", 2, 0);
            TemporaryDatabase.Register(store, [cell]);
            store.Save(SampleRecords.Result(cell, correct: 900), SampleRecords.Attempt(cell.Identity));
        }

        var answer = await bench.Run("plot", "--db", own.Path, "--format", "svg");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(["bench: figures cannot show 随 机 of the strategy '随机': their font lacks these letters"], answer.Errors);
    }

    [Fact]
    public async Task An_unknown_sweep_or_figure_format_is_told_with_the_valid_ones()
    {
        (await bench.Run("plot", "--db", database, "--sweep", "nosuch")).IsMistake("unknown sweep 'nosuch' (valid: ");
        (await bench.Run("plot", "--db", database, "--format", "gif")).IsMistake("unknown figure format 'gif': did you mean 'pdf'? (valid: png, svg, pdf)");
    }

    [Theory]
    [InlineData("unknown kind of figure 'dropp': did you mean 'drop'? (valid: tradeoff, drop, ", "dropp")]
    [InlineData("--y has no effect on the kind drop: it shows the drop", "drop", "--y", "loss")]
    [InlineData("--size takes a width and a height in inches from 1 to 60, as in 3.3x2.5, not '3'", "--size", "3")]
    [InlineData("--strategies: unknown strategy 'nosuch' (valid: ", "--strategies", "nosuch")]
    [InlineData("--x names an unknown axis 'flops'", "pareto", "--x", "flops")]
    [InlineData("nothing to draw: there is no smaller dense network", "smaller-dense")]
    public async Task A_mistake_in_what_is_to_be_drawn_is_one_line(string mistake, params string[] words) => (await bench.Run(["plot", .. words, "--db", database])).IsMistake(mistake);

    [Fact]
    public async Task What_a_sweep_says_of_its_figures_is_drawn_besides_and_what_cannot_be_drawn_yet_stops_no_other()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            store.SavePretraining(SampleRecords.Pretraining(0));
            var cell = SampleRecords.Cell("random", 2, 0);
            store.RegisterSweep(SampleRecords.Sweep() with { Text = "figures: {label: {random: Chance}, draw: [smaller-dense, {kind: error, name: teaser, caption: true}]}" }, [(cell, 0)], []);
            store.Save(SampleRecords.Result(cell, correct: 900), SampleRecords.Attempt(cell.Identity));
        }

        var answer = await bench.Run("plot", "--db", own.Path, "--format", "svg", "--out", "o");

        Assert.Equal(0, answer.ExitCode);
        Assert.Equal(["digits-lenet5-compression.svg", "digits-lenet5-speedup.svg", "teaser.svg", "teaser.txt", "teaser.tex"], answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFileName));
        Assert.StartsWith("bench: the sweep's figure smaller-dense: nothing to draw: ", Assert.Single(answer.Errors));
        Assert.Contains("Chance", File.ReadAllText(Directory.GetFiles(Path.Combine(bench.Folder, "o"), "*-compression.svg", SearchOption.AllDirectories).Single()), StringComparison.Ordinal);
    }
}
