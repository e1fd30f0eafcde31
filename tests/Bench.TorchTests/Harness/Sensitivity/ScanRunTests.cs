using Bench.Core;
using Bench.Harness.Methods;
using Bench.Harness.Running;
using Bench.Harness.Sensitivity;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Harness.Sensitivity;

/// <summary>Scans made by real worker processes.</summary>
public sealed class ScanRunTests : IDisposable
{
    private static readonly double[] Densities = [0.2, 0.05];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string DatabasePath => Path.Combine(folder.Path, "bench.db");

    private sealed class Watching(int stopAfter, CancellationTokenSource stop) : IRunObserver, IScanObserver
    {
        private int measured;

        public List<string> Failures { get; } = [];

        public void Started(int worker, CellSpec cell, bool pretraining) { }
        public void Progressed(int worker, WorkerProgress progress) { }
        public void Finished(int worker, CellSpec cell, CellResult result) { }
        public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached) { }
        public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again) { }
        public void Started(int worker, PlannedCut cut) { }

        public void Measured(int worker, PlannedCut cut, SensitivityRecord found)
        {
            if (Interlocked.Increment(ref measured) == stopAfter) stop.Cancel();
        }

        public void Failed(int worker, PlannedCut cut, string reason, bool again)
        {
            lock (Failures) Failures.Add($"{cut.Layer} {reason} {again}");
        }
    }

    private static IReadOnlyList<PlannedCut> Cuts(params string[] criteria)
    {
        var cell = TinyCells.Planned(TinyCells.Cell());
        var graph = NetworkGraph.Of(ModelCatalogue.Find(cell.Spec.Model), new InputShape(1, 8, 8), 10);
        return [.. criteria.SelectMany(criterion =>
        {
            var spec = cell.Spec with { Strategy = new() { Name = "s", Criterion = criterion, Scope = "layer", Retraining = "none" }, Compression = 1, Retraining = null };
            return PlannedCut.Of(new(spec, new() { Cut = spec.Strategy.Rule }, cell.PretrainingIdentity), graph, Densities);
        })];
    }

    private (RunSummary Summary, List<string> Failures) Run(IReadOnlyList<PlannedCut> cuts, int stopAfter = 0)
    {
        using var store = ResultStore.Open(DatabasePath, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var watching = new Watching(stopAfter, stop);
        var options = new RunOptions
        {
            Worker = BenchProgram.Worker, Devices = ["cpu", "cpu"],
            Settings = new() { DataFolders = [], WorkFolder = WorkFolder.Of(DatabasePath).Path, Threads = 1, CheckpointSeconds = 60 },
        };
        new Coordinator(store, options, watching, TimeProvider.System).RunStarts([TinyCells.Planned(TinyCells.Cell())], SharedWork.Of([]), CancellationToken.None);
        var done = store.ScannedIdentities();
        return (new ScanRun(store, options, watching, TimeProvider.System).Run([.. cuts.Where(c => !done.Contains(c.Identity))], stop.Token), watching.Failures);
    }

    private List<string> Rows()
    {
        using var reader = ResultReader.Open(DatabasePath);
        return [.. reader.Query("SELECT c.criterion, s.identity, s.position, s.layer, s.density, s.kept, s.loss, s.correct, s.total FROM sensitivity s JOIN scan c ON c.id = s.scan ORDER BY s.identity").Rows.Select(r => string.Join(' ', r))];
    }

    [Fact]
    public void A_stopped_scan_keeps_what_is_measured_and_the_next_one_makes_the_rest_with_the_same_numbers()
    {
        var cuts = Cuts("magnitude", "gradient");
        Assert.Equal(10, cuts.Count);
        var (stopped, _) = Run(cuts, stopAfter: 3);
        Assert.True(stopped.Stopped);
        var first = Rows();
        Assert.InRange(first.Count, 3, 5); // what was under way may end
        Assert.Equal(new RunSummary(10 - first.Count, 0, false), Run(cuts).Summary);
        Assert.Equal(10, Rows().Count);
        Assert.Subset(Rows().ToHashSet(), first.ToHashSet());
        Assert.Equal(new RunSummary(0, 0, false), Run(cuts).Summary);
        var all = Rows();
        File.Delete(DatabasePath);
        Run([.. cuts.Reverse()]);
        Assert.Equal(all, Rows());
        using var reader = ResultReader.Open(DatabasePath);
        Assert.Equal([[2L, 1L, 144L]], reader.Query("SELECT count(DISTINCT scan), count(DISTINCT dense_loss), min(total) FROM v_sensitivity").Rows);
    }

    [Fact]
    public void Rows_are_the_numbers_by_which_the_scope_divides()
    {
        Run(Cuts("magnitude"));
        using var reader = ResultReader.Open(DatabasePath);
        var rows = reader.Query("SELECT position, density, loss FROM sensitivity ORDER BY position, density DESC").Rows.Select(r => ((int)(long)r[0]!, (double)r[1]!, (double)r[2]!)).ToList();

        var strategy = StrategyCatalogue.Find("sensitivity-magnitude").Spec;
        strategy = strategy with { ScopeOptions = strategy.ScopeOptions.With("densities", System.Text.Json.JsonSerializer.SerializeToElement(Densities)) };
        PlannedCell[] cells = [.. new[] { 2.0, 4 }.Select(c => TinyCells.Cell(compression: c) with { Strategy = strategy }).Select(c => TinyCells.Planned(c with
        {
            Facts = MethodFactsOf.Cell(c, NetworkGraph.Of(ModelCatalogue.Find(c.Model), new InputShape(1, 8, 8), 10), 1294),
        }))];
        var shared = SharedWork.Of(cells);
        using (var runner = new CellRunner(new([]), WorkFolder.Of(DatabasePath), TimeSpan.FromHours(1), TimeProvider.System, _ => { }))
            runner.Run(cells[0].Spec, cells[0].Identity, cells[0].PretrainingIdentity, CancellationToken.None, shared.Of(cells[0].Identity));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(WorkFolder.Of(DatabasePath).Path, "shared")));
        var (tensors, text) = Bench.Tensors.CheckedTensorFile.Read(file);
        foreach (var tensor in tensors.Values) tensor.Dispose();
        using var outer = System.Text.Json.JsonDocument.Parse(text);
        using var beside = System.Text.Json.JsonDocument.Parse(outer.RootElement.GetProperty("beside").GetString()!);
        var findings = beside.RootElement.GetProperty("scans").GetProperty("scans")[0].GetProperty("findings").EnumerateArray()
            .Select(f => (f.GetProperty("position").GetInt32(), f.GetProperty("density").GetDouble(), f.GetProperty("loss").GetDouble()));
        Assert.Equal(rows, findings);
    }

    [Fact]
    public void What_fails_is_recorded_once_for_each_cut_and_named()
    {
        var cuts = Cuts("movement"); // which only training could score
        var (summary, failures) = Run(cuts);
        Assert.Equal(new RunSummary(0, 5, false), summary);
        Assert.All(failures, f => Assert.EndsWith("criterion 'movement' needs training before it, which adds up what it scores False", f, StringComparison.Ordinal));
        Assert.Equal(cuts.Select(c => (c.Identity, "failed")).Order(), StoredNumbers.Attempts(DatabasePath).Select(a => (a.Identity, a.Outcome)).Order());
        Assert.Empty(Rows());
    }
}
