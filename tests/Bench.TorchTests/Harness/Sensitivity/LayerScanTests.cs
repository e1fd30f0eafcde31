using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Sensitivity;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Methods;
using Bench.TorchTests.Harness.Training;

namespace Bench.TorchTests.Harness.Sensitivity;

/// <summary>Scans against cuts that are made by hand, with what cuts a single layer by itself.</summary>
public sealed class LayerScanTests : IDisposable
{
    private readonly Network network = TinyTraining.Network();
    private readonly TemporaryFolder folder = new();
    private Dataset data = TinyTraining.Data();
    private readonly CutMaker cuts = new();

    public void Dispose()
    {
        folder.Dispose();
        cuts.Dispose();
        data.Dispose();
        network.Dispose();
    }

    private RunContext Context(StrategySpec strategy, params IReadOnlyList<Step> steps) => new()
    {
        Cell = TinyMethod.CellOf(strategy), Network = network, Data = data, Normalization = data.Normalization, Protocol = Protocols.Find("bench"), Steps = steps,
        LoadPoint = (_, _) => { }, DenseNetwork = () => network, Cuts = cuts, Time = TimeProvider.System, Stop = CancellationToken.None,
    };

    private static StrategySpec Strategy(string criterion, string structure = "weight", LayerLimits? limits = null) => new()
    {
        Name = "s", Criterion = criterion, Scope = "layer", Structure = structure, ScoringSamples = 20, ScoringBatch = 10, Limits = limits ?? LayerLimits.None,
    };

    private IReadOnlyList<ScanFinding> Scan(StrategySpec strategy, params double[] densities) => Scan(new ScanRule { Cut = strategy.Rule }, strategy, densities);

    private IReadOnlyList<ScanFinding> Scan(ScanRule rule, StrategySpec strategy, params double[] densities)
    {
        using var context = Context(strategy);
        using var state = new RunState(context);
        using var scan = new LayerScan(context, rule, state);
        return scan.All(densities);
    }

    private static (int, int, int, double) Numbers(ScanFinding found) => (found.Correct, found.CorrectTop5, found.Total, found.Loss);

    private (int, int, int, double) Evaluated(Network of) =>
        Evaluator.Evaluate(of, data.Validation, data.Normalization, "before", "validation") is var e ? (e.Correct, e.CorrectTop5, e.Total, e.Loss) : default;

    [Theory, InlineData("magnitude"), InlineData("gradient"), InlineData("fisher"), InlineData("sparsegpt")] // whose scores of a layer are the same whatever else is scored
    public void Each_layer_alone_is_what_a_cut_limited_to_it_gives_to_the_last_bit(string criterion)
    {
        var found = Scan(Strategy(criterion), 0.5, 0.1);
        var prunable = Protocols.Find("bench").Prunable(network.Model, network.Layers);
        Assert.Equal(prunable.SelectMany(t => new[] { (t.Layer.Name, 0.5), (t.Layer.Name, 0.1) }).Prepend((null!, 1)), found.Select(f => (f.Layer!, f.Density)));
        Assert.Equal(Evaluated(network), Numbers(found[0]));
        using var whole = Snapshot.Of(network);
        foreach (var one in found.Skip(1))
        {
            var strategy = Strategy(criterion, limits: new() { Only = [one.Layer!] });
            var step = new CutStep(strategy.Rule, one.Kept) { Prunable = one.Elements };
            using var context = Context(strategy, step, new UpdateStep());
            using var state = new RunState(context);
            using (var outcome = cuts.Make(context, step, state, index: 0).Outcome)
            {
                Assert.Equal(one.Kept, outcome.Masks.KeptPrunable);
                outcome.Apply(network);
            }
            Assert.Equal(Numbers(one), Evaluated(network));
            whole.Restore(network);
        }
    }

    [Fact]
    public void Coupled_channels_are_cut_together_as_a_cut_limited_to_their_group_does()
    {
        var strategy = Strategy("l1-norm", "channel");
        var found = Scan(strategy, 0.5);
        var map = ChannelMap.Of(network.Graph);
        Assert.Equal(ChannelGroups.Allowed(network.Graph, map, LayerLimits.None).Select(g => (g.Name, (long)g.Units)), found.Skip(1).Select(f => (f.Layer!, f.Elements)));
        foreach (var one in found.Skip(1))
        {
            var group = map.Groups.First(g => g.Name == one.Layer);
            var rule = Strategy("l1-norm", "channel", new() { Only = [.. group.Givers().Select(m => m.Layer)] }).Rule;
            using var context = Context(Strategy("l1-norm", "channel"));
            var kept = Enumerable.Repeat(true, map.Units).ToArray();
            var scores = ChannelScorer.Score(network, map, new() { Criterion = ChannelCriteria.Find("l1-norm"), Seed = 5, Limits = rule.Limits, BatchNorm = "eval", Batches = [] });
            foreach (var unit in Enumerable.Range(group.First, group.Units).OrderBy(u => scores[u]).Take((int)(one.Elements - one.Kept))) kept[unit] = false;
            using var small = network.Shrink(map.Shrink(kept));
            Assert.Equal(Numbers(one), Evaluated(small));
            // The solver of any cut comes to the same network when it is asked for just that size.
            var size = ChannelStructure.Size(Protocols.Find("bench"), OptionValues.None);
            Assert.Equal(kept, ChannelCut.Of(network.Graph, map, scores, ChannelRules.RequestOf(rule, Protocols.Find("bench"), size(small.Graph), seed: 5)).Kept);
        }
    }

    [Fact]
    public void Statistics_are_renewed_after_each_cut_where_that_is_asked()
    {
        var strategy = Strategy("magnitude");
        var renewal = new RenewalRule(40, 10, new AugmentationSpec(), Repair: false);
        var plain = Scan(strategy, 0.2);
        var renewed = Scan(new ScanRule { Cut = strategy.Rule, Renewal = renewal }, strategy, 0.2);
        Assert.NotEqual(plain[0].Loss, renewed[0].Loss);
        using var context = Context(strategy);
        NormRenewal.Renew(context, renewal);
        Assert.Equal(Evaluated(network), Numbers(renewed[0]));
    }

    [Fact]
    public void The_network_is_as_before_to_the_last_bit()
    {
        var before = TinyTraining.Bits(network);
        var renewal = new RenewalRule(40, 10, new AugmentationSpec(), Repair: false);
        foreach (var strategy in new[] { Strategy("gradient"), Strategy("l1-norm", "channel"), Strategy("sparsegpt") })
            Scan(new ScanRule { Cut = strategy.Rule, Renewal = renewal }, strategy, 0.5, 0.1);
        Assert.Equal(before, TinyTraining.Bits(network));
    }

    [Fact]
    public void Fewer_samples_are_the_same_whether_images_are_in_memory_or_in_a_file()
    {
        var rule = new ScanRule { Cut = Strategy("magnitude").Rule, Samples = 10 };
        var inMemory = Scan(rule, Strategy("magnitude"), 0.2);
        using var memory = data.Validation;
        using var rows = memory.Images.permute(0, 2, 3, 1).contiguous();
        var path = Path.Combine(folder.Path, "pixels");
        File.WriteAllBytes(path, rows.data<byte>().ToArray());
        data = data with { Validation = new(new ImagesInFile(new PixelFile(path), new(3, 8, 8), [.. Enumerable.Range(0, memory.Count)], TorchSharp.torch.CPU), memory.Labels.clone()) };
        Assert.Equal(inMemory, Scan(rule, Strategy("magnitude"), 0.2));
    }

    [Fact]
    public void Fewer_samples_are_drawn_by_the_seed_and_the_test_set_is_looked_at_only_where_asked()
    {
        var strategy = Strategy("magnitude");
        var some = Scan(new ScanRule { Cut = strategy.Rule, Samples = 10 }, strategy, 0.2);
        Assert.All(some, f => Assert.Equal(10, f.Total));
        Assert.Equal(some, Scan(new ScanRule { Cut = strategy.Rule, Samples = 10 }, strategy, 0.2));
        Assert.Equal(Scan(strategy, 0.2), Scan(new ScanRule { Cut = strategy.Rule, Samples = 23 }, strategy, 0.2));
        Assert.All(Scan(new ScanRule { Cut = strategy.Rule, Split = "test" }, strategy, 0.2), f => Assert.Equal(17, f.Total));
    }

    [Fact]
    public void The_scope_divides_by_the_scan_that_it_makes_before_the_cut_and_tells_what_that_costs()
    {
        using var method = new TinyMethod(StrategyCatalogue.Find("sensitivity-magnitude").Spec, 4, network: null);
        using var run = method.Begin();
        run.CarryOut(_ => { });
        Assert.IsType<ScanStep>(method.Steps[1]);
        var cut = Assert.Single(run.State.Cuts);
        var layers = Protocols.Find("bench").Prunable(method.Network.Model, method.Network.Layers).Count;
        Assert.Equal((cut.AskedKept, (5L * layers + 1) * 23, 5L * layers + 1, 0L), (cut.Kept, cut.Samples, cut.ForwardPasses, cut.BackwardPasses));

        using var fresh = new TinyMethod(StrategyCatalogue.Find("sensitivity-magnitude").Spec, 4);
        using var begun = fresh.Begin();
        fresh.Load(StartPoint.Pretrained, network);
        var found = Scan(Strategy("magnitude"), 0.5, 0.2, 0.1, 0.05, 0.02);
        var curves = LossCurves.Of(found[0].Loss, [.. found.Skip(1).GroupBy(f => f.Position).Select(g => (g.First().Elements, (IReadOnlyList<(long, double)>)[.. g.Select(f => (f.Kept, f.Loss))]))]);
        var tensors = Protocols.Find("bench").Prunable(network.Model, network.Layers);
        var expected = new CutRequest { Rules = new(Scopes.Find("sensitivity")), Seed = 5, Curves = curves }.Divide(tensors, cut.Kept).Pools.Select(p => p.Kept);
        Assert.Equal(expected, run.State.Masks!.Masks.Select(m => m.Kept));
    }

    [Fact]
    public void A_run_that_is_stopped_after_the_scan_goes_on_with_what_it_has_found()
    {
        var strategy = StrategyCatalogue.Find("sensitivity-magnitude").Spec with { Schedule = "iterative", ScheduleOptions = OptionValues.None.With("rounds", System.Text.Json.JsonSerializer.SerializeToElement(2)) };
        var whole = TinyMethod.Run(strategy);
        using var method = new TinyMethod(strategy);
        using (var first = method.Begin(TimeSpan.Zero))
            Assert.ThrowsAny<OperationCanceledException>(() => first.CarryOut(step =>
            {
                if (method.Steps[step] is ScanStep) method.Stop.Cancel();
            }));
        using var second = method.Begin();
        second.CarryOut(step => Assert.IsNotType<ScanStep>(method.Steps[step]));
        Assert.Equal(whole, Ending.Of(second, method.Network));
        Assert.Equal(2, second.State.Cuts.Count);
        Assert.Equal(0, second.State.Cuts[1].Samples); // the scan is paid for once
    }
}
