using Bench.Results;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;
using Microsoft.Data.Sqlite;

namespace Bench.TorchTests.Harness.Program;

/// <summary><c>bench reproduce</c> of the real program.</summary>
public sealed class ReproduceTests : IDisposable
{
    private const string Small = """
        experiments:
          - datasets: [digits]
            models: [lenet-300-100]
            strategies: [random, lottery-ticket]
            compressions: [4]
            seeds: [1]
            pretraining: {recipe: quick-train, epochs: 1}
            retraining: {recipe: quick-tune, epochs: 1}
        """;

    private readonly TemporaryFolder folder = new();

    private string Database => Path.Combine(folder.Path, "b.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_cell_is_the_same_bit_for_bit_from_its_kept_start_and_from_nothing_and_a_changed_one_is_not()
    {
        var cells = Run();
        foreach (var (strategy, identity) in cells)
        {
            using var kept = Reproduce(identity[..10]);
            Assert.Equal(0, kept.Wait());
            Assert.Contains("the weights that are kept in", kept.Output, StringComparison.Ordinal);
            Assert.Contains("of the same kind: every number has to be equal", kept.Output, StringComparison.Ordinal);
            Assert.Contains("the same, bit for bit", kept.Output, StringComparison.Ordinal);
        }
        var before = File.ReadAllBytes(Database);
        using (var anew = Reproduce(cells["lottery-ticket"], "--pretrain"))
        {
            Assert.Equal(0, anew.Wait());
            Assert.Contains("the pretraining is computed again", anew.Output, StringComparison.Ordinal);
        }
        Assert.Equal(before, File.ReadAllBytes(Database));

        Change("UPDATE evaluation SET correct = correct - 1 WHERE split = 'test' AND point = 'selected'");
        using var changed = Reproduce(cells["random"]);
        Assert.Equal(1, changed.Wait());
        Assert.Matches(@"\ndiffers   accuracy test selected correct: \d+ stored, \d+ now\n", changed.Output);
        Assert.Contains("result    not the same: 2 of ", changed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void On_another_kind_of_machine_a_tolerance_is_stated()
    {
        var cells = Run();
        Change("UPDATE environment SET cpu = 'another'");
        using var elsewhere = Reproduce(cells["random"]);
        Assert.Equal(0, elsewhere.Wait());
        Assert.Contains("machine   another kind than then: processor another and ", elsewhere.Output, StringComparison.Ordinal);
        Change("UPDATE evaluation SET correct = total, correct_top5 = total WHERE split = 'test' AND point = 'selected'");
        using var worse = Reproduce(cells["random"], "--tolerance", "1");
        Assert.Equal(1, worse.Wait());
        Assert.Contains("may be rounding's", worse.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_computed_again_is_one_line_and_2()
    {
        var cells = Run();
        AssertMistake("no cell of", Reproduce("ffffffff"));
        AssertMistake("give at least the first 4 digits", Reproduce("ab"));
        Change("UPDATE configuration SET json = json_set(json, '$.seed', 2)");
        AssertMistake("reads its configuration otherwise than", Reproduce(cells["random"]));
        Change("UPDATE configuration SET json = json_set(json, '$.versions', json('[1]'))");
        AssertMistake("its configuration is not one of this program", Reproduce(cells["random"]));
    }

    private static void AssertMistake(string part, BenchRun run)
    {
        using (run)
        {
            Assert.Equal(2, run.Wait());
            Assert.Contains(part, Assert.Single(run.Output.Split('\n')), StringComparison.Ordinal);
        }
    }

    private Dictionary<string, string> Run()
    {
        File.WriteAllText(Path.Combine(folder.Path, "s.yaml"), Small);
        using (var run = new BenchRun(folder.Path, "run", "s.yaml", "--db", Database, "--workers", "1")) Assert.Equal(0, run.Wait());
        using var reader = ResultReader.Open(Database);
        return reader.ReadRows("s").Where(r => !r.IsControl).ToDictionary(r => r.Strategy, r => r.Identity);
    }

    private BenchRun Reproduce(string cell, params string[] more) => new(folder.Path, ["reproduce", cell, "--db", Database, .. more]);

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
