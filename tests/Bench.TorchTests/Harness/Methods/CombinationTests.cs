using Bench.Core;
using Bench.Harness.Methods;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Harness.Training;
using static Bench.TorchTests.Harness.Methods.TinyMethod;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>What is not refused is carried out, and measured as it must be.</summary>
public sealed class CombinationTests
{
    private static readonly OptionValues None = OptionValues.None;
    private static readonly OptionValues Few = Options(None, ("samples", 32), ("batch", 16));

    public static TheoryData<string, string> Pairs => [.. Schedules.All.SelectMany(s => Retrainings.All, (s, r) => (s.Name, r.Name))];

    [Theory, MemberData(nameof(Pairs))]
    public void Every_schedule_and_retraining_from_every_start(string schedule, string retraining)
    {
        var (rule, training) = (Schedules.Find(schedule), Retrainings.Find(retraining));
        foreach (var options in schedule switch
            {
                "iterative" => new[] { Options(None, ("rounds", 2)), Options(None, ("rounds", 2), ("budget", "per-round")), Options(None, ("rounds", 3), ("untrained", true)) },
                "ac-dc" or "one-shot" or "straight-through" => [None],
                _ => [Options(None, ("every", 3))],
            })
            foreach (var from in new[] { StartPoint.Pretrained, "step 6" })
            {
                var strategy = Named("global-magnitude") with
                {
                    Schedule = schedule, ScheduleOptions = options, Retraining = retraining, From = from,
                    RetrainingOptions = retraining switch
                    {
                        "weight-rewind" or "lr-rewind" => Options(None, ("step", 5)),
                        "renew-norm" or "repair" => Few,
                        _ => None,
                    },
                };
                if ((rule.WhyNot(strategy, training) ?? training.WhyNot(strategy)) is not null) continue;
                Check(strategy, 4);
                if (options.IsEmpty) Check(new() { Name = StrategySpec.Dense, From = from, Retraining = retraining, RetrainingOptions = strategy.RetrainingOptions }, 1);
            }
    }

    public static TheoryData<string> Names => [.. StrategyCatalogue.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Every_named_strategy(string name)
    {
        var strategy = Named(name) with { ScoringSamples = 20, ScoringBatch = 10 };
        if (strategy.Schedule == "iterative" && strategy.ScheduleOptions.Find("rounds") is not null) strategy = strategy with { ScheduleOptions = Options(strategy.ScheduleOptions, ("rounds", 4)) };
        if (strategy.Schedule is "dynamic" or "gradual" or "granet") strategy = strategy with { ScheduleOptions = Options(strategy.ScheduleOptions, ("every", 3)) };
        Check(strategy, name.StartsWith("nm-", StringComparison.Ordinal) ? 1.5 : 4);
    }

    [Fact]
    public void Proportions_of_proportions_are_those_of_the_first_strategy_and_cost_the_scoring_of_all()
    {
        var first = Named("global-gradient") with { ScoringSamples = 20, ScoringBatch = 10 };
        var second = Like("taylor", first);
        using var one = new TinyMethod(first);
        using var three = new TinyMethod(Like("random", second));
        using var expected = one.Begin();
        expected.CarryOut(_ => { });
        using var run = three.Begin();
        run.CarryOut(_ => { });
        Assert.Equal(expected.State.Masks!.Masks.Select(m => m.Kept), run.State.Masks!.Masks.Select(m => m.Kept));
        var cut = Assert.Single(run.State.Cuts);
        Assert.Equal((40, 4, 4), (cut.Samples, cut.ForwardPasses, cut.BackwardPasses));

        StrategySpec Like(string criterion, StrategySpec other) => first with
        {
            Criterion = criterion, Scope = "like", ScopeOptions = None.With("like", System.Text.Json.JsonSerializer.SerializeToElement(other.Rule, SweepJson.Default.CutRule)),
        };
    }

    public static TheoryData<string> Stepwise => ["iterative", "gradual", "granet", "dynamic", "ac-dc", "straight-through"];

    // Whose first cuts would be denser than the limits let be, or whose scope has shares of its own.
    [Theory, MemberData(nameof(Stepwise))]
    public void Limits_and_scopes_hold_in_every_round(string schedule)
    {
        var plain = Named("global-magnitude") with { Schedule = schedule, ScheduleOptions = schedule switch
        {
            "iterative" => Options(None, ("rounds", 4)),
            "ac-dc" or "straight-through" => None,
            _ => Options(None, ("every", 2)),
        } };
        foreach (var strategy in new[]
            {
                plain with { Limits = new() { Floor = 0.1, Cap = 0.6 } }, plain with { Scope = "erk", MeasureAfter = "renew-norm", MeasureAfterOptions = Few },
                plain with { Scope = "row", Limits = new() { Only = ["conv*", "fc1"] } },
            })
            Check(strategy, 3);
    }

    private static void Check(StrategySpec strategy, double compression)
    {
        var cell = CellOf(strategy, compression);
        using (var network = TinyTraining.Network())
            if ((Method.WhyNot(cell, MethodFactsOf.Cell(cell, network.Graph, 50)) ?? (strategy.IsOfChannels ? ChannelRules.WhyNot(network.Graph, Protocols.Find(cell.Protocol), strategy.Rule, compression) : null)) is { } reason)
            {
                Assert.DoesNotContain('\n', reason);
                return;
            }
        using var method = new TinyMethod(strategy, compression);
        using var run = method.Begin();
        var epochs = 0; // that were trained when the last cut was measured
        run.CarryOut(done => epochs = method.Steps[done] is MeasureStep { Point: "before" } ? run.Training.Log.Count : epochs);
        var points = run.State.Evaluations.GroupBy(e => e.Point).ToDictionary(p => p.Key, p => p.Select(e => e.Split).Order().ToArray());
        Assert.All(points.Values, splits => Assert.Equal(["test", "validation"], splits));
        var before = method.Steps.Index().Single(s => s.Item is MeasureStep { Point: "before" }).Index;
        var trained = method.Steps.Skip(before).Any(s => s is TrainStep);
        string[] expected = trained ? ["before", "last", "selected"] : method.Steps.Skip(before).Any(s => s is RenewNormStep) ? ["before", "last"] : ["before"];
        Assert.Equal(expected, points.Keys.Order());
        Assert.Equal(trained, run.Training.Best is not null);
        if (trained)
        {
            // Only what was trained after the last cut, to the end, may be selected; the earliest of the best is.
            var eligible = run.Training.Log.Skip(epochs).ToList();
            Assert.NotEmpty(eligible);
            Assert.Equal(eligible.MaxBy(e => e.ValidationTop1)!.Epoch, run.Training.Best!.Epoch);
            Assert.Equal(run.Training.Log[^1].Steps, run.Training.Steps);
        }
        if (strategy.Criterion is null) return;
        Assert.Equal(run.State.Cuts.Count, method.Steps.OfType<CutStep>().Count());
        if (strategy.IsOfChannels)
        {
            Assert.Null(run.State.Masks); // the network itself is smaller
            Assert.All(run.State.Cuts, cut => Assert.InRange(cut.Kept, 1, cut.AskedKept));
            return;
        }
        Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);
        Assert.DoesNotContain("count-missed", run.State.Masks.Flags);
    }
}
