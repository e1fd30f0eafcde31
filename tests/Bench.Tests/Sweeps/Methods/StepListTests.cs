using Bench.Core;
using Bench.Sweeps;
using static Bench.Tests.Sweeps.Methods.Lists;

namespace Bench.Tests.Sweeps.Methods;

/// <summary>What a strategy does, step by step.</summary>
public sealed class StepListTests
{
    private static readonly OptionValues None = OptionValues.None;

    [Theory]
    [InlineData("global-magnitude", "pretrained cut:250 before retraining:50 last")]
    [InlineData("sensitivity-magnitude", "pretrained scan:1 cut:250 before retraining:50 last")]
    [InlineData("snip", "initialization cut:250 before training:100 last")]
    [InlineData("random-erk", "initialization cut:250 before training:100 last")]
    [InlineData("woodfisher", "pretrained cut:250 update before retraining:50 last")]
    [InlineData("obc", "pretrained cut:250 update before retraining:50 last")]
    [InlineData("nm-2-4", "pretrained cut:250 before retraining:50 last")]
    [InlineData("gradual-magnitude", "pretrained retraining:37 cut:250 before retraining:50 last")]
    [InlineData("set", "initialization cut:250 before training:100 last")]
    [InlineData("granet", "initialization training:75 cut:250 before training:100 last")]
    [InlineData("scratch-total", "pretrained cut:250 before weights@redrawn training:150 last")]
    [InlineData("scratch-e", "pretrained cut:250 before weights@redrawn training:100 last")]
    [InlineData("scratch-b", "pretrained cut:250 before weights@redrawn training:100 last")]
    [InlineData("ac-dc", "initialization training:10 cut:250 training:18 lift training:26 cut:250 training:34 lift training:42 cut:250 training:50 lift training:58 "
        + "cut:250 training:66 lift training:75 cut:250 before training:100 last")]
    public void Named_strategies_are_these_steps(string name, string expected) => Assert.Equal(expected, Words(Of(Named(name))));

    [Fact]
    public void A_scan_comes_once_before_the_first_cut_and_evaluates_the_validation_split_for_each_layer_and_density()
    {
        var strategy = Named("sensitivity-magnitude") with { Schedule = "iterative", ScheduleOptions = None.With("rounds", 2) };
        var facts = Facts() with { Tensors = 4, Densities = 5 };
        var steps = Of(strategy, facts: facts);
        Assert.Equal("pretrained scan:21 cut:625 retraining:25 cut:250 before retraining:50 last", Words(steps));
        var sizes = new Bench.Sweeps.Costs.SplitSizes(320, 40, 60);
        long Evaluated(IEnumerable<Step> of) => Bench.Sweeps.Costs.Workload.OfSteps([.. of], sizes).Evaluated;
        Assert.Equal(21 * 40, Evaluated(steps) - Evaluated(steps.Where(s => s is not ScanStep)));
        var few = Of(strategy with { ScopeOptions = None.With("densities", System.Text.Json.JsonSerializer.SerializeToElement(new[] { 0.3 })).With("samples", System.Text.Json.JsonSerializer.SerializeToElement(10)) }, facts: facts);
        Assert.Equal(5 * 10, Evaluated(few) - Evaluated(few.Where(s => s is not ScanStep)));
        var follower = Named("layer-magnitude") with { Scope = "like", ScopeOptions = None.With("like", System.Text.Json.JsonSerializer.SerializeToElement(Named("sensitivity-magnitude").Rule, SweepJson.Default.CutRule)) };
        Assert.Equal("pretrained scan:21 cut:250 before retraining:50 last", Words(Of(follower, facts: facts)));
    }

    [Fact]
    public void A_lottery_ticket_goes_back_after_each_cut()
    {
        const string Round = "weights@initialization training:100";
        Assert.Equal($"pretrained cut:800 {Round} cut:640 {Round} cut:512 {Round} cut:500 before {Round} last", Words(Of(Named("lottery-ticket"), 2)));
        Assert.Equal("pretrained cut:800 learning-rate@step 20 training:100 cut:666 before learning-rate@step 20 training:100 last",
            Words(Of(Named("imp-lr-rewind") with { RetrainingOptions = None.With("epoch", 2) }, 1.5)));
        var spans = Of(Named("lottery-ticket") with { RetrainingOptions = None.With("step", 37) }, 2).OfType<TrainStep>().Select(t => t.Run).ToList();
        Assert.All(spans, run => Assert.Equal((37, 100), (run.From, run.Length)));
        Assert.Equal([1, 2, 3, 4], spans.Select(run => run.Number)); // each with an optimizer of its own
    }

    [Fact]
    public void Five_ratios_of_a_lottery_ticket_begin_with_the_same_rounds()
    {
        var lists = new[] { 2.0, 4, 8, 16, 32 }.Select(c => Of(Named("lottery-ticket"), c)).ToList();
        foreach (var (shorter, longer) in lists.Zip(lists.Skip(1)))
        {
            var shared = shorter.TakeWhile(s => s is not CutStep { Compression: not null }).ToList();
            Assert.Equal(shorter.OfType<CutStep>().Count() - 1, shared.OfType<CutStep>().Count());
            Assert.Equal(shared, longer.Take(shared.Count));
        }
    }

    [Theory, InlineData("fine-tune"), InlineData("distill")]
    public void A_strategy_from_a_point_of_the_pretraining_goes_on_with_that_run(string retraining)
    {
        foreach (var from in new[] { "step 25", "epoch 3" })
        {
            var start = from == "step 25" ? 25 : 30;
            var steps = Of(Magnitude(retraining: retraining, from: from));
            Assert.Equal($"initialization training:{start} cut:250 before training:100 last", Words(steps));
            Assert.Single(steps.OfType<TrainStep>().Select(t => (t.Run.Number, t.Run.From)).Distinct());
            Assert.Equal(retraining == "distill", steps.OfType<TrainStep>().Last().Run.Teacher is not null);
            Assert.Null(steps.OfType<TrainStep>().First().Run.Teacher);
        }
    }

    [Fact]
    public void What_happens_within_training_lies_in_what_is_left_of_a_run_that_has_begun()
    {
        var every = None.With("every", 10);
        Assert.Equal("initialization training:60 training:70 cut:473 training:80 cut:278 training:90 cut:250 before training:100 last",
            Words(Of(Magnitude("gradual", from: "epoch 6", options: every))));
        Assert.Equal("initialization training:60 cut:250 before training:70 drop grow-gradient training:80 drop grow-gradient training:100 last",
            Words(Of(Magnitude("dynamic", from: "epoch 6", options: every))));
        Assert.Equal("initialization training:60 cut:750 training:73 cut:500 training:86 cut:250 before training:100 last",
            Words(Of(Magnitude("iterative", from: "epoch 6", options: None.With("rounds", 3)))));
        Assert.Equal("initialization training:60 training:64 cut:250 training:77 lift training:90 cut:250 before training:100 last",
            Words(Of(Magnitude("ac-dc", from: "epoch 6", options: None.With("phases", 1)))));
    }

    [Fact]
    public void What_a_growing_penalty_brings_down_is_chosen_first_and_cut_later()
    {
        var steps = Of(Magnitude("growing"));
        Assert.Equal("pretrained condemn:250 retraining:25 cut:250 before retraining:50 last", Words(steps));
        Assert.Equal([new Growth(10, 1e-4, 1), null], steps.OfType<TrainStep>().Select(t => t.Run.Growth));
        Assert.Single(steps.OfType<TrainStep>().Select(t => (t.Run.Number, t.Run.From)).Distinct()); // one run, whose optimizer goes on
        Assert.Equal((true, 4.0), (Assert.Single(steps.OfType<CutStep>()).Condemned, steps.OfType<CutStep>().Single().Compression));
        Assert.Equal("initialization training:60 condemn:250 training:90 cut:250 before training:100 last",
            Words(Of(Magnitude("growing", from: "epoch 6", options: None.With("cut-at", 0.75)))));
        Assert.Equal("pretrained condemn:250 retraining:1 cut:250 before retraining:50 last", Words(Of(Magnitude("growing", options: None.With("cut-at", 0.001)))));
        Assert.Equal("pretrained before retraining:50 last", Words(Method.StepsOf(Cell(Magnitude("growing").Control, 1), Facts(1))));
    }

    [Fact]
    public void A_narrower_network_is_told_in_words()
    {
        Assert.Equal("put in its place the widest network of the same family that has at most 250 of 1,000 parameters", Of(Named("narrow-dense"))[1].Text);
        Assert.StartsWith("score by l1-norm and remove channels until at most 250 of 1,000 parameters are left", Of(Named("l1-filters"))[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_growing_penalty_is_told_in_words()
    {
        var steps = Of(Magnitude("growing", options: None.With("every", 5).With("by", 0.001).With("most", 0.5)));
        Assert.Equal("score by magnitude and choose what is to be cut to density 0.25 of the prunable weights (250 of 1,000), without cutting", steps[1].Text);
        Assert.Equal("train to step 25 of 50 of retraining, an L2 penalty on what is to be cut growing by 0.001 every 5 steps to at most 0.5", steps[2].Text);
        Assert.Equal("cut what was chosen, to density 0.25 of the prunable weights (250 of 1,000)", steps[3].Text);
    }

    [Fact]
    public void A_penalty_begins_with_one_step_of_its_growth_and_ends_at_its_ceiling()
    {
        var growth = new Growth(Every: 3, By: 0.25, Most: 0.7);
        Assert.Equal([0.25, 0.25, 0.25, 0.5, 0.5, 0.5, 0.7, 0.7, 0.7, 0.7], Enumerable.Range(0, 10).Select(growth.At));
        Assert.Equal(0.7, growth.At(int.MaxValue));
    }

    [Fact]
    public void Movement_is_chosen_by_what_was_trained_before_the_choice()
    {
        var movement = Magnitude("growing") with { Criterion = "movement" };
        Assert.Contains("adds up over the training before a cut", Method.WhyNot(Cell(movement), Facts(needsTraining: true)), StringComparison.Ordinal);
        Assert.Null(Method.WhyNot(Cell(movement with { From = "epoch 2" }), Facts(needsTraining: true)));
    }

    [Fact]
    public void Every_schedule_with_every_retraining_and_start_is_a_sound_list_or_refused_in_one_line()
    {
        var allowed = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var schedule in Schedules.All)
            foreach (var options in OptionsOf(schedule.Name))
                foreach (var retraining in Retrainings.All)
                    foreach (var from in new[] { "pretrained", "initialization", "epoch 2", "step 7", "step 99", "step 100" })
                        foreach (var updates in new[] { false, true })
                        {
                            var strategy = Magnitude(schedule.Name, retraining.Name, from, options);
                            var facts = Facts(updates: updates);
                            var reason = schedule.WhyNot(strategy, retraining) ?? retraining.WhyNot(strategy) ?? Method.WhyNot(Cell(strategy), facts);
                            if (reason is not null) Assert.DoesNotContain('\n', reason);
                            else
                            {
                                IsSound(strategy, Method.StepsOf(Cell(strategy), facts));
                                allowed[schedule.Name] = allowed.GetValueOrDefault(schedule.Name) + 1;
                                IsSound(strategy.Control, Method.StepsOf(Cell(strategy.Control, 1), Facts(1)));
                            }
                        }
        Assert.All(Schedules.All, s => Assert.True(allowed[s.Name] >= 10, s.Name));
    }

    [Fact]
    public void Weights_drawn_anew_are_trained_by_what_is_left_of_the_run_from_its_beginning_on()
    {
        var steps = Of(Magnitude(retraining: "reinitialize", from: "step 25"));
        Assert.Equal("initialization training:25 cut:250 before weights@redrawn training:100 last", Words(steps));
        Assert.Equal([(0, 1), (25, 2)], steps.OfType<TrainStep>().Select(t => (t.Run.From, t.Run.Number)));
    }

    [Fact]
    public void A_point_at_or_beyond_the_end_of_the_pretraining_is_refused()
    {
        Assert.Equal("step 100 is at or beyond the end of the pretraining, which has 100 steps (10 an epoch)", WhyNot(Named("lottery-ticket") with { RetrainingOptions = None.With("epoch", 10) }));
        Assert.Null(WhyNot(Named("lottery-ticket") with { RetrainingOptions = None.With("step", 99) }));
        Assert.Contains("at or beyond the end", WhyNot(Magnitude(from: "step 100")), StringComparison.Ordinal);
        Assert.Contains("no more than one step is left", WhyNot(Magnitude("gradual", from: "step 99")), StringComparison.Ordinal);
        Assert.Null(WhyNot(Magnitude("gradual", from: "step 98")));

        static string? WhyNot(StrategySpec strategy) => Method.WhyNot(Cell(strategy), Facts());
    }

    [Fact]
    public void Movement_without_training_before_the_first_cut_is_refused()
    {
        var movement = Magnitude() with { Criterion = "movement" };
        Assert.Contains("adds up over the training before a cut", Method.WhyNot(Cell(movement), Facts(needsTraining: true)), StringComparison.Ordinal);
        foreach (var strategy in new[] { movement with { Schedule = "gradual" }, movement with { From = "epoch 2" } })
        {
            Assert.Null(Method.WhyNot(Cell(strategy), Facts(needsTraining: true)));
            Assert.All(Of(strategy).OfType<TrainStep>(), t => Assert.True(t.Run.Accumulates));
        }
    }

    [Fact]
    public void Learning_rates_are_tried_from_the_same_state_and_one_is_chosen()
    {
        var cell = Cell(Named("global-magnitude")) with { Retraining = Recipe(5, 0.1, 0.2, 0.4) };
        var steps = Method.StepsOf(cell, Facts());
        Assert.Equal("pretrained cut:250 before mark retraining:50 all@before training retraining:50 all@before training retraining:50 choose last", Words(steps));
        Assert.Equal([0.1, 0.2, 0.4], steps.OfType<TrainStep>().Select(t => t.Run.Recipe.LearningRate.Rate));
        Assert.Equal(3, steps.OfType<TrainStep>().Select(t => t.Run.Number).Distinct().Count());
    }

    [Fact]
    public void Rounds_do_not_ask_for_more_than_limits_let_be()
    {
        var steps = Of(Magnitude("gradual", options: None.With("every", 5)), 4, Facts(4, most: 600));
        Assert.Equal(600, Keeps(steps)[0]);
        Assert.Equal(250, Keeps(steps)[^1]);
    }

    [Fact]
    public void The_update_of_another_mask_is_not_made_with_a_shuffled_one() =>
        Assert.Equal("pretrained cut:250 shuffle before retraining:50 last", Words(Of(Named("woodfisher") with { Shuffle = true })));

    private static IEnumerable<OptionValues> OptionsOf(string schedule) => schedule switch
    {
        "iterative" => [None, None.With("budget", "per-round"), None.With("untrained", true), None.With("path", "lottery").With("budget", "per-round"), None.With("rounds", 70)],
        "gradual" or "dynamic" or "granet" => [None, None.With("every", 1), None.With("every", 7), None.With("end", 0.99)],
        "ac-dc" => [None, None.With("phases", 50), None.With("dense-first", 0.01).With("compressed-last", 0.9)],
        "growing" => [None, None.With("cut-at", 0.99), None.With("every", 1).With("by", 1).With("cut-at", 0.01)],
        _ => [None],
    };

    // What holds of any list.
    private static void IsSound(StrategySpec strategy, IReadOnlyList<Step> steps)
    {
        var words = Words(steps);
        Assert.IsType<BeginStep>(steps[0]);
        Assert.Single(steps.OfType<BeginStep>());
        Assert.Single(steps.OfType<MeasureStep>(), m => m.Point == "before");
        var before = steps.Index().Single(s => s.Item is MeasureStep { Point: "before" }).Index;
        var changed = steps.Skip(before + 1).Any(s => s is TrainStep or RenewNormStep);
        Assert.True(changed == (steps[^1] is MeasureStep { Point: "last" }) && steps[^1] is MeasureStep, words);
        Assert.DoesNotContain(steps.Skip(before), s => s is CutStep);
        var cuts = steps.OfType<CutStep>().ToList();
        Assert.Equal(strategy.Criterion is null, cuts.Count == 0);
        foreach (var (index, step) in steps.Index())
            if (step is CutStep { Condemned: true } cut) Assert.Equal(cut.Keep, Assert.Single(steps.Take(index).OfType<CondemnStep>()).Keep);
        if (cuts.Count > 0) Assert.Equal((250L, 4.0), (cuts[^1].Keep, cuts[^1].Compression));

        // Each run goes on from where it is, to its end where it is the last; nothing is trained after it.
        foreach (var run in steps.OfType<TrainStep>().GroupBy(t => t.Run.Number))
        {
            var ways = run.Select(t => t.To).ToList();
            Assert.True(ways.Zip(ways.Skip(1)).All(w => w.First <= w.Second) && ways[0] >= run.First().Run.From, words);
            Assert.Single(run.Select(t => (t.Run.From, t.Run.Length)).Distinct());
        }
        if (steps.Skip(before).OfType<TrainStep>().LastOrDefault() is { } last)
        {
            Assert.Equal(last.Run.Length, last.To);
            var earlier = steps.Take(before).OfType<TrainStep>().LastOrDefault(t => t.Run.Number == last.Run.Number)?.To ?? last.Run.From;
            Assert.True(earlier < last.To, $"nothing is trained after the last cut: {words}");
        }
        Assert.All(steps.Index().Where(s => s.Item is TrainStep), s => Assert.Equal(s.Index > before, ((TrainStep)s.Item).Selects));
        foreach (var (index, step) in steps.Index())
            if (step is DropStep) Assert.IsType<GrowStep>(steps[index + 1]);
    }
}
