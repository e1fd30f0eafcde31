using System.Text.Json;
using Bench.Tests.Results;

namespace Bench.Tests.Cli;

public sealed class AuditCommandTests(FilledDatabase filled) : IClassFixture<FilledDatabase>, IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly string database = filled.Temporary.Path;

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task An_audit_that_fails_says_why_and_ends_with_1()
    {
        var answer = await bench.Run("audit", "--db", database);
        Assert.Equal(1, answer.ExitCode);
        Assert.Contains("fail   1. At least three data set × model pairs", answer.Output, StringComparison.Ordinal);
        Assert.Contains("       fail: digits × lenet5, random: failed, NaN loss in epoch 3 (cell random/8/1)\n", answer.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", answer.Output, StringComparison.Ordinal);
        Assert.Contains("SELECT", (await bench.Run("audit", "--db", database, "--sql")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_s_query_can_be_pasted_into_bench_query()
    {
        var answer = await bench.Run("audit", "--db", database, "--sweep", "quickstart", "--where", "strategy=random", "--format", "json");
        Assert.Equal(1, answer.ExitCode);
        var check = JsonDocument.Parse(answer.Output).RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("id").GetString() == "16");
        var queried = await bench.Run("query", check.GetProperty("sql").GetString()!, "--db", database, "--format", "json");
        Assert.Equal(check.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("text").GetString()), JsonDocument.Parse(queried.Output).RootElement.EnumerateArray().Select(r => r.GetProperty("finding").GetString()).Distinct());
    }

    [Fact]
    public async Task Results_besides_those_of_the_only_sweep_are_audited_too()
    {
        using var own = new TemporaryDatabase();
        using (var store = own.Open())
        {
            store.SavePretraining(SampleRecords.Pretraining(1));
            var first = SampleRecords.Cell("random", 2, 1);
            var second = first with { Identity = "second", Configuration = first.Configuration.Replace("\"versions\":{ }", "\"versions\":{\"criterion/random\":2}", StringComparison.Ordinal) };
            foreach (var (i, cell) in new[] { first, second }.Index())
            {
                TemporaryDatabase.Register(store, [cell]); // the sweep asks for the last alone
                store.Save(SampleRecords.Result(cell, correct: 900 + i), SampleRecords.Attempt(cell.Identity, minute: i));
            }
        }
        var whole = await bench.Run("audit", "--db", own.Path);
        Assert.Contains("fail: digits × lenet5: the same cells in several versions (the first; criterion/random 2) (2 cells: random/2/1, second)", whole.Output, StringComparison.Ordinal);
        Assert.StartsWith("the whole database: ", whole.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.Contains("sweep quickstart: ", (await bench.Run("audit", "--db", own.Path, "--sweep", "quickstart")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_one_line()
    {
        (await bench.Run("audit", "--db", database, "--format", "html")).IsMistake("unknown audit format 'html' (valid: text, json, markdown)");
        (await bench.Run("audit", "--db", database, "--sweep", "nosuch")).IsMistake("unknown sweep 'nosuch'");
        (await bench.Run("audit", "--db", database, "--where", "nosuch=1")).IsMistake("unknown column 'nosuch'");
        (await bench.Run("audit")).IsMistake("no database at results/bench.db");
    }
}
