using Bench.Core;
using Bench.Harness.Running;
using Bench.Harness.Training;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Running;

/// <summary>Sweeps over real worker processes.</summary>
public sealed class CoordinatorTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void One_worker_two_workers_and_a_second_run_give_identical_rows()
    {
        IReadOnlyList<CellSpec> cells =
        [
            TinyCells.Cell(StrategySpec.Dense, 1),
            .. new[] { "global-magnitude", "layer-gradient", "random" }.SelectMany(s => new[] { 2.0, 8 }.Select(c => TinyCells.Cell(s, c))),
        ];
        Assert.Equal(new RunSummary(7, 0, false), Run(cells, "one.db", workers: 1));
        Assert.Equal(new RunSummary(7, 0, false), Run(cells, "again.db", workers: 1));
        Assert.Equal(new RunSummary(7, 0, false), Run(cells, "two.db", workers: 2));

        var expected = StoredNumbers.Of(Database("one.db"));
        Assert.Equal(7, expected.Count(line => line.StartsWith("result:", StringComparison.Ordinal)));
        Assert.Equal(expected, StoredNumbers.Of(Database("again.db")));
        Assert.Equal(expected, StoredNumbers.Of(Database("two.db")));
        StoredNumbers.AssertSound(Database("two.db"));
        Assert.Empty(Directory.GetFiles(Path.Combine(WorkFolder.Of(Database("one.db")).Path), "*.tmp", SearchOption.AllDirectories));
    }

    [Theory, InlineData(Signals.Kill, "killed by signal 9"), InlineData(Signals.Terminate, "stopped by a signal")]
    public void A_worker_that_is_ended_costs_one_attempt_and_the_cell_is_finished_in_the_next(int signal, string reason)
    {
        Signals.SkipUnlessLinux();
        var cell = TinyCells.Cell(epochs: 400);
        var summary = Run([cell, TinyCells.Cell(compression: 2)], "bench.db", observer: new(() => SignalWorkers(signal)));

        Assert.Equal(new RunSummary(2, 0, false), summary);
        var attempts = StoredNumbers.Attempts(Database("bench.db"));
        var identity = CellIdentity.Of(cell);
        Assert.Equal([(identity, "died", reason), (identity, "finished", null)], attempts.Where(a => a.Identity == identity));
        Assert.Equal(3, attempts.Count);
    }

    [Fact]
    public void A_worker_that_is_killed_while_it_starts_costs_an_attempt_too()
    {
        Signals.SkipUnlessLinux();
        using var over = new CancellationTokenSource();
        var killer = new Thread(() =>
        {
            IReadOnlyList<int> workers = [];
            while (workers.Count == 0 && !over.IsCancellationRequested) workers = Signals.ChildrenOf(Environment.ProcessId);
            foreach (var worker in workers) Signals.Send(worker, Signals.Kill);
        })
        { IsBackground = true };
        try
        {
            Assert.Equal(new RunSummary(1, 0, false), Run([TinyCells.Cell()], "bench.db", observer: new ScriptedObserver(atFirstStart: killer.Start)));
        }
        finally
        {
            over.Cancel();
            if (killer.IsAlive) killer.Join();
        }
        Assert.Equal(["died", "finished"], StoredNumbers.Attempts(Database("bench.db")).Select(a => a.Outcome));
    }

    [Fact]
    public void A_worker_that_hangs_is_killed_after_the_time_out()
    {
        Signals.SkipUnlessLinux();
        var summary = Run([TinyCells.Cell(epochs: 400)], "bench.db", silence: TimeSpan.FromSeconds(30), observer: new(() => SignalWorkers(Signals.Stop)));
        Assert.Equal(new RunSummary(1, 0, false), summary);
        Assert.Equal([("died", "time-out: no progress for 30 s"), ("finished", null)], StoredNumbers.Attempts(Database("bench.db")).Select(a => (a.Outcome, a.Reason)));
    }

    [Fact]
    public void A_hanging_worker_does_not_delay_a_stop_by_more_than_ten_seconds()
    {
        Signals.SkipUnlessLinux();
        using var stop = new CancellationTokenSource();
        // Its silence is borne for longer than anybody waits: only that it is killed for the stop can end the run.
        var summary = Run([TinyCells.Cell(epochs: 400)], "bench.db", silence: TimeSpan.FromMinutes(30), stop: stop, observer: new(() =>
        {
            SignalWorkers(Signals.Stop);
            stop.Cancel();
        }));
        Assert.Equal(new RunSummary(0, 0, Stopped: true), summary);
        Assert.InRange(WorkerProcess.StopLimit, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Empty(StoredNumbers.Attempts(Database("bench.db")));
    }

    [Fact]
    public void A_stopped_sweep_goes_on_to_the_same_numbers()
    {
        IReadOnlyList<CellSpec> cells = [TinyCells.Cell(epochs: 200), TinyCells.Cell(compression: 8, epochs: 200)];
        Run(cells, "expected.db");
        using (var stop = new CancellationTokenSource())
            Assert.Equal(new RunSummary(0, 0, Stopped: true), Run(cells, "bench.db", stop: stop, observer: new(stop.Cancel)));
        Assert.Single(CheckpointFile.Of(WorkFolder.Of(Database("bench.db")).Checkpoints, CellIdentity.Of(cells[0])));

        Assert.Equal(new RunSummary(2, 0, false), Run(cells, "bench.db"));
        Assert.Equal(StoredNumbers.Of(Database("expected.db")), StoredNumbers.Of(Database("bench.db")));
        Assert.Empty(Directory.GetFiles(WorkFolder.Of(Database("bench.db")).Checkpoints));
    }

    [Fact]
    public void A_cell_that_cannot_work_is_recorded_with_its_reason_and_the_sweep_goes_on()
    {
        var bad = TinyCells.Cell("random", 2, rate: 1e30);
        Assert.Equal(new RunSummary(2, 1, false), Run([bad, TinyCells.Cell("random", 2), TinyCells.Cell("random", 4)], "bench.db", attempts: 3));

        var identity = CellIdentity.Of(bad);
        // Once: every other attempt would give the same.
        Assert.Equal([(identity, "failed", "NaN loss in epoch 1 of retraining")], StoredNumbers.Attempts(Database("bench.db")).Where(a => a.Identity == identity));
        using var store = ResultStore.Open(Database("bench.db"), TimeProvider.System);
        Assert.Equal([identity], store.FailedIdentities(attempts: 3));
    }

    [Fact]
    public void A_pretraining_that_cannot_work_fails_the_cells_that_start_from_it_and_no_others()
    {
        CellSpec Doomed(double compression) => TinyCells.Cell("random", compression) with { Pretraining = TinyCells.Recipe(2, rate: 1e30) };
        Assert.Equal(new RunSummary(1, 2, false), Run([Doomed(2), Doomed(4), TinyCells.Cell("random", 4)], "bench.db"));

        var attempts = StoredNumbers.Attempts(Database("bench.db"));
        Assert.Equal(1, attempts.Count(a => a.Identity == CellIdentity.PretrainingOf(Doomed(2)) && a.Reason == "NaN loss in epoch 1 of pretraining"));
        Assert.All(new[] { Doomed(2), Doomed(4) }, cell => Assert.Contains((CellIdentity.Of(cell), "failed", "pretraining failed: NaN loss in epoch 1 of pretraining"), attempts));
        using var store = ResultStore.Open(Database("bench.db"), TimeProvider.System);
        Assert.Equal(new[] { Doomed(2), Doomed(4) }.Select(CellIdentity.Of).Order(), store.FailedIdentities(attempts: 2).Order());
    }

    [Fact]
    public void A_file_that_is_wrong_costs_one_attempt_since_another_would_fail_just_so()
    {
        var file = Path.Combine(folder.Path, "short.csv");
        File.WriteAllText(file, "1,2,3\n");
        var bad = TinyCells.Cell("random", 2) with
        {
            Dataset = new() { Name = "mine", Files = new() { Format = "csv", Train = [file], Test = [file], Classes = 2, Shape = [1, 8, 8] } },
        };
        Assert.Equal(new RunSummary(1, 1, false), Run([bad, TinyCells.Cell("random", 2)], "bench.db", attempts: 5));

        var attempts = StoredNumbers.Attempts(Database("bench.db"));
        var (_, outcome, reason) = Assert.Single(attempts, a => a.Identity == CellIdentity.PretrainingOf(bad));
        Assert.Equal("failed", outcome);
        Assert.Contains("short.csv", reason, StringComparison.Ordinal);
        Assert.Single(attempts, a => a.Identity == CellIdentity.Of(bad));
    }

    [Fact]
    public void A_finished_attempt_records_the_peak_memory_of_the_worker()
    {
        Signals.SkipUnlessLinux();
        Run([TinyCells.Cell()], "bench.db");
        using var reader = ResultReader.Open(Database("bench.db"));
        Assert.InRange(Assert.IsType<long>(reader.Query("SELECT peak_memory FROM attempt").Rows[0][0]), 50_000_000, 4_000_000_000);
    }

    [Fact]
    public void A_short_measurement_tells_speeds_and_keeps_nothing()
    {
        var cell = TinyCells.Cell("global-gradient", 4);
        var costs = new CostModel(new Dictionary<(string, string), PairFacts>());
        Assert.Empty(PairMeasurements.AddTo(costs, [cell], BenchProgram.Worker, [], threads: 1, CancellationToken.None));

        foreach (var pretraining in new[] { true, false })
        {
            Assert.Equal(Basis.Measured, costs.BasisOf(CostClass.Of(cell, pretraining)));
            Assert.InRange(costs.Seconds(CostClass.Of(cell, pretraining))!.Value.Expected, 1e-4, 60);
        }
        Assert.NotNull(costs.MemoryOf(cell));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void What_cannot_be_measured_is_said_with_its_reason()
    {
        var absent = TinyCells.Cell() with { Dataset = new() { Name = "mnist" } };
        var costs = new CostModel(new Dictionary<(string, string), PairFacts>());
        var reasons = PairMeasurements.AddTo(costs, [absent, TinyCells.Cell()], BenchProgram.Worker, [folder.Path], threads: 1, CancellationToken.None);
        Assert.StartsWith("mnist × lenet-300-100: mnist: ", Assert.Single(reasons), StringComparison.Ordinal);
        Assert.Equal(Basis.Measured, costs.BasisOf(CostClass.Of(TinyCells.Cell(), false)));
    }

    [Fact]
    public void A_run_that_shares_its_work_folder_with_others_removes_only_what_is_its_own()
    {
        var cell = TinyCells.Cell();
        var work = WorkFolder.Of(Database("bench.db"));
        string[] others = ["checkpoints/another.1.safetensors", $"checkpoints/{CellIdentity.Of(cell)}.9.safetensors", "checkpoints/.another.1.safetensors.0123.tmp", "shared/another.safetensors", "points/another-5.safetensors"];
        foreach (var file in others) folder.File($"bench.work/{file}", "");
        Assert.Equal(new RunSummary(1, 0, false), Run([cell], "bench.db", shares: true));
        Assert.Equal(others.Append($"pretrained/{CellIdentity.PretrainingOf(cell)}.safetensors").Order(StringComparer.Ordinal),
            Directory.GetFiles(work.Path, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(work.Path, f).Replace('\\', '/')).Order(StringComparer.Ordinal));
        Assert.Equal(new RunSummary(1, 0, false), Run([TinyCells.Cell(compression: 2)], "bench.db"));
        Assert.DoesNotContain(folder.Files, f => f.Contains("another", StringComparison.Ordinal) && !f.EndsWith("checkpoints/another.1.safetensors", StringComparison.Ordinal));
    }

    [Fact]
    public void A_worker_that_ends_at_once_fails_the_cell_not_the_run()
    {
        Signals.SkipUnlessLinux();
        var summary = Run([TinyCells.Cell()], "bench.db", worker: new("/bin/false", []));
        Assert.Equal(new RunSummary(0, 1, false), summary);
        Assert.Contains("the worker ended with exit code 1", StoredNumbers.Attempts(Database("bench.db"))[^1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Workers_that_cannot_be_started_or_are_of_another_build_are_refused_in_one_line()
    {
        Signals.SkipUnlessLinux();
        var other = Assert.Throws<UserError>(() => Run([TinyCells.Cell()], "bench.db", worker: new("/bin/echo", ["""{"build":"0.0.1"}"""])));
        Assert.StartsWith("/bin/echo is another build (0.0.1) than this one", other.Message, StringComparison.Ordinal);
        var absent = Assert.Throws<UserError>(() => Run([TinyCells.Cell()], "bench.db", worker: new(folder.Path + "/none", [])));
        Assert.Equal($"the worker {folder.Path}/none cannot be started: there is no such program", absent.Message);
    }

    private string Database(string name) => Path.Combine(folder.Path, name);

    private static void SignalWorkers(int signal)
    {
        var workers = Signals.ChildrenOf(Environment.ProcessId);
        Assert.NotEmpty(workers);
        foreach (var worker in workers) Signals.Send(worker, signal);
    }

    private RunSummary Run(
        IReadOnlyList<CellSpec> cells, string database, int workers = 1, int attempts = 2, TimeSpan? silence = null,
        ScriptedObserver? observer = null, WorkerCommand? worker = null, CancellationTokenSource? stop = null, bool shares = false)
    {
        var planned = cells.Select(TinyCells.Planned).ToList();
        using var store = ResultStore.Open(Database(database), TimeProvider.System);
        store.RegisterSweep(
            new() { Name = "tiny", Text = "tiny", Sha256 = "tiny" }, [.. planned.Select((cell, position) => (Descriptions.Of(cell), position))], []);
        var options = new RunOptions
        {
            Worker = worker ?? BenchProgram.Worker, Devices = [.. Enumerable.Repeat("cpu", workers)], Attempts = attempts, Silence = silence ?? Patience, SharesWorkFolder = shares,
            Settings = new() { DataFolders = [], WorkFolder = WorkFolder.Of(Database(database)).Path, Threads = 1, CheckpointSeconds = 0.5 },
        };
        return new Coordinator(store, options, observer ?? new ScriptedObserver(), TimeProvider.System).Run(planned, stop?.Token ?? CancellationToken.None);
    }
}
