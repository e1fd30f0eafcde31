using System.Text;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Onnx;

namespace Bench.TorchTests.Harness.Program;

/// <summary>A network of one's own from an ONNX file: trained anew, written, read again with its weights, pruned by weights and by channels, and written again.</summary>
public sealed class OwnNetworkTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Database => Path.Combine(folder.Path, "b.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_network_in_a_file_is_trained_pruned_shrunk_and_written_as_one_of_the_catalogue_is()
    {
        folder.File("mine.onnx", Network());
        var fresh = Run("fresh", Sweep("[{name: mine, onnx: mine.onnx, start: new}]", "[1]", "pretraining: {recipe: quick-train, epochs: 3}"));
        Done("export-weights", fresh["dense"], "--out", "trained.onnx", "--db", Database);

        var sweep = Sweep("[{name: trained, onnx: trained.onnx}]", "[1, 2]");
        File.WriteAllText(Path.Combine(folder.Path, "tuned.yaml"), sweep);
        var plan = Done("plan", "tuned.yaml", "--db", Database, "--no-measure");
        Assert.Contains("trained (trained.onnx): 7 convolution or linear layers, 3 batch norms, channels: 32 units in 4 groups, ", plan, StringComparison.Ordinal);
        Assert.Contains("from one start (imported from trained.onnx)", plan, StringComparison.Ordinal);
        var tuned = Run("tuned", sweep);
        using (var reader = ResultReader.Open(Database))
        {
            var written = reader.Query($"SELECT e.correct FROM evaluation e JOIN result r ON r.cell = e.cell JOIN cell c ON c.id = e.cell WHERE c.identity = '{fresh["dense"]}' AND e.split = 'test' AND e.point = r.headline");
            var read = reader.Query($"SELECT e.correct FROM evaluation e JOIN cell c ON c.id = e.cell WHERE c.identity = '{tuned["dense"]}' AND e.split = 'test' AND e.point = 'before'");
            Assert.Equal(Assert.Single(written.Rows), Assert.Single(read.Rows));
        }
        Assert.Contains("checked   in ONNX Runtime outputs differ from ours by at most ", Done("export-weights", tuned["l1-filters"], "--out", "small.onnx", "--db", Database), StringComparison.Ordinal);
        var (large, small) = (GraphOf("trained.onnx"), GraphOf("small.onnx"));
        Assert.Equal(large.Parameters.Select(p => p.Name), small.Parameters.Select(p => p.Name));
        Assert.InRange(small.TotalParameters, 0, large.TotalParameters / 2);
        Assert.Contains($"  parameters   {small.TotalParameters:N0}\n", Done("list", "models", "small.onnx") + "\n", StringComparison.Ordinal);
        Assert.Contains("se.fc1.weight", Done("list", "models", "--tensors", "small.onnx"), StringComparison.Ordinal);

        // The same cell again, from a file that lies elsewhere now.
        File.Move(Path.Combine(folder.Path, "trained.onnx"), Path.Combine(folder.Path, "moved.onnx"));
        foreach (var command in (string[])["export-weights", "reproduce"])
            Assert.Matches(@"the cell's network is .*trained\.onnx, which is not there: name the file with SHA-256 [0-9a-f]{64} with --file", Mistake(command, tuned["l1-filters"], "--db", Database));
        var before = File.ReadAllBytes(Path.Combine(folder.Path, "small.onnx"));
        Done("export-weights", tuned["l1-filters"], "--file", "moved.onnx", "--out", "small.onnx", "--db", Database);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(folder.Path, "small.onnx")));
        Done("export-weights", tuned["l1-filters"], "--file", "moved.onnx", "--out", "q.onnx", "--quantize", "--db", Database);
        Done("reproduce", tuned["l1-filters"], "--file", "moved.onnx", "--db", Database);
    }

    /// <summary>Numbers of another normalization than the training's look like those of a worse network.</summary>
    [Fact]
    public void A_file_that_says_how_its_inputs_are_normalized_is_fed_no_others()
    {
        folder.File("mine.onnx", Network());
        var fresh = Run("fresh", Sweep("[{name: mine, onnx: mine.onnx, start: new}]", "[1]", "pretraining: {recipe: quick-train, epochs: 3}"));
        foreach (var (file, form) in (ReadOnlySpan<(string, string[])>)[("pixels.onnx", ["--with-normalization"]), ("plain.onnx", []), ("plain.safetensors", [])]) Done(["export-weights", fresh["dense"], "--out", file, "--db", Database, .. form]);

        File.WriteAllText(Path.Combine(folder.Path, "pixels.yaml"), Sweep("[{name: pixels, onnx: pixels.onnx}]", "[1]"));
        using (var run = new BenchRun(folder.Path, ["run", "pixels.yaml", "--db", Database, "--workers", "1"]))
        {
            Assert.Equal(1, run.Wait());
            Assert.Contains("pixels.onnx says that its inputs are normalized by mean [0] and std [1], and they would be by the data set's mean [", run.Output, StringComparison.Ordinal);
        }
        var normalized = Run("normalized", Sweep("[{name: pixels, onnx: pixels.onnx, mean: [0], std: [1]}]", "[1]"));
        Assert.Equal(CorrectBefore(fresh["dense"], "selected"), CorrectBefore(normalized["dense"], "before"));

        // Of a data set whose normalization is known it is told when the sweep is planned.
        foreach (var start in new[] { "plain.safetensors", "plain.onnx" })
        {
            File.WriteAllText(Path.Combine(folder.Path, "other.yaml"), $$"""
                datasets: [{name: other, format: csv, train: [t.csv], test: [t.csv], classes: 10, shape: [1, 8, 8], mean: [0.25], std: [0.5]}]
                models: [{name: mine, onnx: mine.onnx}]
                start: {weights: {{start}}}
                strategies: [global-magnitude]
                compressions: [2]
                seeds: [1]
                """);
            folder.File("t.csv", string.Concat(Enumerable.Range(0, 40).Select(i => $"{string.Join(',', Enumerable.Range(0, 64).Select(p => (i * p) % 17))},{i % 10}\n")));
            Assert.Contains($"{start} says that its inputs are normalized by mean [0.3", Mistake("plan", "other.yaml", "--no-measure", "--db", Database), StringComparison.Ordinal);
        }
        Assert.Contains("'mean' and 'std' of the weights ", Planned("[{name: mine, onnx: mine.onnx, mean: [0.5, 0.5], std: [0.5, 0.5]}]"), StringComparison.Ordinal);

        object?[] CorrectBefore(string cell, string point)
        {
            using var reader = ResultReader.Open(Database);
            return [.. Assert.Single(reader.Query($"SELECT e.correct, e.total FROM evaluation e JOIN cell c ON c.id = e.cell WHERE c.identity = '{cell}' AND e.split = 'test' AND e.point = '{point}'").Rows)];
        }
    }

    [Fact]
    public void Its_layers_and_groups_are_scanned_and_it_is_timed_in_ONNX_Runtime()
    {
        folder.File("mine.onnx", Network());
        File.WriteAllText(Path.Combine(folder.Path, "mine.yaml"), Sweep("[{name: mine, onnx: mine.onnx}]", "[1, 2]", "measure: [onnx-runtime]"));
        Assert.Contains("mine, by magnitude (its strategies' own): 13 cuts of 1 network\n", Done("sensitivity", "mine.yaml", "--densities", "0.5,0.1", "--db", Database, "--workers", "1"), StringComparison.Ordinal);
        Assert.Contains("mine, by l1-norm (its strategies' own): 9 cuts of 1 network\n", Done("sensitivity", "mine.yaml", "--structure", "channel", "--densities", "0.5,0.1", "--db", Database, "--workers", "1"), StringComparison.Ordinal);
        Assert.Contains("latencies of 3 measured", Done("run", "mine.yaml", "--db", Database, "--workers", "1"), StringComparison.Ordinal);
        using var reader = ResultReader.Open(Database);
        Assert.Equal([[12L, 6L]], reader.Query("SELECT count(change), count(DISTINCT layer) FROM v_sensitivity WHERE structure = 'weight' AND loss > 0").Rows);
        Assert.Equal([[8L, 4L]], reader.Query("SELECT count(change), count(DISTINCT layer) FROM v_sensitivity WHERE structure = 'channel' AND loss > 0").Rows);
        Assert.Equal([["dense"], ["masked"], ["shrunk"]], reader.Query("SELECT DISTINCT network FROM v_latencies WHERE runtime = 'onnx-runtime' AND batch = 1 AND measured_speedup > 0 ORDER BY network").Rows);
    }

    [Fact]
    public void What_does_not_fit_is_a_line_that_names_the_node_or_the_file()
    {
        folder.File("mine.onnx", Network());
        Assert.Contains("model mine for shapes: ", Planned("[{name: mine, onnx: mine.onnx}]", dataset: "shapes"), StringComparison.Ordinal);
        foreach (var (content, reason) in (ReadOnlySpan<(string, string)>)[("<html>", "it is a web page, not the file itself"), ("version https://git-lfs.github.com/spec/v1\n", "it is a Git LFS pointer, not the file itself"), ("Not Found", "it is text"), ("\u0008\u0007\u007f", "a ModelProto is broken or cut off")])
        {
            folder.File("broken.onnx", Encoding.UTF8.GetBytes(content));
            Assert.Contains($"broken.onnx is no ONNX file: {reason}", Planned("[{name: mine, onnx: broken.onnx}]"), StringComparison.Ordinal);
        }
        Assert.Contains("'pretraining' has no effect: mine start from the weights of their files; 'start: new' where they are defined trains new ones", Planned("[{name: mine, onnx: mine.onnx}]", "pretraining: {recipe: quick-train}"), StringComparison.Ordinal);
        Assert.Contains("the network 'mine' comes from a file and has no width that could be another", Planned("[{name: mine, onnx: mine.onnx}, mine@width=0.5]"), StringComparison.Ordinal);
        Assert.Contains("'lenet5' is a model of the catalogue; give yours another name", Planned("[{name: lenet5, onnx: mine.onnx}]"), StringComparison.Ordinal);
        Assert.Contains("'onnx'", Planned("[{name: mine}]"), StringComparison.Ordinal);
        Assert.Contains("the file 'nowhere.onnx' does not exist", Planned("[{name: mine, onnx: nowhere.onnx}]"), StringComparison.Ordinal);
        Assert.Contains("does not exist", Mistake("list", "models", "nowhere.onnx"), StringComparison.Ordinal);
    }

    private static byte[] Network()
    {
        var d = new DrawnFile(channels: 1, side: 8);
        var x = d.Node("Relu", [d.BatchNorm(d.Conv("images", "stem", 8, 1, 3, padding: 1), "norm", 8)]);
        var y = d.Node("Relu", [d.BatchNorm(d.Conv(x, "conv1", 12, 8, 3, padding: 1, groups: 2), "bn1", 12)]);
        var gate = d.Node("Relu", [d.Conv(d.Node("GlobalAveragePool", [y]), "se.fc1", 6, 12, 1, bias: true)]);
        gate = d.Node("Sigmoid", [d.Conv(gate, "se.fc2", 12, 6, 1, bias: true)]);
        y = d.BatchNorm(d.Conv(d.Node("Mul", [y, gate]), "conv2", 8, 12, 1), "bn2", 8);
        x = d.Node("Relu", [d.Node("Add", [x, y])]);
        x = d.Node("MaxPool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));
        x = d.Node("Relu", [d.Gemm(d.Node("Flatten", [x], ("axis", 1L)), "hidden", 16, 128)]);
        return d.Bytes(d.Gemm(x, "head", 10, 16));
    }

    private static string Sweep(string models, string compressions, string more = "", string dataset = "digits") => $$"""
        experiments:
          - datasets: [{{dataset}}]
            models: {{models}}
            strategies: [global-magnitude, l1-filters]
            compressions: {{compressions}}
            seeds: [1]
            retraining: {recipe: quick-tune, epochs: 1}
            keep-weights: true
            {{more}}
        """;

    private NetworkGraph GraphOf(string file) => NetworkGraph.Of(OnnxModel.Of("mine", Path.Combine(folder.Path, file)), new(1, 8, 8), 10);

    private Dictionary<string, string> Run(string name, string sweep)
    {
        File.WriteAllText(Path.Combine(folder.Path, $"{name}.yaml"), sweep);
        Done("run", $"{name}.yaml", "--db", Database, "--workers", "1");
        using var reader = ResultReader.Open(Database);
        return reader.ReadRows(name).ToDictionary(r => r.Strategy, r => r.Identity);
    }

    private string Planned(string models, string more = "", string dataset = "digits")
    {
        File.WriteAllText(Path.Combine(folder.Path, "s.yaml"), Sweep(models, "[2]", more, dataset));
        return Mistake("plan", "s.yaml", "--no-measure");
    }

    private string Mistake(params string[] arguments)
    {
        using var run = new BenchRun(folder.Path, arguments);
        Assert.True(run.Wait() == 2, run.Output);
        return Assert.Single(run.Output.Split('\n'));
    }

    private string Done(params string[] arguments)
    {
        using var run = new BenchRun(folder.Path, arguments);
        Assert.True(run.Wait() == 0, run.Output);
        return run.Output;
    }
}
