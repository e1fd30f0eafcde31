namespace Bench.Tests.Cli;

public sealed class ShardCommandTests : IDisposable
{
    private readonly BenchProgram bench = new();

    public ShardCommandTests() => bench.Write("small.yaml",
        "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [global-magnitude, random]\ncompressions: [1, 2, 4]\nseeds: [1, 2]\nmeasure: [latency]\n");

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("plan", "--no-measure")]
    [InlineData("run", "--dry-run", "--no-measure")]
    public async Task A_plan_of_a_part_counts_its_cells_only(string command, params string[] options)
    {
        var answer = await bench.Run([command, "small.yaml", "--shard", "2/2", .. options]);

        Assert.Equal((0, 0), (answer.ExitCode, answer.Errors.Count));
        Assert.Contains("sweep small, shard 2/2\n5 of 10 cells from 1 pretraining, each computed once; 0 skipped\nall to run: ", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\ndigits × lenet-300-100, protocol bench: 5 cells from 1 pretraining (", answer.Output, StringComparison.Ordinal);
        Assert.Contains("global-magnitude, random: 2, 4×, seeds 2;", answer.Output, StringComparison.Ordinal);
        Assert.Contains(" more for 5 cells: measured at the end", answer.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0/5")]
    [InlineData("6/5")]
    [InlineData("x")]
    [InlineData("")]
    public async Task A_part_that_is_none_is_one_line(string part)
    {
        foreach (var command in new[] { "plan", "run" })
            (await bench.Run(command, "small.yaml", "--shard", part)).IsMistake($"--shard takes K/N, part K of N parts with 1 ≤ K ≤ N, such as 2/5, not '{part}'", $"see 'bench {command} --help'");
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "results")));
    }

    [Fact]
    public async Task A_part_of_a_sweep_without_its_data_is_refused()
    {
        bench.Write("big.yaml", "datasets: [digits, mnist]\nmodels: [lenet-300-100]\nstrategies: [random]\ncompressions: [2]\nseeds: [1, 2]\n");
        (await bench.Run("run", "big.yaml", "--shard", "1/2")).IsMistake("part 1/2 of a sweep is the same everywhere only where all of its data sets are at hand");
    }

    [Fact]
    public async Task A_part_without_cells_is_registered_and_done()
    {
        bench.Write("tiny.yaml", "datasets: [digits]\nmodels: [lenet-300-100]\nstrategies: [random]\ncompressions: [2]\nseeds: [1]\n");
        var run = await bench.Run("run", "tiny.yaml", "--shard", "3/3");
        Assert.Equal((0, 0), (run.ExitCode, run.Errors.Count));
        Assert.Contains("sweep tiny, shard 3/3: 0 of 1 cell\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("figures   are not drawn of a part of the cells: 'bench merge' joins the databases of all parts, 'bench plot' draws\n", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Folder, "plots")));
        var status = await bench.Run("status");
        Assert.Contains("tiny, shard 3/3: 0 of 0 cells finished, 0 failed, 0 to do, 1 of other shards, 0 skipped\n", status.Output, StringComparison.Ordinal);
    }
}
