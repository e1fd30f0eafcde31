using Bench.Cli.Display;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;
using Bench.Tensors;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Cli;

/// <summary>The lines that a run leaves behind.</summary>
public sealed class RunBoardTests
{
    private static readonly CellSpec Short = TinyCells.Cell("random", 2, epochs: 1), Long = TinyCells.Cell("random", 2, epochs: 3), Other = TinyCells.Cell("random", 4);

    private static List<string> LinesOf(params CellSpec[] cells)
    {
        var plan = cells.Select(TinyCells.Planned).ToList();
        var pairs = new Dictionary<(string, string), PairFacts> { [("digits", "lenet-300-100")] = new(1000, 100, new SplitSizes(540, 60, 120)) };
        var forecast = new RunForecast(RemainingJobs.Of(plan, _ => true), new CostModel(pairs), workers: 1);
        var board = new RunBoard("tiny", plan, forecast, TimeProvider.System, CancellationToken.None);
        var lines = new List<string>();
        board.Said += said => lines.Add(said.Line);
        foreach (var cell in cells)
        {
            board.Started(1, cell, pretraining: false);
            board.Failed(1, cell, pretraining: false, "why", again: false);
        }
        return lines;
    }

    [Fact]
    public void Latencies_are_told_in_a_line_and_counted_with_those_that_are_noisy()
    {
        var plan = new[] { Short, Other }.Select(TinyCells.Planned).ToList();
        var forecast = new RunForecast(RemainingJobs.Of([], _ => true), new CostModel(new Dictionary<(string, string), PairFacts>()), workers: 1);
        var board = new RunBoard("tiny", [], forecast, TimeProvider.System, CancellationToken.None, plan);
        var lines = new List<string>();
        board.Said += said => lines.Add(said.Line);
        Assert.Equal((2, 0, 11), (board.Snapshot().Latencies, board.Snapshot().LatenciesDone, (int)Math.Round(board.Snapshot().Left!.Value.TotalSeconds))); // 2 × (½ + 2 × 2 × 1.2)
        board.Measuring(1, Short);
        board.Measured(1, Short, new CellLatencies { Identity = "x", Environment = HostEnvironment.Describe(ComputeDevice.Cpu), Networks = [Row("dense", 1, 0.0042), Row("masked", 1, 0.000034), Row("dense", 128, 0.53, noisy: true)] });
        board.Measuring(1, Other);
        board.NotMeasured(1, Other, "why");
        Assert.Equal(
            ["digits lenet-300-100 random 2× seed 1: batch 1: dense 4.20 ms, masked 34 µs; batch 128: dense 530 ms, noisy (0.0 s)", "digits lenet-300-100 random 4× seed 1: latency not measured: why"],
            lines);
        Assert.Equal((2, 1, ""), (board.Snapshot().LatenciesDone, board.Snapshot().NoisyLatencies, board.Snapshot().LeftInWords));
        Assert.StartsWith("latencies of 2 of 2 cells · 0 s so far", board.Snapshot().Line(100), StringComparison.Ordinal);

        static LatencyRecord Row(string network, int batch, double median, bool noisy = false) =>
            new() { Network = network, Batch = batch, HandedOn = false, Median = median, LowerQuartile = median, UpperQuartile = median, Repetitions = 11, Noisy = noisy };
    }

    [Fact]
    public void A_cell_is_described_shortly() =>
        Assert.Equal(["digits lenet-300-100 random 2× seed 1: FAILED: why", "digits lenet-300-100 random 4× seed 1: FAILED: why"], LinesOf(Short, Other));

    [Fact]
    public void Cells_that_differ_in_their_budget_or_precision_are_told_apart() =>
        Assert.Equal(
            [
                "digits lenet-300-100 random 2× seed 1, tiny 1 epoch: FAILED: why",
                "digits lenet-300-100 random 2× seed 1, tiny 3 epochs: FAILED: why",
                "digits lenet-300-100 random 2× seed 1, tiny 3 epochs, bf16: FAILED: why",
                "digits lenet-300-100 random 2× seed 1, not retrained: FAILED: why",
                "digits lenet-300-100 random 4× seed 1: FAILED: why",
            ],
            LinesOf(Short, Long, Long with { Precision = "bf16" }, Short with { Retraining = null }, Other));

    [Fact]
    public void Controls_that_train_differently_are_told_apart()
    {
        var facts = new MethodFacts(1000, 1000, 540);
        CellSpec rewound = Control("weight-rewind", 3), distilled = Control("distill", 0);
        distilled = distilled with { Retraining = Short.Retraining };
        var dense = Control("fine-tune", 0) with { Retraining = Short.Retraining };
        Assert.Equal(
            [
                "digits lenet-300-100 dense (weight-rewind step=3) 1× seed 1: FAILED: why",
                "digits lenet-300-100 dense (distill) 1× seed 1: FAILED: why",
                "digits lenet-300-100 dense 1× seed 1: FAILED: why",
            ],
            LinesOf(rewound, distilled, dense));
        // The last one that is left of a sweep is said to be which, too.
        Assert.Equal(["digits lenet-300-100 dense (from step 7, measured after renew-norm samples=64) 1× seed 1: FAILED: why"], LinesOf(dense with
        {
            Strategy = dense.Strategy with { From = "step 7", MeasureAfter = "renew-norm", MeasureAfterOptions = Bench.Core.OptionValues.None.With("samples", 64) },
        }));

        CellSpec Control(string retraining, int step) => Short with
        {
            Compression = 1, Retraining = null, Facts = facts,
            Strategy = new() { Name = "dense", Retraining = retraining, RetrainingOptions = step > 0 ? Bench.Core.OptionValues.None.With("step", step) : Bench.Core.OptionValues.None },
        };
    }
}
