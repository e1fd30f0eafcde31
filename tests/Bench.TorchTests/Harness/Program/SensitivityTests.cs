using Bench.Results;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Program;

/// <summary><c>bench sensitivity</c> as a user runs it.</summary>
public sealed class SensitivityTests : IDisposable
{
    private const int Terminate = 15, Kill = 9;

    private const string Small = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [sensitivity-magnitude]
            compressions: [1, 4]
            seeds: [1, 2]
            pretraining: {recipe: quick-train, epochs: 1}
            retraining: none
        """;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string Database => Path.Combine(folder.Path, "results", "bench.db");

    private BenchRun Run(string command, string sweep, params string[] options)
    {
        File.WriteAllText(Path.Combine(folder.Path, "small.yaml"), sweep);
        return new(folder.Path, [command, "small.yaml", "--workers", "2", .. options]);
    }

    private long Count(string sql)
    {
        using var reader = ResultReader.Open(Database);
        return (long)reader.Query(sql).Rows[0][0]!;
    }

    [Fact]
    public void It_trains_what_a_run_then_finds_and_shows_a_table_and_a_heat_map()
    {
        using (var first = Run("sensitivity", Small))
        {
            Assert.Equal(0, first.Wait());
            Assert.Contains("small, by magnitude (its strategies' own): 22 cuts of 2 networks\n", first.Output, StringComparison.Ordinal);
            Assert.Contains("digits lenet-300-100, magnitude, weights of a layer cut alone: change of validation accuracy in points, mean of 2 seeds\nlayer  weights", first.Output, StringComparison.Ordinal);
        }
        Assert.Equal(["pdf", "png", "svg"], Directory.GetFiles(Path.Combine(folder.Path, "plots", "small")).Select(f => Path.GetExtension(f)[1..]).Order());
        Assert.Equal(20, Count("SELECT count(*) FROM v_sensitivity WHERE change IS NOT NULL"));
        using (var run = Run("run", Small))
        {
            Assert.Equal(0, run.Wait());
            Assert.Contains("(cached)", run.Output, StringComparison.Ordinal);
        }
        Assert.Equal(2, Count("SELECT count(*) FROM pretraining"));
        using (var second = Run("sensitivity", Small, "--format", "csv"))
        {
            Assert.Equal(0, second.Wait());
            Assert.Contains("all measured before", second.Output, StringComparison.Ordinal);
            Assert.Equal(21, second.Output.Split('\n').Count(line => line.StartsWith("dataset,", StringComparison.Ordinal) || line.StartsWith("digits,", StringComparison.Ordinal)));
        }
        Assert.Equal(22, Count("SELECT count(*) FROM sensitivity"));
        StoredNumbers.AssertSound(Database);
    }

    [Theory, InlineData(Terminate, 75), InlineData(Kill, 137)]
    public void What_is_measured_outlives_a_stop_and_a_kill(int signal, int code)
    {
        var densities = string.Join(',', Enumerable.Range(1, 299).Select(i => FormattableString.Invariant($"{i / 1000.0}")));
        using (var run = Run("sensitivity", Small, "--densities", densities))
        {
            run.WaitFor("[20/1198]");
            run.Send(signal);
            Assert.Equal(code, run.Wait());
        }
        if (signal == Kill) ResultStore.Open(Database, TimeProvider.System, TimeSpan.FromSeconds(10)).Dispose();
        var before = Count("SELECT count(*) FROM sensitivity");
        Assert.InRange(before, 20, 1197);
        using (var again = Run("sensitivity", Small, "--densities", densities))
        {
            Assert.Equal(0, again.Wait());
            Assert.Contains(FormattableString.Invariant($"{before} measured before"), again.Output, StringComparison.Ordinal);
        }
        Assert.Equal(1198, Count("SELECT count(*) FROM sensitivity"));
        StoredNumbers.AssertSound(Database);
    }

    [Fact]
    public void Cuts_of_a_pretraining_that_fails_are_recorded_as_failed_and_the_exit_code_is_1()
    {
        var sweep = Small.Replace("{recipe: quick-train, epochs: 1}", "{steps: 1, optimizer: sgd, learning-rate: {rate: 1.0e+38, schedule: constant}}", StringComparison.Ordinal)
            .Replace("seeds: [1, 2]", "seeds: [1]", StringComparison.Ordinal);
        using var run = Run("sensitivity", sweep);
        Assert.Equal(1, run.Wait());
        Assert.Contains("failed    11 cuts: the lines above say why", run.Output, StringComparison.Ordinal);
        Assert.Equal(11, StoredNumbers.Attempts(Database).Count(a => a is { Outcome: "failed", Reason: "its pretraining has failed" }));
    }
}
