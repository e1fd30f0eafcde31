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
        Assert.Equal([[], [new Timing("bench", 128)]], reader.ReadRows("quickstart").Where(r => r.Strategy == "global-magnitude").Select(r => r.NoisyTimes));
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

    /// <summary>Numbers of another runtime stand beside ours and are never taken for them.</summary>
    [Fact]
    public void What_was_measured_in_ONNX_Runtime_has_columns_of_its_own()
    {
        var own = Of(Weights, 1, networks: ["dense", "masked"]);
        LatencyRecord Theirs(LatencyRecord n, double speed, string precision = "fp32") =>
            n with { Runtime = "onnx-runtime", Precision = precision, RuntimeVersion = "1.31.1", Median = n.Median / speed, LowerQuartile = n.LowerQuartile / speed, UpperQuartile = n.UpperQuartile / speed, Noisy = precision == "int8" };
        DeployedRecord Deployed(string precision, int correct, int bytes) => new()
        {
            Precision = precision, Correct = correct, Total = 100, FileBytes = bytes, CompressedBytes = bytes / 2, CalibrationSamples = precision == "int8" ? 512 : null, RuntimeVersion = "1.31.1",
        };
        Measure(own with
        {
            Networks = [.. own.Networks, .. own.Networks.Select(n => Theirs(n, n.HandedOn ? 2.5 : 2)), .. own.Networks.Where(n => n.HandedOn).Select(n => Theirs(n, 5, "int8"))],
            Deployed = [Deployed("fp32", 90, 4_000), Deployed("int8", 88, 1_100)],
        });
        using (var reader = temporary.Read())
        {
            Assert.Equal([[1.0, 0.004, 0.002, 0.0016, 1.25, 0.0008, 0.9, 4_000L, 0.88, 1_100L, 0L]], reader.Query(
                """
                SELECT measured_speedup_1, latency_1, onnx_dense_latency_1, onnx_latency_1, onnx_measured_speedup_1, int8_latency_1, onnx_top1, onnx_file_bytes, int8_top1, int8_file_bytes, latency_noisy
                FROM v_results WHERE latency_1 IS NOT NULL
                """).Rows);
            Assert.Equal([["bench", "fp32", 1.0], ["onnx-runtime", "fp32", 1.25], ["onnx-runtime", "int8", 2.5]], reader.Query(
                "SELECT runtime, latency_precision, round(measured_speedup, 6) FROM v_latencies WHERE network = 'masked' AND batch = 1 ORDER BY runtime, latency_precision").Rows);
            Assert.Equal([[1L]], reader.Query("SELECT onnx_latency_noisy FROM v_results WHERE latency_1 IS NOT NULL").Rows);
            Assert.Equal([["fp32", 0.9, null], ["int8", 0.88, 512L]], reader.Query("SELECT deployed_precision, top1, calibration_samples FROM v_deployed ORDER BY 1").Rows);
            Assert.Equal([Weights.Identity], reader.Measured().InOnnxRuntime);
            Assert.Equal([Weights.Identity], reader.Measured().InInt8);
            Assert.Equal([Weights.Identity], reader.Measured(quiet: true).Own); // what is noisy in another arithmetic is no reason to measure again what is asked
            Assert.Empty(reader.Measured(quiet: true).InInt8);
        }
        using var other = new TemporaryDatabase();
        using (var store = other.Open()) store.Merge(temporary.Path, false);
        foreach (var table in new[] { "latency", "deployed" })
            Assert.Equal(temporary.Value($"SELECT count(*) || ' ' || sum(runtime_version = '1.31.1') FROM {table}"), other.Value($"SELECT count(*) || ' ' || sum(runtime_version = '1.31.1') FROM {table}"));
        Measure(own); // a narrower measurement takes nothing away
        Assert.Equal("10 2", temporary.Value("SELECT (SELECT count(*) FROM latency) || ' ' || (SELECT count(*) FROM deployed)"));
    }

    /// <summary>A median of one machine is not divided by that of another.</summary>
    [Fact]
    public void Merging_takes_what_was_measured_in_turns_as_a_whole()
    {
        var own = Of(Weights, 1, networks: ["dense", "masked"]);
        CellLatencies InOnnxRuntime(double speed, params string[] precisions) => own with
        {
            Networks = [.. own.Networks, .. precisions.SelectMany(p => own.Networks.Where(n => p == "fp32" || n.HandedOn).Select(n => n with { Runtime = "onnx-runtime", Precision = p, RuntimeVersion = "1.31.1", Median = n.Median / speed }))],
        };
        Measure(InOnnxRuntime(1, "fp32"));
        using var other = new TemporaryDatabase();
        using (var store = other.Open())
        {
            store.Merge(temporary.Path, false);
            store.Save(InOnnxRuntime(10, "fp32", "int8") with { Environment = own.Environment with { Host = "faster" } });
        }
        using (var store = temporary.Open()) store.Merge(other.Path);

        using var reader = temporary.Read();
        Assert.Equal(
            [["bench", "fp32", 1.0, own.Environment.Host], ["onnx-runtime", "fp32", 1.0, "faster"], ["onnx-runtime", "int8", 1.0, "faster"]],
            reader.Query("SELECT runtime, latency_precision, measured_speedup, host FROM v_latencies WHERE network = 'masked' AND batch = 1 ORDER BY runtime, latency_precision").Rows);
        using (var database = Database.OpenForWriting(temporary.Path)) database.Run("UPDATE latency SET noisy = 1 WHERE network = 'dense' AND runtime = 'bench'; UPDATE latency SET measured = 'later' WHERE precision = 'int8'");
        using var again = temporary.Read();
        Assert.Equal([["bench", 0L, 1L, 1.0], ["onnx-runtime", 0L, 0L, 1.0], ["onnx-runtime", 0L, null, null]], again.Query(
            "SELECT runtime, noisy, speedup_noisy, measured_speedup FROM v_latencies WHERE network = 'masked' AND batch = 1 ORDER BY runtime, latency_precision").Rows);
        Assert.Equal([[null]], again.Query("SELECT int8_latency_1 FROM v_results WHERE latency_1 IS NOT NULL").Rows);
    }

    /// <summary>What a database has measured by this program, another may have in ONNX Runtime.</summary>
    [Fact]
    public void Merging_adds_what_is_not_here_of_each_runtime_and_arithmetic()
    {
        var own = Of(Weights, 1, networks: ["dense", "masked"]);
        Measure(own);
        using var other = new TemporaryDatabase();
        using (var store = other.Open())
        {
            store.Merge(temporary.Path, false);
            store.Save(own with
            {
                Networks = [.. Of(Weights, 3, networks: ["dense", "masked"]).Networks, .. own.Networks.Select(n => n with { Runtime = "onnx-runtime", RuntimeVersion = "1.31.1" })],
                Deployed = [new() { Precision = "fp32", Correct = 90, Total = 100, FileBytes = 4_000, CompressedBytes = 2_000, RuntimeVersion = "1.31.1" }],
            });
        }
        using (var store = temporary.Open())
        {
            Assert.Equal(1, store.Merge(other.Path).Latencies);
            Assert.Equal(0, store.Merge(other.Path).Latencies);
        }
        Assert.Equal("8 1 4", temporary.Value("SELECT (SELECT count(*) FROM latency) || ' ' || (SELECT count(*) FROM deployed) || ' ' || (SELECT count(*) FROM latency WHERE runtime = 'onnx-runtime')"));
        Assert.Equal(0.004, temporary.Value("SELECT median FROM latency WHERE runtime = 'bench' AND handed_on AND batch = 1"));
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
