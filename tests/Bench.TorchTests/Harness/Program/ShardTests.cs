using Bench.Results;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary><c>bench run --shard</c> of the real program, and <c>bench merge</c> of what comes of it.</summary>
public sealed class ShardTests : IDisposable
{
    private const string Small = """
        datasets: [digits]
        models: [lenet-300-100]
        strategies: [global-magnitude, random, lottery-ticket]
        compressions: [1, 2, 4]
        seeds: [1]
        pretraining: {recipe: quick-train, epochs: 1}
        retraining: {recipe: quick-tune, epochs: 1}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Five_parts_merged_are_the_rows_of_one_run()
    {
        File.WriteAllText(Path.Combine(folder.Path, "small.yaml"), Small);
        Run(0, "run", "small.yaml", "--db", "one/one.db", "--workers", "1");
        for (var part = 1; part <= 5; part++)
            Assert.Contains($"sweep small, shard {part}/5: ", Run(0, "run", "small.yaml", "--db", $"{part}/part.db", "--workers", "1", "--shard", $"{part}/5"), StringComparison.Ordinal);
        Assert.Contains("small, shard 2/5: ", Run(0, "status", "--db", "2/part.db"), StringComparison.Ordinal);

        Run(0, "merge", "5/part.db", "4/part.db", "3/part.db", "2/part.db", "--db", "joined.db");
        Assert.Contains(" of other shards, ", Run(0, "status", "--db", "joined.db"), StringComparison.Ordinal);
        Run(0, "merge", "1/part.db", "--db", "joined.db");

        Assert.Contains("small: 8 of 8 cells finished, 0 failed, 0 to do, 0 skipped", Run(0, "status", "--db", "joined.db"), StringComparison.Ordinal);
        using var one = ResultReader.Open(Path.Combine(folder.Path, "one", "one.db"));
        using var joined = ResultReader.Open(Path.Combine(folder.Path, "joined.db"));
        foreach (var (view, order) in new[] { ("v_sweep_results", "sweep, position"), ("v_layers", "identity, position"), ("v_cuts", "identity, position"), ("v_classes", "identity, class"), ("v_epochs", "identity, epoch"), ("v_pretrainings", "identity"), ("v_tradeoff", "sweep, position") })
        {
            var columns = string.Join(", ", one.Query($"SELECT name FROM pragma_table_xinfo('{view}')").Rows.Select(r => (string)r[0]!).Where(c => !c.Contains("seconds", StringComparison.Ordinal) && c is not ("cell" or "control" or "finished")));
            var rows = one.Query($"SELECT {columns} FROM {view} ORDER BY {order}").Rows;
            Assert.NotEmpty(rows);
            Assert.Equal(rows, joined.Query($"SELECT {columns} FROM {view} ORDER BY {order}").Rows);
        }
        Assert.Contains("equal     8 results", Run(0, "merge", "one/one.db", "--db", "joined.db"), StringComparison.Ordinal);
    }

    private string Run(int code, params string[] arguments)
    {
        using var run = new BenchRun(folder.Path, arguments);
        Assert.True(run.Wait() == code, run.Output);
        return run.Output;
    }
}
