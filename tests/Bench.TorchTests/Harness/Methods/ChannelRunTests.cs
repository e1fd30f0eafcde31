using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Harness.Training;
using Bench.TorchTests.Strategies;
using static Bench.TorchTests.Harness.Methods.TinyMethod;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>Cells that remove channels: what is left is a smaller network, which is trained on, measured, and found again after any interruption.</summary>
public sealed class ChannelRunTests
{
    private static readonly Dictionary<string, (StrategySpec Spec, Func<CellSpec, CellSpec>? Change)> All = new(StringComparer.Ordinal)
    {
        ["one-shot"] = (Named("l1-filters"), null),
        ["one-shot in bf16"] = (Named("l2-filters"), c => c with { Precision = "bf16" }),
        ["rounds within one run"] = (Rounds(("rounds", 3)), null),
        ["whole rounds, rewound to the middle of an epoch"] =
            (Rounds(("rounds", 2), ("budget", "per-round")) with { Retraining = "weight-rewind", RetrainingOptions = Options(OptionValues.None, ("step", 6)) }, null),
        ["growing"] = (Named("l1-filters") with { Schedule = "growing", ScheduleOptions = Options(OptionValues.None, ("every", 2), ("by", 0.05)) }, null),
        ["growing, of weights"] = (Named("global-magnitude") with { Schedule = "growing", ScheduleOptions = Options(OptionValues.None, ("every", 2), ("by", 0.05)) }, null),
        ["new weights"] = (Named("l1-filters") with { Retraining = "scratch-b" }, null),
        ["distilled"] = (Named("group-norm") with { Retraining = "distill" }, null),
        ["with data"] = (Named("taylor-channels") with { ScoringSamples = 20, ScoringBatch = 10 }, null),
        ["rates"] = (Named("l1-filters"), c => c with { Retraining = TinyTraining.Recipe(epochs: 2) with { LearningRate = new() { Rate = 0.003, Candidates = [0.003, 0.03] } } }),
        ["adam"] = (Rounds(("rounds", 2)), c => c with { Retraining = TinyTraining.Recipe(new() { Name = "adam" }, rate: 0.001, epochs: 2) }),
    };

    public static TheoryData<string> Strategies => [.. All.Keys];

    [Theory, MemberData(nameof(Strategies))]
    public void Stopped_every_few_steps_ends_with_the_same_bits(string name)
    {
        var (strategy, change) = All[name];
        var expected = Uninterrupted(strategy, change);
        var ticks = new Ticks();
        using var method = new TinyMethod(strategy, 2, change) { Time = ticks };
        var (asked, attempts) = (0, 0);
        ticks.Each = () =>
        {
            if (++asked % (4 + attempts % 3) == 0) method.Stop.Cancel(); // not always at the end of an epoch, whose evaluation it would never pass
        };
        for (; attempts < 400; attempts++)
        {
            using var run = method.Begin();
            try
            {
                run.CarryOut(_ => { });
            }
            catch (OperationCanceledException)
            {
                continue;
            }
            Assert.InRange(attempts, 2, 400);
            Assert.Equal(expected.Parts, Ending.Of(run, run.Network).Parts);
            Assert.Equal(expected, Ending.Of(run, run.Network));
            Assert.Empty(method.Warnings);
            return;
        }
        Assert.Fail("it gets nowhere");
    }

    [Theory, MemberData(nameof(Strategies))]
    public void Killed_after_any_checkpoint_ends_with_the_same_bits(string name)
    {
        var (strategy, change) = All[name];
        var expected = Uninterrupted(strategy, change);
        var ticks = new Ticks();
        using var method = new TinyMethod(strategy, 2, change) { Time = ticks };
        foreach (var kill in new[] { 3, 8, 14, 21 })
        {
            using var run = method.Begin(TimeSpan.Zero);
            var steps = 0;
            ticks.Each = () =>
            {
                if (++steps == kill) throw new InvalidOperationException("killed");
            };
            try
            {
                run.CarryOut(_ => { });
            }
            catch (InvalidOperationException killed) when (killed.Message == "killed")
            {
            }
        }
        ticks.Each = null;
        using var end = method.Begin();
        end.CarryOut(_ => { });
        Assert.Equal(expected.Parts, Ending.Of(end, end.Network).Parts);
        Assert.Equal(expected, Ending.Of(end, end.Network));
    }

    [Fact]
    public void The_smaller_network_trains_as_the_masked_one_does()
    {
        Network Plain() => TestNetworks.Build("plain", new InputShape(3, 8, 8), TinyTraining.Classes, x => Block(
            x.Convolution("stem", 12, 3, padding: 1, bias: false).Norm("bn").Relu()).Mean().Linear("out", TinyTraining.Classes));
        static Value Block(Value x) => x.Convolution("conv1", 16, 3, padding: 1).Norm("bn1").Relu().Convolution("conv2", 12, 3, padding: 1).Norm("bn2").Add(x).Relu();
        using var method = new TinyMethod(Rounds(("rounds", 2)), 2, network: Plain());
        using var run = method.Begin();
        run.CarryOut(_ => { });
        Assert.True(run.Network.TotalParameters * 2 <= method.Network.TotalParameters);

        // The same two rounds with masks of zeros.
        using var masked = Plain();
        using var beside = new TinyMethod(Rounds(("rounds", 2)), 2, network: masked);
        using var begun = beside.Begin();
        beside.Load(StartPoint.Pretrained, masked);
        var map = ChannelMap.Of(masked.Graph);
        using var state = TrainingState.StartOrResume(masked, null);
        using var session = new TrainingSession(TinyTraining.Setup(masked, beside.Data, method.Cell.Retraining!), state, TimeProvider.System, CancellationToken.None);
        IReadOnlyList<bool>? kept = null;
        foreach (var cut in method.Steps.Index().Where(s => s.Item is CutStep))
        {
            var step = (CutStep)cut.Item;
            var small = kept is null ? null : masked.Shrink(map.Shrink(kept));
            var left = ChannelScorer.Score(small ?? masked, small is null ? map : ChannelMap.Of(small.Graph), new() { Criterion = ChannelCriteria.Find("l1-norm"), Seed = 5 });
            var next = 0;
            var scores = Enumerable.Range(0, map.Units).Select(u => kept is null || kept[u] ? left[next++] : double.NegativeInfinity).ToList();
            kept = ChannelCut.Of(masked.Graph, map, scores, ChannelRules.RequestOf(step.Rule, Protocols.Find("bench"), step.Keep, 5) with { Within = kept }).Kept;
            small?.Dispose();
            using var mask = Flat(masked, map.Shrink(kept));
            session.Remask(mask);
            session.TrainTo(((TrainStep)method.Steps.Skip(cut.Index).First(s => s is TrainStep)).To);
            session.Remask(mask.clone());
        }
        foreach (var (expected, actual) in state.Log.Zip(run.Training.Log))
        {
            Assert.Equal(expected.TrainLoss, actual.TrainLoss, 3e-4 * expected.TrainLoss);
            Assert.Equal(expected.ValidationLoss, actual.ValidationLoss, 3e-4 * expected.ValidationLoss);
        }
    }

    [Fact]
    public void What_is_left_is_the_largest_network_that_the_ratio_lets_be()
    {
        using var method = new TinyMethod(Named("l1-filters"), 2);
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var (most, whole) = (method.Network.TotalParameters / 2, method.Network.TotalParameters);
        Assert.InRange(run.Network.TotalParameters, 1, most);
        var record = Assert.Single(run.State.Cuts);
        Assert.Equal((most, run.Network.TotalParameters), (record.AskedKept, record.Kept));
        Assert.True(run.Network.Graph.Macs < method.Network.Graph.Macs && whole > most);
        Assert.Null(run.State.Masks);
    }

    [Fact]
    public void A_narrower_network_of_the_family_takes_the_place_of_the_pruned_one()
    {
        using var method = new TinyMethod(Named("narrow-dense"), 3, network: TestNetworks.Of("mlpnet", new(3, 8, 8), TinyTraining.Classes));
        using var run = method.Begin();
        run.CarryOut(_ => { });
        Assert.InRange(run.Network.TotalParameters, 1, method.Network.TotalParameters / 3);
        Assert.StartsWith("mlpnet@width=", run.Network.Model.Name, StringComparison.Ordinal);
        Assert.Equal(Pretraining + Retraining, run.Training.Steps); // as long in all
        Assert.All(run.State.Evaluations.Where(e => e.Point == "before"), e => Assert.NotEqual(Math.Log(TinyTraining.Classes), e.Loss, 1e-6)); // as a network of zeros would have
        using var fresh = Network.Create(run.Network.Graph, SeededStream.For(5, "weights drawn anew"));
        Assert.NotEqual(TinyTraining.Bits(fresh), TinyTraining.Bits(run.Network));
    }

    private static Tensor Flat(Network network, ShrunkGraph shrunk)
    {
        using var scope = NewDisposeScope();
        var flat = zeros_like(network.Flat.Values);
        foreach (var (index, (name, _)) in network.Parameters.Index()) network.Flat.ViewOf(flat, index).copy_(ChannelMasking.Masks(network.Graph, shrunk)[name]);
        return flat.DetachFromDisposeScope();
    }

    private static Ending Uninterrupted(StrategySpec strategy, Func<CellSpec, CellSpec>? change)
    {
        using var method = new TinyMethod(strategy, 2, change);
        using var run = method.Begin();
        run.CarryOut(_ => { });
        return Ending.Of(run, run.Network);
    }

    private static StrategySpec Rounds(params (string, object)[] options) => Named("l1-filters") with { Schedule = "iterative", ScheduleOptions = Options(OptionValues.None, options) };

    // Told whenever the time is asked, which is after each training step too.
    private sealed class Ticks : TimeProvider
    {
        public Action? Each { get; set; }

        public override long GetTimestamp()
        {
            Each?.Invoke();
            return base.GetTimestamp();
        }
    }
}
