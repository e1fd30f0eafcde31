using Bench.Sweeps;
using Bench.Sweeps.Costs;

namespace Bench.Tests.Sweeps.Costs;

public class CostModelTests
{
    private static readonly PairKind Pair = new("mnist", "lenet5", "fp32");
    private static readonly SplitSizes Sizes = new(900, 100, 200);
    private static readonly RecipeSpec Recipe = RecipeOf(epochs: 3);
    private static readonly CostClass Cell = new(Pair, Pretraining: false, Recipe);
    private static readonly CostClass Dense = new(Pair, Pretraining: true, Recipe);

    private static RecipeSpec RecipeOf(int epochs, int batch = 50) =>
        new() { Name = "r", Optimizer = new() { Name = "adam" }, LearningRate = new() { Rate = 1 }, Epochs = epochs, Batch = batch };

    private static CostModel Empty(long macs = 1000, SplitSizes? sizes = null) => new(new Dictionary<(string, string), PairFacts>
    {
        [("mnist", "lenet5")] = new(macs, 100, sizes ?? Sizes),
        [("cifar10", "resnet20")] = new(100 * macs, 100, Sizes),
    });

    private static TrainingObservation Run(double seconds, bool pretraining = false, RecipeSpec? recipe = null) =>
        new(TrainingKind.Of(Pair, pretraining, recipe ?? Recipe), Trained: 2700, Evaluated: 300, seconds);

    private static CellObservation Evaluated(double seconds, double other = 2) => new(Pair, Sizes, Evaluated: 900, seconds, other);

    [Fact]
    public void A_cell_costs_its_training_and_evaluated_samples_at_their_speeds_and_what_comes_besides()
    {
        var costs = Empty();
        costs.Add(Evaluated(9)); // 0.01 s a sample
        costs.Add(Run(30)); // of which 3 s are evaluations: 0.01 s a sample
        // 3 × 900 trained; 3 × 100 validated; before over 300 samples, last and selected over the 200 of the test split; and 2 s.
        Assert.Equal(27 + 3 + 3 + 4 + 2, costs.Seconds(Cell)!.Value.Expected, 9);
        Assert.Equal(27 + 3 + 2, costs.Seconds(Dense)!.Value.Expected, 9);
        Assert.Equal(Basis.Finished, costs.BasisOf(Cell));
    }

    [Fact]
    public void A_cell_that_is_not_retrained_is_evaluated_once()
    {
        var costs = Empty();
        costs.Add(Evaluated(9));
        Assert.Equal(3 + 2, costs.Seconds(new(Pair, false, null))!.Value.Expected, 9);
    }

    [Fact]
    public void Nothing_is_estimated_without_a_basis()
    {
        var costs = Empty();
        Assert.Null(costs.Seconds(Cell));
        costs.Add(Run(30));
        Assert.Null(costs.Seconds(Cell)); // its evaluations are still unknown
        costs.Add(Evaluated(9));
        Assert.NotNull(costs.Seconds(Cell));
        Assert.Null(costs.Seconds(new(Pair with { Precision = "bf16" }, false, Recipe)));
        Assert.Null(costs.Seconds(new(Pair, false, RecipeOf(epochs: 3, batch: 64))));
        Assert.Null(costs.Seconds(new(Pair, false, Recipe with { ResizedCrop = 0.08 })));
        Assert.NotNull(costs.Seconds(new(Pair, false, RecipeOf(epochs: 30)))); // its length does not change the speed
    }

    [Fact]
    public void The_interval_spans_the_finished_cells_but_for_their_outermost_tenths()
    {
        var costs = Empty();
        costs.Add(Evaluated(0, other: 0));
        foreach (var speed in Enumerable.Range(1, 21)) costs.Add(Run(2700 * speed));
        var estimate = costs.Seconds(Cell)!.Value;
        Assert.Equal((3 * 2700, 11 * 2700, 19 * 2700), (estimate.Low, estimate.Expected, estimate.High));
    }

    [Fact]
    public void However_even_the_finished_cells_are_the_interval_is_ten_percent_to_either_side()
    {
        var costs = Empty();
        costs.Add(Evaluated(9));
        costs.Add(Evaluated(9));
        var estimate = costs.Seconds(new(Pair, false, null))!.Value;
        Assert.Equal((0.9 * 5, 1.1 * 5), (estimate.Low, estimate.High));
    }

    [Fact]
    public void A_measurement_has_a_wider_interval_and_gives_way_to_finished_work()
    {
        var cell = new CellSpec
        {
            Protocol = "bench", Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = new() { Name = "random" }, Compression = 2, Seed = 1,
            Retraining = Recipe,
        };
        var costs = Empty();
        costs.Add(cell, new PairMeasurement { Sizes = Sizes, Pretraining = [], Retraining = [0.01, 0.01], Evaluation = [0], Other = [0] });
        var estimate = costs.Seconds(Cell)!.Value;
        Assert.Equal((0.8 * 27, 27, 1.5 * 27), (estimate.Low, estimate.Expected, estimate.High));
        Assert.Equal(Basis.Measured, costs.BasisOf(Cell));

        costs.Add(Evaluated(0, other: 0));
        costs.Add(Run(54));
        Assert.Equal(54, costs.Seconds(Cell)!.Value.Expected, 9);
        Assert.Equal(Basis.Finished, costs.BasisOf(Cell));
    }

    [Fact]
    public void A_guess_goes_by_multiply_adds_and_samples()
    {
        var costs = Empty();
        var longer = new CostClass(Pair with { Dataset = "cifar10", Model = "resnet20" }, false, Recipe);
        Assert.False(costs.HasAny);
        Assert.Equal(100, costs.Guess(longer) / costs.Guess(Cell), 6);
        Assert.True(costs.Guess(new(Pair, false, RecipeOf(epochs: 6))) > 1.5 * costs.Guess(Cell));

        costs.AddSteps(TrainingKind.Of(Pair, true, Recipe), trained: 100, seconds: 3, stepsPerEpoch: 18); // 0.01 s for each of three passes
        Assert.True(costs.HasAny);
        Assert.Equal(0.03 * 2700 + 0.01 * (4 * 100 + 3 * 200), costs.Guess(Cell), 6);
        Assert.Equal(100, costs.Guess(longer) / costs.Guess(Cell), 6);
    }

    [Fact]
    public void Samples_that_planning_has_not_counted_are_told_by_a_pretraining_or_by_the_steps_of_one()
    {
        var costs = new CostModel(new Dictionary<(string, string), PairFacts> { [("mnist", "lenet5")] = new(1000, 100, Sizes: null) });
        costs.AddSteps(TrainingKind.Of(Pair, true, Recipe), trained: 100, seconds: 3, stepsPerEpoch: 18); // of 50: 900 samples
        Assert.Equal(0.03 * 2700 + 0.01 * (3 * 100 + 166), costs.Guess(Dense), 6);

        costs.AddSizes("mnist", "lenet5", new(450, 50, 60));
        Assert.Equal(0.03 * 1350 + 0.01 * (3 * 50 + 60), costs.Guess(Dense), 6);
    }

    [Fact]
    public void Samples_that_planning_has_counted_stay_as_they_are()
    {
        var costs = Empty();
        costs.Add(Evaluated(9));
        costs.Add(Run(30));
        costs.AddSizes("mnist", "lenet5", new(9, 1, 1));
        Assert.Equal(27 + 3 + 2, costs.Seconds(Dense)!.Value.Expected, 9);
    }

    [Theory]
    [InlineData(3, null, 2700)]
    [InlineData(null, 18, 900)]
    [InlineData(null, 20, 1000)]
    [InlineData(null, 5, 250)]
    public void A_recipe_trains_on_so_many_samples(int? epochs, int? steps, long samples) =>
        Assert.Equal(samples, Workload.Samples(Recipe with { Epochs = epochs, Steps = steps }, train: 900));

    [Fact]
    public void The_short_last_batch_of_an_epoch_counts_as_what_it_is() =>
        Assert.Equal(910 + 50, Workload.Samples(Recipe with { Epochs = null, Steps = 20 }, train: 910));

    [Fact]
    public void Memory_is_the_highest_that_was_seen()
    {
        var costs = Empty();
        costs.AddMemory("mnist", "lenet5", 5);
        costs.AddMemory("mnist", "lenet5", 3);
        var cell = new CellSpec { Protocol = "bench", Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = new() { Name = "random" }, Compression = 2, Seed = 1 };
        Assert.Equal(5, costs.MemoryOf(cell));
        Assert.Null(costs.MemoryOf(cell with { Model = "lenet" }));
    }
}
