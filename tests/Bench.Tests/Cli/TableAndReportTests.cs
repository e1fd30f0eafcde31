using System.Text.Json;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class TableAndReportTests(FilledDatabase filled) : IClassFixture<FilledDatabase>, IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly string database = filled.Temporary.Path;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task A_table_is_printed_or_written()
    {
        var answer = await bench.Run("table", "--db", database);

        Assert.Equal(0, answer.ExitCode);
        Assert.Contains("| global-magnitude | 95.70 ± 0.10 | 95.30 ± 0.10 | 94.50 ± 0.10 |", answer.Output, StringComparison.Ordinal);
        Assert.Contains("| random | 92.10 ± 0.10 | 88.10 ± 0.10 | 80.00 (n = 1) | *infeasible* |", answer.Output, StringComparison.Ordinal);

        Assert.Equal("my tables/t.md\n", (await bench.Run("table", "--db", database, "--out", "my tables/t.md")).Output);
        Assert.Equal(answer.Output, File.ReadAllText(Path.Combine(bench.Folder, "my tables", "t.md")));
    }

    [Fact]
    public async Task Conditions_leave_the_control_of_what_is_left()
    {
        var answer = await bench.Run("table", "--db", database, "--metric", "drop", "--where", "compression=4", "--format", "csv");

        Assert.Equal(["global-magnitude", "random"], answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[5]));
        Assert.Contains(",drop,points,", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("no control", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ratios_can_be_chosen_and_leave_controls()
    {
        var answer = await bench.Run("table", "--db", database, "--metric", "drop", "--compressions", "2,4", "--compressions", "8");
        Assert.Equal((await bench.Run("table", "--db", database, "--metric", "drop", "--where", "compression=2,4,8")).Output, answer.Output);
        var csv = await bench.Run("table", "--db", database, "--metric", "drop", "--format", "csv", "--compressions", "4");
        Assert.Equal(["global-magnitude", "random"], csv.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[5]));
        Assert.DoesNotContain("no control", csv.Output, StringComparison.Ordinal);
        (await bench.Run("table", "--db", database, "--compressions", "3")).IsMistake("no result has the compression ratio 3; there are 1, 2, 4, 8");
        (await bench.Run("table", "--db", database, "--compressions", "many")).IsMistake("--compressions takes ratios from 1, such as 4 or 4,16, not 'many'", "see 'bench table --help'");
    }

    [Fact]
    public async Task What_is_not_there_is_told_in_a_line()
    {
        (await bench.Run("table", "--db", database, "--metric", "top2")).IsMistake("unknown metric 'top2'");
        (await bench.Run("table", "--db", database, "--rows", "seed")).IsMistake("unknown choice of --rows 'seed' (valid: strategy, ratio, data)");
        (await bench.Run("table", "--db", database, "--rows", "ratio")).IsMistake("--rows and --columns are both 'ratio'");
        (await bench.Run("table", "--db", database, "--ours", "mine")).IsMistake("--ours: unknown strategy 'mine'");
        (await bench.Run("table", "--db", database, "--where", "seed=7")).IsMistake("has no finished cell to tell of where seed=7");
        (await bench.Run("report", "--db", database, "--out", "o", "--sweep", "nosuch")).IsMistake("unknown sweep 'nosuch'");
    }

    [Fact]
    public async Task A_report_is_one_file_that_says_what_is_missing()
    {
        var answer = await bench.Run("report", "--db", database, "--out", "my report");

        Assert.Equal("my report/report.html\n", answer.Output);
        var html = File.ReadAllText(Path.Combine(bench.Folder, "my report", "report.html"));
        Assert.Contains("95.70<span class=\"sd\"> ± 0.10", html, StringComparison.Ordinal);
        Assert.Contains("NaN loss in epoch 3", html, StringComparison.Ordinal);
        Assert.Contains("id=\"unfinished\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", html, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(Path.Combine(bench.Folder, "my report")));
    }

    [Fact]
    public async Task What_is_not_comparable_is_not_ranked_and_the_page_says_why()
    {
        using var mixed = new TemporaryDatabase();
        using (var store = mixed.Open())
        {
            store.SavePretraining(SampleRecords.Pretraining(0));
            var cells = (from of in new[] { (Dataset: "digits", Precision: "fp32"), (Dataset: "mnist", Precision: "bf16") }
                         from strategy in new[] { "global-magnitude", "random" }
                         from compression in new[] { 2.0, 4 }
                         let cell = SampleRecords.Cell(strategy, compression, 0)
                         select cell with
                         {
                             Identity = $"{of.Dataset}/{cell.Identity}", Dataset = of.Dataset,
                             Configuration = cell.Configuration.Replace("digits", of.Dataset, StringComparison.Ordinal).Replace("fp32", of.Precision, StringComparison.Ordinal),
                         }).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(SampleRecords.Result(cell), SampleRecords.Attempt(cell.Identity));
        }
        async Task<string> Leaderboard(params string[] options)
        {
            Assert.Equal(0, (await bench.Run(["report", "--db", mixed.Path, "--out", "r", .. options])).ExitCode);
            var html = File.ReadAllText(Path.Combine(bench.Folder, "r", "report.html"));
            return html[html.IndexOf("<section id=\"leaderboard\"", StringComparison.Ordinal)..html.IndexOf("<section id=\"figures\"", StringComparison.Ordinal)];
        }

        var strict = await Leaderboard();
        Assert.Contains("all data sets · all models, all ratios</h3><p class=\"notice\">No ranking: these results are not comparable: precision is bf16 in 4 of them and fp32 in 4", strict, StringComparison.Ordinal);
        Assert.Equal(2, strict.Split("<table").Length - 1); // each data set by itself is ranked
        var allowed = await Leaderboard("--allow-mixed");
        Assert.DoesNotContain("No ranking", allowed, StringComparison.Ordinal);
        Assert.Contains("<p>Not strictly comparable: precision is bf16 or fp32.</p>", allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_has_the_losses_of_points_and_cells_and_the_attempts()
    {
        var html = await Report(database);
        var point = Assert.Single(Rows(html, "points"), row => row["Strategy"] == "random" && row["Ratio"] == "4×");
        Assert.Equal(("+7.80", "0.00"), (point["Lost (points)"], point["± sd of pairs"]));
        var cell = Assert.Single(Rows(html, "cells"), row => row["Strategy"] == "random" && row["Ratio"] == "4×" && row["Seed"] == "1");
        Assert.Equal(("+7.80", "1"), (cell["Lost (points)"], cell["Attempts"]));
        Assert.Equal("2", Assert.Single(Rows(html, "cells"), row => row["Status"] == "failed")["Attempts"]);
        Assert.Contains(".NET 10.0.1, TorchSharp", html, StringComparison.Ordinal);
        Assert.DoesNotContain(".NET .NET", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commands_of_the_report_have_the_options_that_they_take()
    {
        var html = await Report(database, "--where", "compression=4", "--allow-mixed");

        Assert.Contains("<pre>bench table --sweep quickstart --where compression=4 --allow-mixed\n", html, StringComparison.Ordinal);
        Assert.Contains("<pre>bench audit --sweep quickstart --where compression=4 --sql</pre>", html, StringComparison.Ordinal);
        Assert.Contains("<pre>bench export --sweep quickstart --out DIR</pre>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_of_the_report_is_that_of_bench_audit()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cells = new[] { SampleRecords.Cell("dense", 1, 0), SampleRecords.Cell("global-magnitude", 2, 0) }.Select(c => c with
            {
                Dataset = "mnist", Model = "mlpnet", Configuration = c.Configuration.Replace("digits", "mnist", StringComparison.Ordinal).Replace("lenet5", "mlpnet", StringComparison.Ordinal),
            }).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(SampleRecords.Result(cell), SampleRecords.Attempt(cell.Identity));
        }
        var audit = (await bench.Run("audit", "--db", own.Path, "--sweep", "quickstart")).Output.TrimEnd().Split('\n')[^1];

        Assert.Contains("n/a", audit, StringComparison.Ordinal);
        Assert.Contains($"<p>{audit}.", await Report(own.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_sweep_says_of_mixing_in_its_figures_is_heard()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var (one, other) = (SampleRecords.Cell("random", 2, 0), SampleRecords.Cell("random", 4, 0));
            store.RegisterSweep(SampleRecords.Sweep() with { Text = "figures: {allow-mixed: true}" }, [(one, 0), (other, 1)], []);
            store.Save(SampleRecords.Result(one), SampleRecords.Attempt(one.Identity));
            store.Save(SampleRecords.Result(other) with { SplitFingerprint = "another split" }, SampleRecords.Attempt(other.Identity));
        }
        Assert.Equal(2, (await bench.Run("table", "--db", own.Path)).ExitCode);
        Assert.Contains("--allow-mixed", await Report(own.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_of_many_data_sets_and_models_has_grids_and_commands()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cells = Enumerable.Range(0, 9).SelectMany(i => new[] { SampleRecords.Cell("dense", 1, 0), SampleRecords.Cell("random", 2, 0), SampleRecords.Cell("random", 4, 0) }.Select(c => c with
            {
                Identity = $"{i}/{c.Identity}", Model = $"model{i}", Configuration = c.Configuration.Replace("lenet5", $"model{i}", StringComparison.Ordinal),
            })).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(SampleRecords.Result(cell, 950 - (int)cell.Compression), SampleRecords.Attempt(cell.Identity));
        }
        var html = await Report(own.Path);

        Assert.Contains("id=\"figure-grid-compression", html, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"figure-drop", html, StringComparison.Ordinal);
        Assert.Contains("<code>bench plot drop --sweep quickstart</code>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_says_what_its_p_values_are_not_corrected_for_and_ends_a_sentence_once()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            var cells = Enumerable.Range(0, 6).SelectMany(i => new[] { "global-magnitude", "gradient", "random" }.SelectMany(s => new[] { 2.0, 4, 8, 16, 32 }.Select(c => SampleRecords.Cell(s, c, 0))).Append(SampleRecords.Cell("dense", 1, 0)).Select(c => c with
            {
                Identity = $"{i}/{c.Identity}", Dataset = $"data{i}", Configuration = c.Configuration.Replace("digits", $"data{i}", StringComparison.Ordinal).Replace("fp32", i < 3 ? "fp32" : "bf16", StringComparison.Ordinal),
            })).ToList();
            TemporaryDatabase.Register(store, cells);
            foreach (var cell in cells) store.Save(SampleRecords.Result(cell, 950 - (int)cell.Compression * cell.Strategy.Length), SampleRecords.Attempt(cell.Identity));
        }
        var html = await Report(own.Path, "--allow-mixed");
        var leaderboard = html[html.IndexOf("<section id=\"leaderboard\"", StringComparison.Ordinal)..html.IndexOf("<section id=\"figures\"", StringComparison.Ordinal)];

        Assert.Contains("n = 6, p", leaderboard, StringComparison.Ordinal);
        Assert.Contains("<p>p-values are of this range of ratios by itself: they are not corrected for the 4 ranges that can be chosen here, nor for data sets and models chosen one by one.</p>", leaderboard, StringComparison.Ordinal);
        Assert.Contains("precision is bf16 or fp32. Claims of the literature", html, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[^.]\.\.[^.]", html);
    }

    private async Task<string> Report(string path, params string[] options)
    {
        var answer = await bench.Run(["report", "--db", path, "--out", "report", .. options]);
        Assert.True(answer.ExitCode == 0, string.Join('\n', answer.Errors));
        return await File.ReadAllTextAsync(Path.Combine(bench.Folder, "report", "report.html"), TestContext.Current.CancellationToken);
    }

    // What the page's script makes a table of.
    internal static IReadOnlyList<Dictionary<string, string>> Rows(string html, string table)
    {
        var start = $"<script type=\"application/json\" id=\"{table}-data\">";
        var from = html.IndexOf(start, StringComparison.Ordinal) + start.Length;
        using var json = JsonDocument.Parse(html[from..html.IndexOf("</script>", from, StringComparison.Ordinal)]);
        var columns = json.RootElement.GetProperty("columns").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToList();
        return [.. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => columns.Index().ToDictionary(c => c.Item, c => row[c.Index].GetString()!))];
    }
}
