using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

/// <summary>Measured latencies in the database.</summary>
public sealed class LatencyTests : IDisposable
{
    private static readonly CellDescription Control = Cell("dense", 1, 0) with { Latency = true };
    private static readonly CellDescription Channels = Cell("global-magnitude", 2, 0) with { Latency = true };
    private static readonly CellDescription Weights = Cell("global-magnitude", 2, 1) with { Latency = true };
    private static readonly CellDescription Other = Cell("random", 2, 0);

    private readonly TemporaryDatabase temporary = new();

    public LatencyTests()
    {
        using var store = temporary.Open();
        for (var seed = 0; seed < 2; seed++) store.SavePretraining(Pretraining(seed));
        TemporaryDatabase.Register(store, [Control, Channels, Weights, Other]);
        foreach (var cell in new[] { Control, Channels, Weights, Other })
            store.Save(Result(cell) with { KeptUnits = cell == Channels ? PackedBits.Pack([true, false, true]) : null }, Attempt(cell.Identity));
    }

    public void Dispose() => temporary.Dispose();

    private static CellLatencies Of(CellDescription cell, double ownSpeed, bool noisy = false, params string[] networks) => new()
    {
        Identity = cell.Identity, Environment = Machine,
        Networks =
        [
            .. networks.SelectMany(network => new[] { 1, 128 }.Select(batch => (network, batch, speed: network == networks[^1] ? ownSpeed : 1))).Select(n => new LatencyRecord
            {
                Network = n.network, Batch = n.batch, HandedOn = n.network == networks[^1], Median = 0.004 * n.batch / n.speed, LowerQuartile = 0.0039 * n.batch / n.speed,
                UpperQuartile = 0.0041 * n.batch / n.speed, Repetitions = 100, Load = 0.01, Noisy = noisy && n.batch == 128,
            }),
        ],
    };

    private void Measure(params CellLatencies[] latencies)
    {
        using var store = temporary.Open();
        foreach (var cell in latencies) store.Save(cell);
    }

    [Fact]
    public void The_measured_speedup_stands_beside_the_theoretical_one()
    {
        Measure(Of(Control, 1, networks: "dense"), Of(Channels, 1.25, networks: ["dense", "masked", "shrunk"]), Of(Weights, 1, noisy: true, networks: ["dense", "masked"]));

        using var reader = temporary.Read();
        Assert.Equal(
            [["dense", 0.004, 0.004, 1.0, 0.512, 1.0, 0L], ["global-magnitude", 0.004, 0.0032, 1.25, 0.4096, 1.25, 0L], ["global-magnitude", 0.004, 0.004, 1.0, 0.512, 1.0, 1L], ["random", null, null, null, null, null, null]],
            reader.Query("SELECT strategy, dense_latency_1, latency_1, measured_speedup_1, latency_128, measured_speedup_128, latency_noisy FROM v_results ORDER BY cell").Rows);
        Assert.Equal(
            [["dense", 1.0, null, null], ["masked", 1.0, null, null], ["shrunk", 1.25, 1.41, 312.5]],
            reader.Query(
                """
                SELECT network, measured_speedup, CASE handed_on WHEN 1 THEN round(theoretical_speedup, 2) END, CASE handed_on WHEN 1 THEN samples_per_second END
                FROM v_latencies JOIN latency USING (cell, network, batch) WHERE cell = 2 AND batch = 1 ORDER BY network
                """.Replace("samples_per_second", "round(samples_per_second, 3)", StringComparison.Ordinal)).Rows);
        Assert.Equal([1.25, 1.0], reader.ReadRows("quickstart").Where(r => r.Strategy == "global-magnitude").Select(r => r.MeasuredSpeedup128));
        Assert.Equal([false, true], reader.ReadRows("quickstart").Where(r => r.Strategy == "global-magnitude").Select(r => r.NoisyLatency));
    }

    [Fact]
    public void A_curve_has_the_mean_of_its_seeds_only_where_all_were_measured()
    {
        Measure(Of(Channels, 1.5, networks: ["dense", "masked", "shrunk"]));
        Assert.Equal("global-magnitude  ", temporary.Value("SELECT strategy || ' ' || coalesce(measured_speedup_128_mean, '') || ' ' || coalesce(noisy_latencies, '') FROM v_tradeoff WHERE strategy = 'global-magnitude'"));
        Measure(Of(Weights, 1, noisy: true, networks: ["dense", "masked"]));
        Assert.Equal("1.25 1.25 1", temporary.Value("SELECT measured_speedup_1_mean || ' ' || measured_speedup_128_mean || ' ' || noisy_latencies FROM v_tradeoff WHERE strategy = 'global-magnitude'"));
    }

    [Fact]
    public void Status_counts_what_is_asked_for_measured_and_noisy()
    {
        Assert.Equal((3, 0, 0), Counts());
        Measure(Of(Control, 1, networks: "dense"), Of(Weights, 1, noisy: true, networks: ["dense", "masked"]));
        Assert.Equal((3, 2, 1), Counts());
        using var store = temporary.Open();
        Assert.Equal([Control.Identity, Weights.Identity], store.MeasuredIdentities().Order(StringComparer.Ordinal));
        Assert.Equal([Control.Identity], store.MeasuredIdentities(quiet: true));
    }

    [Fact]
    public void What_is_measured_again_takes_the_place_of_what_was()
    {
        Measure(Of(Weights, 1, noisy: true, networks: ["dense", "masked"]));
        Measure(Of(Weights, 1.1, networks: ["dense", "masked"]));
        Assert.Equal("4 0", temporary.Value("SELECT count(*) || ' ' || sum(noisy) FROM latency"));
        using var reader = temporary.Read();
        Assert.NotEqual(reader.StateOf("quickstart"), StateWithoutLatencies()); // so that figures are drawn anew
    }

    [Fact]
    public void The_shape_of_a_network_is_told_by_its_units_and_densities()
    {
        using var store = temporary.Open();
        var (channels, weights) = (store.ShapeOf(Channels.Identity), store.ShapeOf(Weights.Identity));
        Assert.Equal([true, false, true], PackedBits.Unpack(channels.KeptUnits!, 3));
        Assert.Null(weights.KeptUnits);
        Assert.Equal(0.6, weights.Densities["conv1"], 12);
    }

    [Fact]
    public void Latencies_go_with_the_result()
    {
        Measure(Of(Channels, 1.5, networks: ["dense", "masked", "shrunk"]));
        Removal removal;
        using (var reader = temporary.Read()) removal = Removal.Of(reader, new() { Condition = "strategy = 'global-magnitude'" });
        using (var store = temporary.Open()) store.Remove(removal);
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM latency"));
    }

    [Fact]
    public void Bits_survive_as_text()
    {
        bool[] bits = [.. Enumerable.Range(0, 21).Select(i => i % 3 == 0)];
        Assert.Equal(bits, PackedBits.Unpack(PackedBits.Pack(bits), 21));
        Assert.Equal("BQ==", PackedBits.Pack([true, false, true]));
        Assert.Throws<FormatException>(() => PackedBits.Unpack("BQ==", 9));
    }

    private string StateWithoutLatencies()
    {
        using (var database = Database.OpenForWriting(temporary.Path)) database.Run("DELETE FROM latency");
        using var reader = temporary.Read();
        return reader.StateOf("quickstart");
    }

    private (int, int, int) Counts()
    {
        using var reader = temporary.Read();
        var sweep = Assert.Single(reader.Sweeps());
        return (sweep.Latencies, sweep.Measured, sweep.Noisy);
    }
}
