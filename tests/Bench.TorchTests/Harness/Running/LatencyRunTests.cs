using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Latencies that are measured at the end of a run, by real worker processes.</summary>
public sealed class LatencyRunTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private sealed class Watching(CancellationTokenSource? stop = null) : IRunObserver
    {
        public List<string> Said { get; } = [];

        public void Started(int worker, CellSpec cell, bool pretraining) { }

        public void Progressed(int worker, WorkerProgress progress) { }

        public void Finished(int worker, CellSpec cell, CellResult result)
        {
            lock (Said) Said.Add("finished");
        }

        public void Pretrained(int worker, CellSpec cell, PretrainingRecord record, bool cached) { }

        public void Failed(int worker, CellSpec cell, bool pretraining, string reason, bool again) { }

        public void Measured(int worker, CellSpec cell, CellLatencies latencies)
        {
            Said.Add($"measured {string.Join(' ', latencies.Networks.Where(n => n.Batch == 1).Select(n => n.Network))}");
            stop?.Cancel();
        }

        public void NotMeasured(int worker, CellSpec cell, string reason) => Said.Add($"not measured: {reason}");
    }

    private (RunSummary Summary, List<string> Said) Run(IReadOnlyList<CellSpec> cells, IReadOnlyList<CellSpec> measured, CancellationTokenSource? stop = null)
    {
        var database = Path.Combine(folder.Path, "bench.db");
        var planned = cells.Concat(measured).Distinct().Select(TinyCells.Planned).ToList();
        using var store = ResultStore.Open(database, TimeProvider.System);
        store.RegisterSweep(
            new() { Name = "tiny", Text = "tiny", Sha256 = "tiny" }, [.. planned.Select((cell, position) => (Descriptions.Of(cell) with { Latency = true }, position))], []);
        var options = new RunOptions
        {
            Worker = BenchProgram.Worker, Devices = ["cpu", "cpu"],
            Settings = new() { DataFolders = [], WorkFolder = WorkFolder.Of(database).Path, Threads = 1, CheckpointSeconds = 0.5 },
        };
        var observer = new Watching(stop);
        var summary = new Coordinator(store, options, observer, TimeProvider.System)
            .Run([.. cells.Select(TinyCells.Planned)], stop?.Token ?? CancellationToken.None, [.. measured.Select(TinyCells.Planned)]);
        return (summary, observer.Said);
    }

    [Fact]
    public void They_come_after_all_cells_and_of_finished_cells_in_a_later_run_without_training()
    {
        var (control, pruned) = (TinyCells.Cell(StrategySpec.Dense, 1), TinyCells.Cell());
        var (first, said) = Run([control, pruned], [control]);
        Assert.Equal(new RunSummary(2, 0, false) { Measured = 1 }, first);
        Assert.Equal(["finished", "finished", "measured dense"], said);

        var (second, later) = Run([], [pruned]);
        Assert.Equal(new RunSummary(0, 0, false) { Measured = 1 }, second);
        Assert.Equal(["measured dense masked"], later);

        using var reader = ResultReader.Open(Path.Combine(folder.Path, "bench.db"));
        Assert.Equal(
            [[null, "dense", 1L, 1L], [null, "dense", 128L, 1L], ["magnitude", "dense", 1L, 0L], ["magnitude", "dense", 128L, 0L], ["magnitude", "masked", 1L, 1L], ["magnitude", "masked", 128L, 1L]],
            reader.Query("SELECT c.criterion, l.network, l.batch, l.handed_on FROM latency l JOIN cell c ON c.id = l.cell ORDER BY c.criterion, l.network, l.batch").Rows);
        Assert.Equal([[1L, "cpu"]], reader.Query("SELECT DISTINCT threads, device FROM v_latencies").Rows);
        Assert.Equal([["tiny", 1L, 1L]], reader.Sweeps().Select(s => new object?[] { s.Name, (long)s.Latencies, (long)s.Measured }));
    }

    [Fact]
    public void A_run_that_is_stopped_between_two_goes_on_with_the_second()
    {
        var (control, pruned) = (TinyCells.Cell(StrategySpec.Dense, 1), TinyCells.Cell());
        Run([control, pruned], []);
        using var stop = new CancellationTokenSource();
        var (stopped, said) = Run([], [control, pruned], stop);
        Assert.Equal(new RunSummary(0, 0, true) { Measured = 1 }, stopped);
        Assert.Equal(["measured dense"], said);
        Assert.Equal(["measured dense masked"], Run([], [pruned]).Said);
    }
}
