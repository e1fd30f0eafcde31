using System.Text.RegularExpressions;
using System.Text;
using System.Globalization;
using Bench.Harness.Running;
using Bench.Results;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Program;

/// <summary>Weights that cells keep, from the sweep that asks for them to the files that other programs read, by the real program.</summary>
public sealed class ExportWeightsTests : IDisposable
{
    private const string Sweep = """
        experiments:
          - datasets: [digits]
            models: [conv2]
            strategies: [global-magnitude, l1-filters]
            compressions: [2]
            seeds: [1]
            pretraining: {recipe: quick-train, epochs: 1}
            retraining: {recipe: quick-tune, epochs: 1}
        """;

    private readonly TemporaryFolder folder = new();

    private string Database => Path.Combine(folder.Path, "b.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_cell_finished_before_is_told_to_have_none_reproduced_with_them_and_exported()
    {
        var cells = Run(Sweep);
        var keeping = Sweep + "\n    keep-weights: true\n    measure: [onnx-runtime]\n";
        File.WriteAllText(Path.Combine(folder.Path, "s.yaml"), keeping);
        Assert.Contains("weights   2 finished cells have none kept: 'bench reproduce ", Done("plan", "s.yaml", "--db", Database, "--no-measure"), StringComparison.Ordinal);
        Assert.Equal(cells, Run(keeping)); // the same cells
        var weights = cells["global-magnitude"];
        Assert.Matches("has kept no weights: 'bench reproduce [0-9a-f]{12} --keep-weights' computes the cell again and keeps them, which took ", Mistake("export-weights", weights));
        Assert.Contains("weights   kept in ", Done("reproduce", weights, "--keep-weights", "--db", Database), StringComparison.Ordinal);
        Done("export-weights", weights[..8], "--db", Database);
        Assert.True(File.Exists(Path.Combine(folder.Path, $"{weights[..12]}.safetensors")) && File.Exists(Path.Combine(folder.Path, $"{weights[..12]}.masks.safetensors")));
        Assert.Contains("checked   in ONNX Runtime outputs differ from ours by at most ", Done("export-weights", "--where", "strategy=global-magnitude", "--out", "w.onnx", "--db", Database), StringComparison.Ordinal);
        Done("export-weights", weights[..8], "--out", "at-2.5x", "--format", "onnx", "--db", Database); // a name, no ending that says another form
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Path, "w.onnx")), File.ReadAllBytes(Path.Combine(folder.Path, "at-2.5x")));
        foreach (var form in (string[][])[["--with-normalization"], []])
        {
            var told = Regex.Match(Done(["export-weights", weights, "--out", "q.onnx", "--quantize", "--db", Database, .. form]), @"differ from ours by at most (\S+), the largest being (\S+): that is the quantization");
            Assert.InRange(double.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture) / double.Parse(told.Groups[2].Value, CultureInfo.InvariantCulture), 1e-6, 0.25); // on samples, whose ranges are known
        }
        Assert.Contains(" correct in fp32, before quantization to int8", Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder.Path, "q.onnx"))), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(Path.Combine(folder.Path, "q.onnx")).Length, 1, 0.4 * new FileInfo(Path.Combine(folder.Path, "w.onnx")).Length);
        using var reader = ResultReader.Open(Database);
        Assert.Equal([["onnx-runtime", "dense", 1L]], reader.Query("SELECT DISTINCT runtime, network, measured_speedup > 0 FROM v_latencies WHERE runtime <> 'bench' AND network = 'dense'").Rows);
        Assert.Equal([[2L]], reader.Query("SELECT count(onnx_measured_speedup_128) FROM v_results").Rows);
    }

    [Fact]
    public void What_has_no_weights_for_8_bits_is_told_and_fails_nothing_and_is_measured_once_it_has_them()
    {
        var cell = Run(Sweep)["global-magnitude"];
        var measuring = Sweep + "\n    keep-weights: true\n    measure: [int8]\n";
        File.WriteAllText(Path.Combine(folder.Path, "s.yaml"), measuring);
        var plan = Done("plan", "s.yaml", "--db", Database, "--no-measure");
        Assert.Contains("weights   2 finished cells have none kept: ", plan, StringComparison.Ordinal);
        Assert.EndsWith("; until then int8 is not measured of them", plan.Split('\n').Single(line => line.StartsWith("weights ", StringComparison.Ordinal)), StringComparison.Ordinal);
        foreach (var measured in new[] { "latencies of 2 measured", "all done before" })
        {
            var run = Done("run", "s.yaml", "--db", Database, "--workers", "1");
            Assert.Contains(measured, run, StringComparison.Ordinal);
            Assert.Contains("; until then int8 is not measured of them\n", run, StringComparison.Ordinal);
            Assert.DoesNotContain("failed", run, StringComparison.Ordinal);
        }
        Assert.Equal(0, Int8());
        Done("reproduce", cell, "--keep-weights", "--db", Database);
        Assert.Contains("; until then int8 is not measured of it\n", Done("run", "s.yaml", "--db", Database, "--workers", "1"), StringComparison.Ordinal);
        Assert.Equal(1, Int8());
        File.Delete(WorkFolder.Of(Database).Weights(cell)); // what is measured stays, also where other latencies are measured again
        Done("run", "s.yaml", "--db", Database, "--workers", "1", "--measure-again");
        Assert.Equal(1, Int8());

        long Int8()
        {
            using var reader = ResultReader.Open(Database);
            return (long)reader.Query("SELECT count(*) FROM deployed WHERE precision = 'int8'").Rows[0][0]!;
        }
    }

    [Fact]
    public void Weights_are_kept_by_workers_merged_with_results_and_freed_with_them()
    {
        var cells = Run(Sweep + "\n    keep-weights: true\n");
        var work = WorkFolder.Of(Database);
        Assert.All(cells.Values, cell => Assert.True(File.Exists(work.Weights(cell))));
        Assert.Contains("form      without the channels that are removed (--dense: with them, as zeros)\n", Done("export-weights", cells["l1-filters"], "--out", "c.onnx", "--db", Database), StringComparison.Ordinal);
        Assert.Contains("form      dense, removed channels being zeros", Done("export-weights", cells["l1-filters"], "--dense", "--out", "d.onnx", "--db", Database), StringComparison.Ordinal);

        var other = Path.Combine(folder.Path, "other.db");
        Assert.Contains("weights   that 2 cells have kept", Done("merge", Database, "--db", other), StringComparison.Ordinal);
        Assert.All(cells.Values, cell => Assert.True(File.Exists(WorkFolder.Of(other).Weights(cell))));

        Assert.Contains("weights   that 1 cell has kept: ", Done("remove", "--where", "strategy='global-magnitude'", "--db", Database, "--yes"), StringComparison.Ordinal);
        Assert.Equal([false, true], [File.Exists(work.Weights(cells["global-magnitude"])), File.Exists(work.Weights(cells["l1-filters"]))]);
        Assert.True(File.Exists(WorkFolder.Of(other).Weights(cells["global-magnitude"])));
    }

    [Fact]
    public void A_dense_form_is_offered_only_where_there_is_one()
    {
        var cells = Run(Sweep.Replace("conv2", "mlp-mixer-4-128", StringComparison.Ordinal).Replace("epochs: 1", "steps: 2", StringComparison.Ordinal) + "\n    keep-weights: true\n");
        Assert.Contains("form      without the channels that are removed\n", Done("export-weights", cells["l1-filters"], "--db", Database), StringComparison.Ordinal);
        Assert.StartsWith("bench: --dense: model 'mlp-mixer-4-128' has no dense form of its smaller network", Mistake("export-weights", cells["l1-filters"], "--dense"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_is_one_line_and_2()
    {
        var cells = Run(Sweep + "\n    keep-weights: true\n");
        var (weights, channels) = (cells["global-magnitude"], cells["l1-filters"]);
        Assert.Contains("--dense: cell", Mistake("export-weights", weights, "--dense"), StringComparison.Ordinal);
        Assert.Contains("needs to know what", Mistake("export-weights"), StringComparison.Ordinal);
        Assert.Contains("2 finished cells are such ones, and one is written", Mistake("export-weights", "--where", "dataset=digits"), StringComparison.Ordinal);
        Assert.Contains("no finished cell is such a one", Mistake("export-weights", "--where", "seed=7"), StringComparison.Ordinal);
        Assert.Contains("--quantize is for ONNX files: add --format onnx", Mistake("export-weights", weights, "--quantize"), StringComparison.Ordinal);
        Assert.Contains("--format takes safetensors or onnx, not 'pth'", Mistake("export-weights", weights, "--format", "pth"), StringComparison.Ordinal);
        Assert.Contains("is a folder; it takes a file", Mistake("export-weights", weights, "--out", folder.Path), StringComparison.Ordinal);
        Assert.Contains("one of them", Mistake("export-weights", weights, "--where", "seed=1"), StringComparison.Ordinal);
        foreach (var command in (string[])["export-weights", "reproduce"])
            Assert.Equal($"bench: --file: cell {weights[..12]} reads no file with the content of 's.yaml' (it reads none)", Mistake(command, weights, "--file", "s.yaml"));
        Assert.Contains("--data: there is no folder 'nosuch'", Mistake("export-weights", weights, "--out", "q.onnx", "--quantize", "--data", "nosuch"), StringComparison.Ordinal);
        File.WriteAllText(WorkFolder.Of(Database).Weights(channels), "x");
        Assert.Contains("the kept weights are of no use", Mistake("export-weights", channels), StringComparison.Ordinal);
    }

    private string Mistake(params string[] arguments)
    {
        using var run = new BenchRun(folder.Path, [.. arguments, "--db", Database]);
        Assert.Equal(2, run.Wait());
        var lines = run.Output.Split('\n');
        Assert.True(lines.Length == 1 || lines is [_, var help] && help.EndsWith("--help'", StringComparison.Ordinal), run.Output);
        return lines[0];
    }

    private string Done(params string[] arguments)
    {
        using var run = new BenchRun(folder.Path, arguments);
        Assert.True(run.Wait() == 0, run.Output);
        return run.Output;
    }

    private Dictionary<string, string> Run(string sweep)
    {
        File.WriteAllText(Path.Combine(folder.Path, "s.yaml"), sweep);
        Done("run", "s.yaml", "--db", Database, "--workers", "1");
        using var reader = ResultReader.Open(Database);
        return reader.ReadRows("s").ToDictionary(r => r.Strategy, r => r.Identity);
    }
}
