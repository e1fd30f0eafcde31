using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary>What <c>bench run</c> tells the shell and the user, of the real program.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private const string Small = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [random]
            compressions: [2, 4]
            seeds: [1]
            pretraining: {recipe: quick-train, epochs: 1}
            retraining: {recipe: quick-tune, epochs: 1}
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_done_is_0_and_a_second_run_says_so_without_starting_workers()
    {
        using (var first = Run(Small)) Assert.Equal(0, first.Wait());
        var logs = Path.Combine(folder.Path, "bench.work", "logs");
        Assert.Single(Directory.GetFiles(logs)); // each worker that is started has one
        Directory.Delete(logs, recursive: true);
        using var second = Run(Small);
        Assert.Equal(0, second.Wait());
        Assert.Contains("all done before", second.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(logs));
        Assert.Equal(2, StoredNumbers.Attempts(Database).Count);
        AssertAtRest();
    }

    [Fact]
    public void A_failing_cell_is_1_and_is_tried_again_only_on_request()
    {
        var sweep = Small.Replace("quick-tune, epochs: 1", "quick-tune, epochs: 1, learning-rate: {rate: 1e30}", StringComparison.Ordinal)
            .Replace("[2, 4]", "[2]", StringComparison.Ordinal);
        using (var run = Run(sweep)) AssertFailed(run, attempts: 1);
        using (var run = Run(sweep)) AssertFailed(run, attempts: 1);
        using (var run = Run(sweep, "--retry-failed")) AssertFailed(run, attempts: 2);
        using var status = new BenchRun(folder.Path, "status", "--db", Database);
        Assert.Equal(0, status.Wait());
        Assert.Contains("NaN loss in epoch 1", status.Output, StringComparison.Ordinal);
        AssertAtRest();
    }

    [Fact]
    public void A_diverged_pretraining_fails_once_with_its_cells_and_none_of_them_is_a_result()
    {
        var sweep = Small.Replace("{recipe: quick-train, epochs: 1}", "{steps: 1, optimizer: sgd, learning-rate: {rate: 1.0e+38, schedule: constant}}", StringComparison.Ordinal);
        using (var run = Run(sweep, "--attempts", "3"))
        {
            Assert.Equal(1, run.Wait());
            Assert.Contains("failed    2 cells", run.Output, StringComparison.Ordinal);
        }
        var attempts = StoredNumbers.Attempts(Database);
        Assert.Equal(3, attempts.Count);
        Assert.All(attempts, a => Assert.Matches("^(pretraining failed: )?(NaN|infinite).* after epoch 1 of pretraining$", a.Reason));
        using (var again = Run(sweep)) Assert.Equal(1, again.Wait());
        Assert.Equal(3, StoredNumbers.Attempts(Database).Count);
    }

    [Fact]
    public void A_mistake_is_2_and_one_line()
    {
        using var run = Run(Small.Replace("digits", "digitz", StringComparison.Ordinal));
        Assert.Equal(2, run.Wait());
        Assert.Contains("digits", Assert.Single(run.Output.Split('\n')), StringComparison.Ordinal);
        Assert.False(File.Exists(Database));
    }

    [Theory, InlineData(Signals.Terminate), InlineData(Signals.Interrupt)]
    public void A_stop_is_75_and_the_next_run_goes_on(int signal)
    {
        Signals.SkipUnlessLinux();
        Signals.SkipWhereIgnored(signal);
        var sweep = Small.Replace("quick-tune, epochs: 1", "quick-tune, epochs: 300", StringComparison.Ordinal);
        using (var run = Run(sweep))
        {
            run.WaitFor("pretraining seed 1");
            Assert.True(run.Send(signal));
            Assert.Equal(75, run.Wait());
            Assert.Contains("the same command goes on", run.Output, StringComparison.Ordinal);
            AssertAtRest();
        }
        using (var run = Run(sweep)) Assert.Equal(0, run.Wait());
        StoredNumbers.AssertSound(Database);
        Assert.All(StoredNumbers.Attempts(Database), attempt => Assert.Equal("finished", attempt.Outcome));
    }

    [Fact]
    public void A_second_run_on_one_database_is_refused_with_who_and_since_when()
    {
        Signals.SkipUnlessLinux();
        var sweep = Small.Replace("quick-tune, epochs: 1", "quick-tune, epochs: 5000", StringComparison.Ordinal); // none of the three ends by itself
        using var first = Run(sweep);
        first.WaitFor("pretraining seed 1");
        using (var second = Run(sweep))
        {
            Assert.Equal(2, second.Wait());
            Assert.Matches($@"^bench: database \S+ is being written by process {first.Id} on \S+ since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d[^\n]*$", second.Output);
        }
        Assert.True(first.Send(Signals.Kill)); // a dead process's lock is taken over
        first.Wait();
        using var third = Run(sweep);
        third.WaitFor("sweep sweep: 2 cells");
        Assert.True(third.Send(Signals.Terminate));
        Assert.Equal(75, third.Wait());
    }

    [Fact]
    public void A_run_names_its_database_and_what_has_changed_and_keeps_a_log_beside_it()
    {
        using (var first = Run(Small))
        {
            Assert.Equal(0, first.Wait());
            Assert.Contains($"database  {Database} (new)\nsweep sweep: 2 cells\n", first.Output, StringComparison.Ordinal);
        }
        using (var second = Run(Small.Replace("[2, 4]", "[2, 8, 16]", StringComparison.Ordinal)))
        {
            Assert.Equal(0, second.Wait());
            Assert.Contains($"database  {Database}\nsweep sweep: 3 cells, 1 done before, 2 new, 1 no longer asked for\n", second.Output, StringComparison.Ordinal);
            Assert.Matches(@"\n\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d \[0/2[^\n]*\] digits lenet-300-100 pretraining seed 1: \S+ % top-1 \(cached\)\n", second.Output);
        }
        var log = File.ReadAllLines(Database + ".log");
        Assert.All(log, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d  \S", line));
        Assert.Equal(4, log.Count(line => line.Contains("random", StringComparison.Ordinal)));
        Assert.Equal([" sweep sweep: 2 cells to do", " sweep sweep: 2 cells to do"], log.Where(line => line.EndsWith("to do", StringComparison.Ordinal)).Select(line => line[27..]));
    }

    [Fact]
    public void The_database_of_the_sweeps_folder_is_found_from_elsewhere_and_a_name_in_other_case_is_refused_in_it()
    {
        folder.File("study/sweeps/small.yaml", Small);
        folder.File("study/sweeps/other.yaml", $"name: Small\n{Small}");
        folder.File("elsewhere/nothing", "");
        var study = Path.Combine(folder.Path, "study");
        using (var first = new BenchRun(study, "run", "sweeps/small.yaml", "--workers", "1"))
        {
            Assert.Equal(0, first.Wait());
            Assert.Contains("database  results/bench.db (new)", first.Output, StringComparison.Ordinal);
        }
        using (var again = new BenchRun(Path.Combine(folder.Path, "elsewhere"), "run", "../study/sweeps/small.yaml", "--workers", "1"))
        {
            Assert.Equal(0, again.Wait());
            Assert.Contains("database  ../study/results/bench.db (found from the sweep's folder)\nsweep small: 2 cells, all done before", again.Output, StringComparison.Ordinal);
            Assert.Contains("figures   ../study/plots/small/", again.Output, StringComparison.Ordinal);
        }
        Assert.Equal(["nothing"], Directory.GetFileSystemEntries(Path.Combine(folder.Path, "elsewhere")).Select(Path.GetFileName));
        using (var status = new BenchRun(Path.Combine(study, "sweeps"), "status"))
        {
            Assert.Equal(0, status.Wait());
            Assert.Contains("small: 2 of 2 cells finished", status.Output, StringComparison.Ordinal);
        }
        using var other = new BenchRun(study, "run", "sweeps/other.yaml");
        Assert.Equal(2, other.Wait());
        Assert.Equal("bench: sweep 'Small' and sweep 'small' of results/bench.db would share their files where case does not count: choose another 'name:'", other.Output);
    }

    private string Database => Path.Combine(folder.Path, "bench.db");

    private BenchRun Run(string sweep, params IEnumerable<string> more)
    {
        folder.File("sweep.yaml", sweep);
        return new BenchRun(folder.Path, ["run", "sweep.yaml", "--db", Database, "--workers", "1", .. more]);
    }

    // In rollback mode (sqlite.org/fileformat2.html: 1, not 2) and alone: so it opens where nothing can be written.
    private void AssertAtRest()
    {
        Assert.Equal([1, 1], File.ReadAllBytes(Database)[18..20]);
        Assert.False(File.Exists(Database + "-wal") || File.Exists(Database + "-shm"));
    }

    private void AssertFailed(BenchRun run, int attempts)
    {
        Assert.Equal(1, run.Wait());
        Assert.Contains("failed    1 cell", run.Output, StringComparison.Ordinal);
        Assert.Equal(attempts, StoredNumbers.Attempts(Database).Count);
    }
}
