using Bench.Core;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using TorchSharp;
using static Bench.TorchTests.Harness.Methods.TinyMethod;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>Masks that change while training goes on, looked at before every step.</summary>
public sealed class ChangingMaskTests
{
    private static readonly OptionValues None = OptionValues.None;

    public static TheoryData<string, string> Exchanging => new() { { "set", "sgd" }, { "set", "adam" }, { "rigl", "sgd" }, { "rigl", "adamw" } };

    [Theory, MemberData(nameof(Exchanging))]
    public void Exchanging_keeps_the_count_of_every_layer_and_what_grows_begins_at_0(string name, string optimizer)
    {
        using var method = new TinyMethod(Named(name, ("every", 2), ("fraction", 0.4)), change: c => With(c, optimizer));
        using var run = method.Begin();
        var (counts, values, mask) = ((long[]?)null, (Tensor?)null, (Tensor?)null);
        var (exchanges, ever) = (0, (Tensor?)null);
        Watch(method, () =>
        {
            var now = run.State.FlatMask!.clone().DetachFromDisposeScope();
            var kept = run.State.Masks!.Masks.Select(m => m.Kept).ToArray();
            Assert.Equal(counts ??= kept, kept);
            Assert.Equal(0, method.Network.Flat.Values.mul(Pruned(now)).count_nonzero().item<long>());
            if (mask is not null && !Same(mask, now))
            {
                exchanges++;
                var grown = now.gt(mask!);
                Assert.InRange(grown.sum().item<long>(), 1, kept.Sum() / 2);
                Assert.Equal(0, method.Network.Flat.Values.masked_select(grown).count_nonzero().item<long>());
                // What went was smaller than what stayed, in each layer; only what came back at once may be smaller still.
                foreach (var (tensor, index) in Prunable(method, run))
                {
                    var (before, after, size) = (View(mask!, index).gt(Scalars.Zero), View(now, index).gt(Scalars.Zero), View(values!, index).abs());
                    var dropped = size.masked_select(before.logical_and(after.logical_not()));
                    if (dropped.numel() > 0) Assert.True(dropped.max().item<float>() <= size.masked_select(before.logical_and(after)).max().item<float>(), tensor.Name);
                }
            }
            ever = (ever is null ? now.clone() : maximum(ever, now)).DetachFromDisposeScope();
            (mask, values) = (now, method.Network.Flat.Values.clone().DetachFromDisposeScope());
        });
        run.CarryOut(done => values = method.Steps[done] is TrainStep ? method.Network.Flat.Values.clone().DetachFromDisposeScope() : values);
        Assert.Equal(method.Steps.OfType<DropStep>().Count(), exchanges);
        Assert.InRange(exchanges, 4, 8);
        Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);

        // The share of weights that were ever active.
        var active = Prunable(method, run).Sum(p => View(ever!, p.Index).sum().item<float>());
        Assert.Equal(active / run.State.Masks.Prunable, run.ActiveShare!.Value, 6);
        Assert.InRange(run.ActiveShare.Value, (double)counts!.Sum() / run.State.Masks.Prunable + 0.01, 0.95);
        Tensor View(Tensor flat, int index) => method.Network.Flat.ViewOf(flat, index);
    }

    [Fact]
    public void Growth_by_gradient_takes_the_largest_gradients_of_the_batch_that_comes_next()
    {
        using var method = new TinyMethod(Named("rigl", ("every", 3), ("fraction", 0.3)));
        using var run = method.Begin();
        var checkedOnce = false;
        Tensor? before = null;
        run.CarryOut(done =>
        {
            if (method.Steps[done] is TrainStep) before = run.State.FlatMask!.clone().DetachFromDisposeScope();
            if (method.Steps[done] is not GrowStep || checkedOnce) return;
            checkedOnce = true;
            var gradients = method.Network.Flat.Gradients.abs(); // as they were left
            foreach (var (_, index) in Prunable(method, run))
            {
                var (old, now, size) = (View(before!, index), View(run.State.FlatMask!, index), View(gradients, index));
                var (grown, left) = (size.masked_select(now.gt(old)), size.masked_select(maximum(now, old).eq(Scalars.Zero)));
                if (grown.numel() > 0 && left.numel() > 0) Assert.True(grown.min().item<float>() >= left.max().item<float>());
            }
        });
        Assert.True(checkedOnce);
        Tensor View(Tensor flat, int index) => method.Network.Flat.ViewOf(flat, index);
    }

    [Theory, InlineData("sgd"), InlineData("adam"), InlineData("adamw")]
    public void Moments_of_weights_that_come_back_begin_at_0(string optimizer)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        using var state = TrainingState.StartOrResume(network, null);
        using var mask = ones_like(network.Flat.Values);
        mask.slice(0, 0, mask.shape[0], 3).fill_(Scalars.Zero);
        using var session = new TrainingSession(TinyTraining.Setup(network, data, TinyTraining.Recipe(Optimizer(optimizer))) with { Mask = mask }, state, TimeProvider.System, CancellationToken.None);
        session.TrainTo(3);
        using var others = mask.clone();
        others.slice(0, 0, mask.shape[0], 2).fill_(Scalars.One);
        var grown = others.gt(mask);
        Assert.All(session.Optimizer.State.Values, m => Assert.NotEqual(0, m.masked_select(grown).count_nonzero().item<long>()));
        session.Remask(others);
        Assert.All(session.Optimizer.State.Values, m => Assert.Equal(0, m.masked_select(grown).count_nonzero().item<long>()));
        Assert.All(session.Optimizer.State.Values, m => Assert.NotEqual(0, m.masked_select(mask.gt(Scalars.Zero)).count_nonzero().item<long>()));
        session.Remask(null);
        Assert.All(session.Optimizer.State.Values, m => Assert.Equal(0, m.masked_select(others.eq(Scalars.Zero)).count_nonzero().item<long>()));
    }

    [Fact]
    public void Growth_by_gradient_costs_a_pass_of_which_the_gradients_are_of_all_weights()
    {
        using var method = new TinyMethod(Named("rigl", ("every", 3)));
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var counts = Counting.Count(method.Network, Protocols.Find("bench"), run.State.Masks!); // as many in each layer at all times
        // 50 images in batches of 16: the last of an epoch has 2.
        var batches = method.Steps.Index().Where(s => s.Item is GrowStep).Select(s => ((TrainStep)method.Steps[s.Index - 2]).To % PerEpoch == PerEpoch - 1 ? 2 : 16).ToList();
        Assert.NotEmpty(batches);
        var expected = 3.0 * counts.EffectiveMacs * run.Training.Samples + batches.Sum(b => b * (2.0 * counts.EffectiveMacs + counts.DenseMacs));
        Assert.Equal(expected, run.State.Macs, 1.0);
    }

    [Fact]
    public void Gradients_of_pruned_weights_count_where_these_are_trained_on()
    {
        using var method = new TinyMethod(new StrategySpec { Name = "ste", Criterion = "magnitude", Scope = "layer", Schedule = "straight-through" });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var counts = Counting.Count(method.Network, Protocols.Find("bench"), run.State.Masks!); // as many in each layer at all times
        Assert.True(counts.EffectiveMacs < counts.DenseMacs);
        Assert.Equal((2.0 * counts.EffectiveMacs + counts.DenseMacs) * run.Training.Samples, run.State.Macs, 1.0);
    }

    /// <summary>The mask of each step takes the densities of a strategy that scores anew.</summary>
    [Fact]
    public void Scoring_for_the_densities_of_another_strategy_costs_at_every_step_that_renews_the_mask()
    {
        var other = Named("global-gradient").Rule with { ScoringSamples = 20, ScoringBatch = 10 };
        using var method = new TinyMethod(new StrategySpec
        {
            Name = "ste", Criterion = "magnitude", Scope = "like", Schedule = "straight-through",
            ScopeOptions = OptionValues.None.With("like", System.Text.Json.JsonSerializer.SerializeToElement(other, SweepJson.Default.CutRule)),
        });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var cut = Assert.Single(run.State.Cuts);
        var times = cut.Samples / 20;
        Assert.InRange(times, Retraining, Retraining + 2);
        Assert.Equal((20 * times, 2 * times, 2 * times), (cut.Samples, cut.ForwardPasses, cut.BackwardPasses));
    }

    [Fact]
    public void Alternating_phases_cut_and_lift()
    {
        using var method = new TinyMethod(Named("ac-dc", ("phases", 2)));
        using var run = method.Begin();
        var seen = new List<(int Step, bool Dense)>();
        Watch(method, () =>
        {
            seen.Add((run.Training.Steps, run.State.Masks is null));
            if (run.State.FlatMask is { } mask) Assert.Equal(0, method.Network.Flat.Values.mul(Pruned(mask)).count_nonzero().item<long>());
        });
        run.CarryOut(done =>
        {
            if (method.Steps[done] is CutStep) Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);
            if (method.Steps[done] is LiftStep) Assert.Null(run.State.Masks);
        });
        // From 0.1 · 16 = 1 to 0.75 · 16 = 12 in four phases: cut at 1, 6 and 12, lifted at 3 and 9.
        Assert.Equal([0, 3, 4, 5, 9, 10, 11], seen.Where(s => s.Dense).Select(s => s.Step));
        Assert.Equal(Pretraining, seen.Count);
        Assert.Equal(Enumerable.Repeat(run.State.Cuts[0].Kept, 3), run.State.Cuts.Select(c => c.Kept));
        var selected = run.Training.Best!.Epoch;
        Assert.Equal(4, selected); // the only epoch that ends after the last cut
    }

    [Theory, InlineData("sgd", 0.0), InlineData("adam", 0.0), InlineData("sgd", 0.05)]
    public void Straight_through_every_step_sees_exactly_as_many_weights_as_asked_and_moves_them_all(string optimizer, double decay)
    {
        using var method = new TinyMethod(Through(("decay", decay)), change: c => With(c, optimizer));
        using var run = method.Begin();
        var masks = new List<Tensor>();
        Tensor? latent = null;
        Watch(method, () =>
        {
            var mask = run.State.FlatMask!;
            Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);
            Assert.True(Same(method.Network.Flat.Values, run.State.Latent!.Values.mul(mask)));
            foreach (var (tensor, index) in Prunable(method, run)) Assert.Equal(run.State.Masks.Masks.Single(m => m.Tensor.Name == tensor.Name).Kept, (long)method.Network.Flat.ViewOf(mask, index).sum().item<float>());
            // By magnitude over all prunable weights.
            var all = cat([.. Prunable(method, run).Select(p => method.Network.Flat.ViewOf(run.State.Latent.Values, p.Index).flatten())]).abs();
            var bits = cat([.. Prunable(method, run).Select(p => method.Network.Flat.ViewOf(mask, p.Index).flatten())]).gt(Scalars.Zero);
            Assert.True(all.masked_select(bits).min().item<float>() >= all.masked_select(bits.logical_not()).max().item<float>());
            // Every weight has moved, pruned or not, but what the gradient does not reach.
            if (latent is not null) Assert.InRange(latent.ne(run.State.Latent.Values).to(float32).mean().item<float>(), 0.7, 1);
            latent = run.State.Latent.Values.clone().DetachFromDisposeScope();
            masks.Add(mask.clone().DetachFromDisposeScope());
        });
        run.CarryOut(_ => { });
        Assert.Contains(masks.Zip(masks.Skip(1)), m => !Same(m.First, m.Second));
        Assert.Equal(0, method.Network.Flat.Values.mul(Pruned(run.State.FlatMask!)).count_nonzero().item<long>());
        Assert.InRange(run.ActiveShare!.Value, (double)run.State.Masks!.KeptPrunable / run.State.Masks.Prunable + 1e-4, 1);
    }

    // One step of gradient descent by hand: pruned latent weights move by −rate · (gradient + decay · w), the others without the decay.
    [Fact]
    public void Straight_through_decays_what_the_mask_prunes()
    {
        Tensor After(double decay, out Tensor mask, out Tensor before, out Tensor gradient)
        {
            using var method = new TinyMethod(Through(("decay", decay)), change: c => c with
            {
                Retraining = c.Retraining! with { Epochs = null, Steps = 2, Optimizer = new() { Name = "sgd" }, LearningRate = new() { Rate = 0.1 } },
            });
            using var run = method.Begin();
            var (values, bits) = (new List<Tensor>(), (Tensor?)null);
            Watch(method, () =>
            {
                values.Add(run.State.Latent!.Values.clone().DetachFromDisposeScope());
                bits ??= run.State.FlatMask!.clone().DetachFromDisposeScope();
            });
            run.CarryOut(_ => { });
            (mask, before, gradient) = (bits!, values[0], values[0].sub(values[1]).div(Scalars.Of(0.1)));
            return values[1];
        }
        After(0, out var mask, out var before, out var plain);
        After(0.5, out _, out _, out var decayed);
        var expected = plain.add(before.mul(Pruned(mask)), alpha: Scalars.Of(0.5));
        Assert.InRange(decayed.sub(expected).abs().max().item<float>(), 0, 1e-5f);
        Assert.NotEqual(0, plain.mul(Pruned(mask)).count_nonzero().item<long>()); // the gradient goes to pruned weights
    }

    public static TheoryData<string, string> Still => [.. new[] { "one-shot", "rounds", "lottery", "gradual", "granet", "early", "shuffled", "nm" }.SelectMany(s => new[] { "sgd", "adam", "adamw" }, (s, o) => (s, o))];

    [Theory, MemberData(nameof(Still))]
    public void Pruned_weights_stay_exactly_0_whatever_the_optimizer(string schedule, string optimizer)
    {
        var strategy = schedule switch
        {
            "rounds" => Named("global-magnitude") with { Schedule = "iterative", ScheduleOptions = Options(None, ("rounds", 3)) },
            "lottery" => Named("lottery-ticket", ("fraction", 0.5)),
            "gradual" => Named("gradual-magnitude", ("every", 2)),
            "granet" => Named("granet", ("every", 3)),
            "early" => Named("global-magnitude") with { From = "step 6" },
            "shuffled" => Named("global-magnitude") with { Shuffle = true },
            "nm" => Named("nm-2-4"),
            _ => Named("layer-magnitude"),
        };
        using var method = new TinyMethod(strategy, change: c => With(c, optimizer));
        using var run = method.Begin();
        var looked = 0;
        Watch(method, () =>
        {
            if (run.State.FlatMask is not { } mask) return;
            looked++;
            Assert.Equal(0, method.Network.Flat.Values.mul(Pruned(mask)).count_nonzero().item<long>());
        });
        run.CarryOut(_ => { });
        Assert.InRange(looked, 4, 100);
        Assert.Equal(0, method.Network.Flat.Values.mul(Pruned(run.State.FlatMask!)).count_nonzero().item<long>());
        Assert.Equal(run.State.Masks!.AskedKept, run.State.Masks.KeptPrunable);
        // What is kept was not lost with an earlier mask.
        Assert.InRange(method.Network.Flat.Values.mul(run.State.FlatMask!).count_nonzero().item<long>(), (long)run.State.FlatMask!.sum().item<float>() - 5, long.MaxValue);
    }

    [Fact]
    public void A_shuffled_mask_keeps_the_weights_that_stand_there()
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Shuffle = true });
        using var dense = TinyTraining.Network();
        using var run = method.Begin();
        method.Load(StartPoint.Pretrained, dense);
        run.CarryOut(done =>
        {
            if (method.Steps[done] is not MeasureStep { Point: "before" }) return;
            Assert.True(Same(method.Network.Flat.Values, dense.Flat.Values.mul(run.State.FlatMask!)));
        });
        using var plain = new TinyMethod(Named("global-magnitude"));
        using var own = plain.Begin();
        own.CarryOut(_ => { });
        Assert.Equal(own.State.Masks!.Masks.Select(m => m.Kept), run.State.Masks!.Masks.Select(m => m.Kept));
        Assert.NotEqual(own.State.Masks.Fingerprint(), run.State.Masks.Fingerprint());
    }

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();

    // 1 where a mask prunes.
    private static Tensor Pruned(Tensor mask) => ones_like(mask).sub_(mask);

    private static StrategySpec Through(params (string, object)[] options) =>
        Named("global-magnitude") with { Schedule = "straight-through", ScheduleOptions = Options(None, [.. options.Where(o => o.Item2 is not 0.0)]) };

    private static CellSpec With(CellSpec cell, string optimizer) => cell with
    {
        Pretraining = cell.Pretraining! with { Optimizer = Optimizer(optimizer), LearningRate = new() { Rate = optimizer == "sgd" ? 0.02 : 0.002 } },
        Retraining = cell.Retraining is null ? null : cell.Retraining with { Optimizer = Optimizer(optimizer), LearningRate = new() { Rate = optimizer == "sgd" ? 0.02 : 0.002 } },
    };

    private static OptimizerSpec Optimizer(string name) => new() { Name = name, Momentum = name == "sgd" ? 0.9 : 0, WeightDecay = 1e-2 };

    private static IEnumerable<(PrunableTensor Tensor, int Index)> Prunable(TinyMethod method, MethodRun run) =>
        run.State.Masks!.Masks.Select(m => (m.Tensor, method.Network.Parameters.Index().Single(p => p.Item.Name == m.Tensor.Name).Index));

    // A look at gradients, for which no step is taken, is seen too.
    private static void Watch(TinyMethod method, Action look) => TinyTraining.BeforeEachStep(method.Network, _ =>
    {
        using var guard = no_grad();
        look();
    });
}
