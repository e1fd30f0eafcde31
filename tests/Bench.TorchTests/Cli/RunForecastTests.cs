using Bench.Cli.Display;
using Bench.Harness.Running;
using Bench.Results;
using Bench.Sweeps;
using Bench.Sweeps.Costs;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Cli;

/// <summary>The time left of a run on data that planning has not counted.</summary>
public sealed class RunForecastTests
{
    private static readonly DateTimeOffset Start = new(2026, 5, 3, 22, 0, 0, TimeSpan.Zero);

    private static readonly IReadOnlyList<PlannedCell> Plan =
        [.. from seed in new[] { 1, 2 } from compression in new[] { 2.0, 4, 8 } select TinyCells.Planned(TinyCells.Cell("random", compression, seed))];

    private static RunForecast Forecast() => new(
        RemainingJobs.Of(Plan, _ => false), new CostModel(new Dictionary<(string, string), PairFacts> { [("digits", "lenet-300-100")] = new(1000, 100, Sizes: null) }), workers: 1);

    // 540 samples for two epochs in 1.2 s.
    private static PretrainingRecord Record() => new()
    {
        Identity = Plan[0].PretrainingIdentity, Dataset = "digits", Model = "lenet-300-100", Configuration = "{}", WeightsFingerprint = "", SplitFingerprint = "", SelectedEpoch = 1,
        Epochs = [.. new[] { 1, 2 }.Select(e => new EpochRecord { Epoch = e, Steps = 9, LearningRate = 1, TrainLoss = 1, TrainTop1 = 1, ValidationLoss = 1, ValidationTop1 = 1, ValidationTop5 = 1, Seconds = 0.6 })],
        Evaluations = [Of("validation", 60), Of("test", 120)], Seconds = 1.3, Environment = null!,
    };

    private static Evaluation Of(string split, int total) =>
        new() { Point = "selected", Split = split, Correct = 1, CorrectTop5 = 1, Total = total, Loss = 1 };

    [Fact]
    public void A_finished_pretraining_tells_how_many_samples_there_are()
    {
        var forecast = Forecast();
        forecast.Started(1, Plan[0].Spec, pretraining: true, Start);
        forecast.Pretrained(1, Plan[0].Spec, Record(), cached: false);
        // One more pretraining of 1.2 s and six cells of 1.8 s, and a few evaluations: not those of 50,000 samples, which take a hundred times as long.
        Assert.InRange(forecast.Left(Start)!.Value.TotalSeconds, 10, 20);
    }

    // By the recipe of the pretraining: 1,080 samples in 0.6 s, so that the next one of its kind takes as long, and three times its pretraining.
    [Fact]
    public void A_cell_without_a_recipe_of_its_own_tells_how_fast_it_was_trained()
    {
        var cell = Plan[0].Spec with { Retraining = null, Strategy = Plan[0].Spec.Strategy with { Retraining = "weight-rewind" }, Facts = new(1000, 500, 540) };
        var costs = new CostModel(new Dictionary<(string, string), PairFacts> { [("digits", "lenet-300-100")] = new(1000, 100, SplitSizes.OfEvaluated(60, 120)) });
        var result = new CellResult
        {
            Identity = "", Headline = "selected", SelectedEpoch = 2, Size = null!, Layers = [], Cuts = [], Loss = null!, SplitFingerprint = "", StartFingerprint = "", MaskFingerprint = "",
            Environment = null!, Epochs = Record().Epochs, Budget = new() { Epochs = 2, Steps = 18, Samples = 1080, Macs = 1 },
            Evaluations = [Of("validation", 60) with { Point = "before" }, Of("test", 120) with { Point = "before" }], Seconds = new Dictionary<string, double> { ["total"] = 1.3, ["retrain"] = 1.2, ["evaluate"] = 0 },
        };
        KnownCosts.Add(costs, cell, result);
        Assert.Equal(1.2 + 0.1, costs.Seconds(CostClass.Of(cell, pretraining: false))!.Value.Expected, 6);
        Assert.Equal(1.2, costs.Seconds(CostClass.Of(cell, pretraining: true))!.Value.Expected, 6);

        var untrained = new CostModel(new Dictionary<(string, string), PairFacts>());
        KnownCosts.Add(untrained, cell, result with { Epochs = [] });
        Assert.False(untrained.HasAny);
    }

    // A validation part that is given may be as large as what is trained on: here the pretraining takes 1.2 s for its epochs of 100 samples.
    [Fact]
    public void What_the_plan_knows_of_the_samples_is_not_guessed_from_the_validation_split()
    {
        var (pair, kind) = (new PairKind("digits", "lenet-300-100", "fp32"), CostClass.Of(Plan[0].Spec, pretraining: true));
        var costs = new CostModel(new Dictionary<(string, string), PairFacts> { [("digits", "lenet-300-100")] = new(1000, 100, new SplitSizes(100, 60, 120)) });
        costs.Add(new CellObservation(pair, new(100, 60, 120), 180, 0, 0));
        Assert.Equal(new SplitSizes(100, 60, 120), KnownCosts.AddSizes(costs, Plan[0].Spec, Record()));
        KnownCosts.Add(costs, Plan[0].Spec, Record());
        Assert.Equal(1.2, costs.Seconds(kind)!.Value.Expected, 6);
    }

    [Fact]
    public void The_steps_of_a_pretraining_under_way_tell_it_before()
    {
        var forecast = Forecast();
        forecast.Started(1, Plan[0].Spec, pretraining: true, Start);
        Assert.Null(forecast.Left(Start));
        forecast.Progressed(1, new WorkerProgress("pretrain", 1, 2, 3, 18), Start.AddSeconds(1));
        forecast.Progressed(1, new WorkerProgress("pretrain", 1, 2, 9, 18), Start.AddSeconds(6)); // 6 × 64 samples in 5 s
        // 2 × 18 and 6 × 27 steps of 5/6 s, of which one and a half pretrainings and all cells are left, and evaluations.
        Assert.InRange(forecast.Left(Start.AddSeconds(6))!.Value.TotalSeconds, 150, 240);
    }
}
