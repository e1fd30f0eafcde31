using Bench.Tests.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Cli;

public sealed class MergeCommandTests : IDisposable
{
    private readonly BenchProgram bench = new();
    private readonly TemporaryDatabase there = new();

    public MergeCommandTests() => there.Fill();

    public void Dispose()
    {
        bench.Dispose();
        there.Dispose();
    }

    [Fact]
    public async Task A_merge_says_what_it_added_and_its_exit_code_whether_there_were_disagreements()
    {
        var first = await bench.Run("merge", there.Path, "--db", "it's mine.db");
        Assert.Equal((0, 0), (first.ExitCode, first.Errors.Count));
        Assert.Contains("added     19 results, 22 cells, 3 pretrainings, latencies of 0 cells, 21 attempts, 1 sweep\nequal     0 results\n", first.Output, StringComparison.Ordinal);
        using (var store = Bench.Results.ResultStore.Open(Path.Combine(bench.Folder, "other.db"), TimeProvider.System))
        {
            store.RegisterSweep(Sweep(), [(Cell("random", 2, 0), 0)], []);
            store.Save(Result(Cell("random", 2, 0), correct: 901), Attempt("random/2/0"));
        }

        var second = await bench.Run("merge", "other.db", "--db", "it's mine.db");
        Assert.Equal((1, 0), (second.ExitCode, second.Errors.Count));
        Assert.Contains("sweep     quickstart has other cells there: those are sweep quickstart-", second.Output, StringComparison.Ordinal);
        Assert.Contains("disagree  1: what is here stays; 'bench diff CELL CELL --other other.db' shows all of a cell\n  random/2/0  digits × lenet5, random at 2×, seed 0: test selected top1 0.92 here, 0.901 there (-0.019); ", second.Output, StringComparison.Ordinal);
        var shown = await bench.Run("diff", "random/2/0", "random/2/0", "--db", "it's mine.db", "--other", "other.db", "--format", "csv");
        Assert.Contains("\naccuracy,test selected top1,0.92,0.901,", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Equal_cells_are_told_in_one_line()
    {
        var answer = await bench.Run("diff", "random/2/0", "random/2/0", "--db", there.Path);
        Assert.Equal(0, answer.ExitCode);
        Assert.Matches(@"^random/2/0  digits × lenet5, random at 2×, seed 0: equal to the other in all \d+ facts \(--all shows them\)\n$", answer.Output);
        Assert.Contains("configuration", (await bench.Run("diff", "random/2/0", "random/2/0", "--db", there.Path, "--all")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mistakes_are_one_line_each()
    {
        (await bench.Run("merge", "nowhere.db", "--db", "mine.db")).IsMistake("no database at nowhere.db");
        bench.Write("text.db", "no database");
        (await bench.Run("merge", "text.db", "--db", "mine.db")).IsMistake("text.db is not an SQLite database: choose another file with --db");
        Assert.False(File.Exists(Path.Combine(bench.Folder, "mine.db")));
        (await bench.Run("merge", there.Path, "--db", there.Path)).IsMistake("is the database to merge into: name another one");
        (await bench.Run("diff", "random/2/0", "rand", "--db", there.Path)).IsMistake("give more digits");
        (await bench.Run("diff", "random/2/0", "--db", there.Path)).IsMistake("'bench diff' needs OTHER-CELL", "see 'bench diff --help'");
    }
}
