using Bench.Core;
using Bench.Sweeps;
using static Bench.Tests.Sweeps.Methods.Lists;

namespace Bench.Tests.Sweeps.Methods;

/// <summary>How many weights are left when, computed by hand: 1,000 prunable, 250 of them at the end.</summary>
public sealed class DensityTests
{
    private static readonly OptionValues None = OptionValues.None;

    // Sparsity 0.75 · (1 − (1 − t/40)³), t counted from the run's step 0 to the last cut at 0.8 · 50 = 40.
    [Fact]
    public void Gradual_pruning_follows_the_cubic() => Assert.Equal(
        [(10, 567), (20, 344), (30, 262), (40, 250)], // 1000 − 750·(1 − 27/64) = 566.4, …·(1 − 1/8) = 343.75, …·(1 − 1/64) = 261.7
        CutsOf(Magnitude("gradual", options: None.With("every", 10).With("end", 0.8))));

    // From 0.2 · 50 = 10 to 40, every 8 steps: 18, 26 and, nearer than 8 steps to the end, none but 40.
    [Fact]
    public void Progress_is_that_of_the_step_where_the_last_cut_lies_off_the_grid() => Assert.Equal(
        [(18, 546), (26, 327), (40, 250)], // 1000 − 750·(1 − (22/30)³) = 545.8, 1000 − 750·(1 − (14/30)³) = 326.2
        CutsOf(Magnitude("gradual", options: None.With("every", 8).With("begin", 0.2).With("end", 0.8))));

    [Fact]
    public void A_run_shorter_than_the_distance_of_cuts_has_one() => Assert.Equal([(37, 250)], CutsOf(Magnitude("gradual")));

    [Fact]
    public void Rounds_fall_linearly_exponentially_or_by_a_fraction()
    {
        Assert.Equal([850, 700, 550, 400, 250], Keeps(Of(Magnitude("iterative"))));
        Assert.Equal([707, 500, 353, 250], Keeps(Of(Magnitude("iterative", options: None.With("path", "exponential").With("rounds", 4)))));
        Assert.Equal([800, 640, 512, 409, 327, 262, 250], Keeps(Of(Magnitude("iterative", options: None.With("path", "lottery")))));
        Assert.Equal([500, 250], Keeps(Of(Magnitude("iterative", options: None.With("path", "lottery").With("fraction", 0.5)))));
        var synflow = Keeps(Of(Named("synflow"), 100));
        Assert.Equal(100, synflow.Length);
        Assert.Equal((954, 100, 10), (synflow[0], synflow[49], synflow[99])); // 1000 · 0.01^(k/100), k = 1, 50, 100
    }

    [Theory, InlineData(3), InlineData(7), InlineData(50)]
    public void One_total_budget_is_divided_among_the_rounds_to_the_step(int rounds)
    {
        var training = Of(Magnitude("iterative", options: None.With("rounds", rounds))).OfType<TrainStep>().ToList();
        Assert.Equal(rounds, training.Count);
        Assert.Single(training.Select(t => t.Run).Distinct());
        Assert.Equal(Enumerable.Range(1, rounds).Select(r => Retraining * r / rounds), training.Select(t => t.To));
    }

    [Fact]
    public void A_budget_per_round_is_a_whole_run_each()
    {
        var training = Of(Magnitude("iterative", options: None.With("budget", "per-round").With("rounds", 3))).OfType<TrainStep>().ToList();
        Assert.Equal([Retraining, Retraining, Retraining], training.Select(t => t.To));
        Assert.Equal(3, training.Select(t => t.Run.Number).Distinct().Count());
    }

    // f/2 · (1 + cos(π t/75)) with f = 0.3, at t = 25 and 50 of a run of 100 steps.
    [Fact]
    public void The_fraction_exchanged_falls_as_a_cosine()
    {
        var steps = Of(Named("rigl") with { ScheduleOptions = None.With("every", 25) });
        Assert.Equal("initialization cut:250 before training:25 drop grow-gradient training:50 drop grow-gradient training:100 last", Words(steps));
        Assert.Equal([0.225, 0.075], steps.OfType<DropStep>().Select(d => Math.Round(d.Fraction, 12)));
    }

    [Fact]
    public void Gradual_pruning_with_regrowth_exchanges_after_each_cut_but_the_last()
    {
        var steps = Of(Named("granet") with { ScheduleOptions = None.With("every", 25) });
        Assert.Equal("initialization training:25 cut:473 drop grow-gradient training:50 cut:278 drop grow-gradient training:75 cut:250 before training:100 last", Words(steps));
        Assert.Equal([0.375, 0.125], steps.OfType<DropStep>().Select(d => Math.Round(d.Fraction, 12))); // 0.5/2 · (1 + cos(π/3)), 0.5/2 · (1 + cos(2π/3))
        Assert.Equal("initialization cut:500 training:75 cut:250 before training:100 last", Words(Of(Named("granet") with { ScheduleOptions = None.With("initial-density", 0.5) })));
    }

    private static (int Step, long Keep)[] CutsOf(StrategySpec strategy)
    {
        var steps = Of(strategy);
        return [.. steps.Index().Where(s => s.Item is CutStep).Select(s => (((TrainStep)steps[s.Index - 1]).To, ((CutStep)s.Item).Keep))];
    }
}
