using Bench.Results;
using static Bench.Tests.Results.SampleRecords;

namespace Bench.Tests.Results;

public sealed class IngestTests : IDisposable
{
    private readonly TemporaryDatabase temporary = new();

    public void Dispose() => temporary.Dispose();

    private string Results => Path.Combine(temporary.Folder, "results");

    private static CellDescription[] Cells { get; } = [Cell("dense", 1, 0), Cell("random", 2, 0), Cell("random", 4, 0)];

    private static TaskPlace Place(int node, int requeues = 0) => new($"n{node}", $"12_{node}", requeues);

    private void Register()
    {
        using var store = temporary.Open();
        TemporaryDatabase.Register(store, Cells);
    }

    private void Task(string attempt, TaskPlace place, Action<TaskResults> work)
    {
        using var results = TaskResults.Open(Results, attempt, Path.Combine(temporary.Folder, "scratch"), new TemporaryDatabase.StoppedClock(), place);
        work(results);
    }

    private IngestReport Ingest()
    {
        using var store = temporary.Open();
        return store.Ingest(TaskResultsFile.In(Results));
    }

    private IReadOnlyList<IReadOnlyList<object?>> Query(string sql)
    {
        using var reader = temporary.Read();
        return reader.Query(sql).Rows;
    }

    private static CellLatencies Latencies(CellDescription cell, double median) => new()
    {
        Identity = cell.Identity, Environment = Machine,
        Networks = [new() { Network = "dense", Batch = 1, HandedOn = true, Median = median, LowerQuartile = median, UpperQuartile = median, Repetitions = 9, Load = 0, Noisy = false }],
    };

    [Fact]
    public void The_rows_are_those_that_a_run_with_the_database_writes()
    {
        using var run = new TemporaryDatabase();
        using (var store = run.Open())
        {
            TemporaryDatabase.Register(store, Cells);
            store.SavePretraining(Pretraining(0));
            store.SaveFailure(Attempt(Cells[1].Identity, "died", "killed by signal 9"));
            foreach (var cell in Cells) store.Save(Result(cell), Attempt(cell.Identity, minute: 1));
            store.Save(Latencies(Cells[0], 0.001));
        }
        Register();
        Task("000000.a", Place(1), results => results.SavePretraining(Pretraining(0)));
        Task("000001.a", Place(1), results =>
        {
            results.SaveFailure(Attempt(Cells[1].Identity, "died", "killed by signal 9"));
            foreach (var cell in Cells) results.Save(Result(cell), Attempt(cell.Identity, minute: 1));
            results.Save(Latencies(Cells[0], 0.001));
        });

        var report = Ingest();

        Assert.Equal((2, 3, 1, 1, 4, 0, 0), (report.Files, report.Results, report.Pretrainings, report.Latencies, report.Attempts, report.Known, report.Equal));
        Assert.Empty(report.Disagreements.Select(d => d.Identity).Concat(report.Unknown).Concat(report.Damaged));
        using var reader = run.Read();
        foreach (var table in new[]
            { "recipe", "cell", "configuration", "sweep_cell", "environment", "pretraining", "pretraining_epoch", "pretraining_evaluation", "fingerprint", "result", "evaluation", "layer", "cut", "class_accuracy", "epoch", "latency" })
        {
            var rows = reader.Query($"SELECT * FROM {table}").Rows;
            Assert.NotEmpty(rows);
            Assert.Equal(rows, Query($"SELECT * FROM {table}"));
        }
        Assert.Equal([["dense/1/0", "node1", "n1", "12_1", 1L, 0L], ["random/2/0", "node1", "n1", "12_1", 2L, 0L], ["random/4/0", "node1", "n1", "12_1", 1L, 0L]],
            Query("SELECT v.identity, a.host, v.node, v.job, v.attempts, v.requeues FROM v_sweep_results v JOIN attempt a ON a.identity = v.identity AND a.outcome = 'finished'"));
        Assert.Equal(0L, temporary.Value("SELECT count(*) FROM pragma_foreign_key_check"));
    }

    [Fact]
    public void Merging_again_changes_nothing()
    {
        Register();
        Task("000001.a", Place(1), results =>
        {
            results.SavePretraining(Pretraining(0));
            foreach (var cell in Cells) results.Save(Result(cell), Attempt(cell.Identity));
            results.SaveFailure(Attempt("pretraining/0", "failed", "no file"));
            results.Save(Latencies(Cells[0], 0.001));
        });
        Assert.False(Ingest().IsEmpty);
        var before = temporary.Content();
        var again = Ingest();
        Assert.True(again.IsEmpty);
        Assert.Equal((3, 0), (again.Known, again.Equal));
        Assert.Equal(before, temporary.Content());
    }

    [Fact]
    public void Two_attempts_at_once_give_one_result_of_the_attempt_that_was_merged_first_and_both_attempts()
    {
        Register();
        Task("000001.a", Place(1), results => results.Save(Result(Cells[1]), Attempt(Cells[1].Identity)));
        Task("000002.b", Place(2, requeues: 1), results =>
            results.Save(Result(Cells[1]) with { Environment = Gpu, Seconds = new Dictionary<string, double> { ["total"] = 99 } }, Attempt(Cells[1].Identity, minute: 3) with { PeakMemory = 5 }));

        var report = Ingest();

        Assert.Equal((1, 2, 1), (report.Results, report.Attempts, report.Equal));
        Assert.Empty(report.Disagreements);
        Assert.Equal([["n1", "12_1", 1L, 0L]], Query("SELECT node, job, attempts, requeues FROM v_results"));
        Assert.Equal((1, 1), (Ingest().Known, Ingest().Equal));
    }

    [Fact]
    public void Attempts_that_disagree_are_told_with_both_places_again_and_again_and_the_numbers_here_stay()
    {
        Register();
        Task("000001.a", Place(1), results =>
        {
            results.SavePretraining(Pretraining(0));
            results.Save(Result(Cells[1]), Attempt(Cells[1].Identity));
            results.Save(Result(Cells[2]) with { Epochs = [Epoch(1, double.NaN, 0.88), Epoch(2, 0.4, 0.87)] }, Attempt(Cells[2].Identity));
        });
        Task("000002.b", Place(2), results =>
        {
            results.SavePretraining(Pretraining(0) with { WeightsFingerprint = "others" });
            results.Save(Result(Cells[1], correct: 890) with { MaskFingerprint = "another" }, Attempt(Cells[1].Identity, minute: 3) with { Host = "node2" });
            results.Save(Result(Cells[2]), Attempt(Cells[2].Identity, minute: 3));
            results.Save(Latencies(Cells[1], 0.5)); // of a network that is not the one here
        });
        for (var time = 0; time < 2; time++)
        {
            var report = Ingest();
            Assert.Equal(["pretraining/0", "random/2/0", "random/4/0"], report.Disagreements.Select(d => d.Identity));
            var (start, first, second) = (report.Disagreements[0], report.Disagreements[1], report.Disagreements[2]);
            Assert.Equal(("pretraining of digits × lenet5, seed 0", "weights_fingerprint", 0, "node2 (000002.b.jsonl)"), (start.Description, start.First.Key, start.More, start.There.Replace(Machine.Host, "node2", StringComparison.Ordinal)));
            Assert.Equal(("digits × lenet5, random at 2×, seed 0", $"{Machine.Host} (node n1), job 12_1", "node2 (node n2), job 12_2"), (first.Description, first.Here, first.There));
            Assert.Equal(new ComparedFact("accuracy", "test selected top1", 0.9, 0.89), first.First);
            Assert.True(first.More > 1);
            Assert.Equal((new ComparedFact("epoch", "1 train_loss", null, 0.5), 0), (second.First, second.More));
        }
        Assert.Equal([[0.9, null], [0.9, null]], Query("SELECT top1, latency_1 FROM v_results"));
        Assert.Equal("weights of pretraining/0", temporary.Value("SELECT weights_fingerprint FROM pretraining"));
    }

    [Fact]
    public void What_belongs_to_no_registered_sweep_is_told_and_the_rest_is_taken()
    {
        Register();
        Task("000001.a", Place(1), results =>
        {
            results.Save(Result(Cell("random", 2, 7)), Attempt("random/2/7"));
            results.SaveFailure(Attempt("random/2/8", "failed", "no file"));
            results.SavePretraining(Pretraining(7));
            results.Save(Result(Cells[1]), Attempt(Cells[1].Identity));
        });
        var report = Ingest();
        Assert.Equal(["random/2/7", "random/2/8", "pretraining/7"], report.Unknown);
        Assert.Equal((1, 1, 0), (report.Results, report.Attempts, report.Pretrainings));
    }

    [Fact]
    public void A_damaged_file_does_not_keep_others_from_being_merged()
    {
        Register();
        Task("000001.a", Place(1), results => results.Save(Result(Cells[0]), Attempt(Cells[0].Identity)));
        Task("000002.a", Place(1), results => results.Save(Result(Cells[1]) with { Headline = "best" }, Attempt(Cells[1].Identity))); // reads well, but is none
        Task("000003.a", Place(1), results => results.Save(Result(Cells[2]), Attempt(Cells[2].Identity)));
        var file = Path.Combine(Results, "000001.a.jsonl");
        File.WriteAllText(file, File.ReadAllText(file)[..100]);

        var report = Ingest();

        Assert.Equal((3, 1, 1), (report.Files, report.Results, report.Attempts));
        Assert.Equal([$"results file {file} is damaged at line 1: nothing of it is taken", $"results file {Path.Combine(Results, "000002.a.jsonl")} is damaged: what it says of random/2/0 cannot be stored"], report.Damaged);
        Assert.Equal([["random/4/0"]], Query("SELECT identity FROM v_results"));
    }

    [Fact]
    public void Latencies_wait_for_their_result_and_those_measured_last_count_in_whatever_order_they_come()
    {
        Register();
        var clock = new MovingClock();
        void Measure(string attempt, double median)
        {
            using var results = TaskResults.Open(Results, attempt, Path.Combine(temporary.Folder, "scratch"), clock);
            results.Save(Latencies(Cells[0], median));
            clock.Now = clock.Now.AddMinutes(1);
        }
        Measure("000002.b", 0.002);
        Measure("000001.a", 0.003);
        var early = Ingest();
        Assert.Equal(0, early.Latencies);
        Assert.Equal([Cells[0].Identity], early.Waiting);
        Task("000000.a", Place(1), results => results.Save(Result(Cells[0]), Attempt(Cells[0].Identity)));
        Assert.Equal(1, Ingest().Latencies);
        Assert.Equal(0.003, temporary.Value("SELECT median FROM latency"));
        Assert.True(Ingest().IsEmpty);
    }

    // A later plan numbers its tasks from the beginning again.
    [Fact]
    public void Latencies_are_taken_whose_result_is_in_a_file_that_comes_after_theirs()
    {
        Register();
        Task("000000.b", Place(2), results => results.Save(Latencies(Cells[0], 0.002)));
        Task("000005.a", Place(1), results => results.Save(Result(Cells[0]), Attempt(Cells[0].Identity)));
        var report = Ingest();
        Assert.Equal((2, 1, 1, 0), (report.Files, report.Results, report.Latencies, report.Waiting.Count));
        Assert.Equal(0.002, temporary.Value("SELECT median FROM latency"));
        Assert.True(Ingest().IsEmpty);
    }

    private sealed class MovingClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Evening;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
