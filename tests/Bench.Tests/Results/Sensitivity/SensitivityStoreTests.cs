using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results.Sensitivity;

public sealed class SensitivityStoreTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private static ScanRecord Scan(int seed = 0) => new()
    {
        Identity = $"scan/{seed}", Start = $"pretraining/{seed}", Protocol = "bench", Dataset = "digits", Model = "lenet5", Seed = seed, Precision = "fp32", Structure = "weight",
        Criterion = "magnitude", ScoringSamples = 1024, Split = "validation", Configuration = "{}",
    };

    private static SensitivityRecord Found(string? layer, int position, double density, int correct, double loss, int seed = 0) => new()
    {
        Identity = $"{seed}/{layer}/{density}", Position = position, Layer = layer, Density = density, Elements = 500, Kept = (long)(500 * density), Loss = loss,
        Correct = correct, CorrectTop5 = 1000, Total = 1000, Seconds = 0.5, Environment = Gpu,
    };

    private static void Fill(TemporaryDatabase database, params int[] seeds)
    {
        database.Fill();
        using var store = database.Open();
        foreach (var seed in seeds)
        {
            store.Save(Scan(seed), Found(null, -1, 1, 950, 0.25, seed));
            store.Save(Scan(seed), Found("conv1", 0, 0.1, 900, 0.75, seed));
        }
    }

    [Fact]
    public void A_cut_is_stored_once_and_is_held_beside_the_same_network_without_it()
    {
        Fill(temporary, 0);
        using (var store = temporary.Open())
        {
            Assert.False(store.Save(Scan(), Found("conv1", 0, 0.1, 1, 9)));
            Assert.True(store.Save(Scan(), Found("fc1", 1, 0.1, 940, double.NaN)));
            Assert.Equal(["0//1", "0/conv1/0.1", "0/fc1/0.1"], store.ScannedIdentities().Order(StringComparer.Ordinal));
        }
        using var reader = temporary.Read();
        Assert.Equal(
            [["conv1", 0.1, 500L, 50L, 0.9, 0.95, -5.0, 0.5], ["fc1", 0.1, 500L, 50L, 0.94, 0.95, -1.0, null]],
            reader.Query("SELECT layer, density, elements, kept, top1, dense_top1, round(change, 9), loss_increase FROM v_sensitivity ORDER BY position").Rows);
        Assert.Equal(1L, temporary.Value("SELECT count(*) FROM scan"));
    }

    /// <summary>Weights that are fed otherwise are another network, as is another criterion.</summary>
    [Fact]
    public void Scans_share_a_point_that_differ_in_the_seed_alone()
    {
        using var database = Database.InMemory();
        Schema.Current.Apply(database);
        string Point(string pretraining, string scan)
        {
            database.Run("PRAGMA foreign_keys = OFF; DELETE FROM pretraining");
            database.Execute("INSERT INTO pretraining (identity, dataset, model, seed, configuration, weights_fingerprint, split_fingerprint, selected_epoch, environment) VALUES ('p', 'd', 'm', 0, ?1, 'w', 's', 1, 1)", pretraining);
            return ScanPoint.Of(database, "p", scan);
        }
        var point = Point("""{"model":"m","network":{"path":"a","sha256":"f"},"seed":1}""", """{"criterion":"magnitude","seed":1,"start":"p"}""");
        Assert.Equal(point, Point("""{"model":"m","network":{"path":"b","sha256":"f"},"seed":2}""", """{"criterion":"magnitude","seed":2,"start":"q"}"""));
        Assert.NotEqual(point, Point("""{"model":"m","network":{"path":"a","sha256":"g"},"seed":1}""", """{"criterion":"magnitude","seed":1,"start":"p"}"""));
        Assert.NotEqual(point, Point("""{"model":"m","network":{"path":"a","sha256":"f"},"seed":1}""", """{"criterion":"taylor","seed":1,"start":"p"}"""));
        Assert.NotEqual(
            Point("""{"start":{"path":"w","sha256":"f","mean":[0.5]}}""", """{"criterion":"magnitude","seed":1,"start":"p"}"""),
            Point("""{"start":{"path":"w","sha256":"f","mean":[0.9]}}""", """{"criterion":"magnitude","seed":1,"start":"p"}"""));
    }

    [Fact]
    public void Merging_adds_the_cuts_that_are_not_here_and_keeps_those_that_are()
    {
        Fill(temporary, 0);
        using var other = new TemporaryDatabase();
        Fill(other, 0, 1);
        using (var store = other.Open()) store.Save(Scan(), Found("fc1", 1, 0.1, 800, 1, seed: 0));
        using (var store = temporary.Open())
        {
            Assert.Equal(3, store.Merge(other.Path).Sensitivities);
            Assert.Equal(0, store.Merge(other.Path).Sensitivities);
        }
        using var reader = temporary.Read();
        Assert.Equal(
            [["pretraining/0", "conv1", 900L], ["pretraining/0", "fc1", 800L], ["pretraining/1", "conv1", 900L]],
            reader.Query("SELECT start, layer, correct FROM v_sensitivity ORDER BY start, position").Rows);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
    }

    [Fact]
    public void Cuts_of_other_weights_are_left_out_and_those_that_both_have_are_compared()
    {
        Fill(temporary, 0, 1);
        using var other = new TemporaryDatabase();
        Fill(other, 0);
        using (var store = other.Open())
        {
            store.Save(Scan(0), Found("fc1", 1, 0.1, 800, 1, seed: 0));
            store.Save(Scan(1), Found(null, -1, 1, 950, 0.25, 1));
            store.Save(Scan(1), Found("conv1", 0, 0.1, 901, 0.75, 1));
        }
        using (var database = Database.OpenForWriting(other.Path)) database.Run("UPDATE pretraining SET weights_fingerprint = 'others' WHERE identity = 'pretraining/0'");
        using (var store = temporary.Open())
        {
            var report = store.Merge(other.Path);
            Assert.Equal((0, 1), (report.Sensitivities, report.CutsLeftOut));
            Assert.Equal(["pretraining/0", "1/conv1/0.1"], report.Disagreements.Select(d => d.Identity));
            Assert.Equal(("correct", 900L, 901L), report.Disagreements[1].Differences.Select(d => (d.Key, d.One, d.Other)).Single());
        }
        Assert.Equal(4L, temporary.Value("SELECT count(*) FROM sensitivity"));
    }

    [Fact]
    public void Scans_of_a_removed_pretraining_go_with_it_and_with_their_attempts()
    {
        Fill(temporary, 0, 1);
        using (var store = temporary.Open())
        {
            store.SaveFailure(Attempt("0/conv1/0.1", "failed", "out of memory"));
            using var reader = temporary.Read();
            store.Remove(Removal.Of(reader, new() { Sweep = "quickstart" }));
        }
        Assert.Equal(0L, temporary.Value("SELECT (SELECT count(*) FROM scan) + (SELECT count(*) FROM sensitivity) + (SELECT count(*) FROM attempt) + (SELECT count(*) FROM environment)"));
    }
}
