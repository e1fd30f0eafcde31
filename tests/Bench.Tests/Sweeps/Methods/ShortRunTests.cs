using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps.Methods;

/// <summary>Runs in which a schedule has no room, or a criterion nothing to go by: their numbers would be those of another strategy.</summary>
public sealed class ShortRunTests
{
    // 10 steps an epoch.
    private static string? WhyNot(StrategySpec strategy, int epochs, bool needsTraining = false)
    {
        var recipe = new RecipeSpec { Name = "r", Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 0.1 }, Epochs = epochs, Batch = 100 };
        var cell = new CellSpec
        {
            Protocol = "bench", Dataset = new() { Name = "digits" }, Model = "lenet5", Seed = 1, Compression = 4, Strategy = strategy, Pretraining = recipe, Retraining = recipe,
        };
        return Method.WhyNot(cell, new(1000, 250, 1000, NeedsTraining: needsTraining));
    }

    [Theory, InlineData("rigl"), InlineData("set"), InlineData("granet")]
    public void Dynamic_training_that_would_exchange_nothing_is_refused(string name)
    {
        var spec = StrategyCatalogue.Find(name).Spec;
        Assert.Contains("exchanges no weight in a run of 50 steps: give it a smaller 'every'", WhyNot(spec, 5), StringComparison.Ordinal);
        Assert.Null(WhyNot(spec, 30));
        Assert.Null(WhyNot(spec with { ScheduleOptions = spec.ScheduleOptions.With("every", 10.0) }, 5));
    }

    [Fact]
    public void Alternating_phases_need_a_step_each()
    {
        var spec = StrategyCatalogue.Find("ac-dc").Spec with { From = StartPoint.Initialization };
        Assert.Contains("schedule 'ac-dc' has 8 phases of at least a step, and this run 6 steps for them: train longer, or give it fewer 'phases'", WhyNot(spec, 1), StringComparison.Ordinal);
        Assert.Null(WhyNot(spec with { ScheduleOptions = spec.ScheduleOptions.With("phases", 3.0) }, 1));
        Assert.Null(WhyNot(spec, 2));
    }

    [Fact]
    public void Points_far_beyond_the_pretraining_are_beyond_it()
    {
        var spec = StrategyCatalogue.Find("global-magnitude").Spec;
        Assert.Contains("at or beyond the end", WhyNot(spec with { From = StartPoint.AtEpoch(1_000_000_000) }, 5), StringComparison.Ordinal);
        foreach (var epoch in new[] { 195_225_787, 429_496_731 }) // which 32 bits would take for an early step
            Assert.NotNull(WhyNot(spec with { Retraining = "weight-rewind", RetrainingOptions = OptionValues.None.With("epoch", (double)epoch) }, 5));
    }

    [Fact]
    public void More_rounds_than_steps_are_refused()
    {
        var spec = new StrategySpec { Name = "a", Criterion = "magnitude", Scope = "global", Schedule = "iterative", ScheduleOptions = OptionValues.None.With("rounds", 200.0) };
        Assert.Contains("has more cuts than its run of 50 steps has room for", WhyNot(spec, 5), StringComparison.Ordinal);
        Assert.Null(WhyNot(spec, 20));
    }

    [Fact]
    public void What_adds_up_over_training_goes_with_no_weights_that_are_taken_back_between_cuts()
    {
        var rounds = OptionValues.None.With("budget", "per-round").With("rounds", 3.0);
        var spec = new StrategySpec
        {
            Name = "a", Criterion = "movement", Scope = "global", From = StartPoint.AtEpoch(1), Schedule = "iterative", ScheduleOptions = rounds, Retraining = "weight-rewind",
        };
        Assert.Contains("takes them back between cuts", WhyNot(spec, 5, needsTraining: true), StringComparison.Ordinal);
        Assert.Null(WhyNot(spec with { Retraining = "lr-rewind" }, 5, needsTraining: true));
        Assert.Null(WhyNot(spec with { Criterion = "magnitude" }, 5));
    }
}
