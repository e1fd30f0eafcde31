using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Methods;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static Bench.TorchTests.Harness.Methods.TinyMethod;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>Norm statistics renewed, and channels repaired.</summary>
public sealed class RenewalTests
{
    private static readonly OptionValues None = OptionValues.None;

    // 50 images in batches of 16: 32 are two batches; 40 are 16, 16 and 8; of 60 there are 50, in batches of 16, 16, 16 and 2; of 33 the last is left out.
    [Theory, InlineData(32, 32, 2), InlineData(40, 40, 3), InlineData(60, 50, 4), InlineData(33, 32, 2), InlineData(10, 10, 1)]
    public void As_many_images_are_looked_at_as_asked_and_count_as_budget(int samples, int seen, int batches)
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = "renew-norm", RetrainingOptions = Options(None, ("samples", samples), ("batch", 16)) });
        using var run = method.Begin();
        var sizes = new List<long>();
        IReadOnlyList<byte[]>? weights = null;
        run.CarryOut(done =>
        {
            if (method.Steps[done] is MeasureStep { Point: "before" })
            {
                method.Network.Body.Observe([""], before: (_, input) => sizes.Add(input.shape[0]));
                weights = [method.Network.Flat.Values.bytes.ToArray()];
            }
        });
        Assert.Equal(batches, sizes.Count - 2); // and both splits
        Assert.Equal(seen, sizes.Take(batches).Sum());
        Assert.Equal(seen, run.State.Renewed);
        Assert.Equal(weights![0], method.Network.Flat.Values.bytes.ToArray()); // nothing but statistics
    }

    [Theory, InlineData("renew-norm", 0), InlineData("repair", 1)]
    public void A_repair_costs_a_pass_through_both_networks_before_the_renewal(string retraining, int before)
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = retraining, RetrainingOptions = Options(None, ("samples", 32), ("batch", 16)) });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var counts = Counting.Count(method.Network, Protocols.Find("bench"), run.State.Masks!);
        var budget = Bench.Harness.Measuring.Measurement.BudgetOf(run, 50);
        Assert.Equal(32, budget.TotalSamples);
        Assert.Equal(32.0 * (counts.EffectiveMacs + before * (counts.EffectiveMacs + counts.DenseMacs)), budget.TotalMacs!.Value, 1.0);
    }

    [Fact]
    public void Statistics_are_the_averages_of_those_of_the_batches()
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = "renew-norm", RetrainingOptions = Options(None, ("samples", 50), ("batch", 25)) },
            change: c => c with { Augmentation = new() });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var (mean, variance) = (zeros(8, float64), zeros(8, float64));
        foreach (var batch in Batches.Training(method.Data.Train, method.Data.Normalization, method.Cell.Seed, epoch: 0, 25, flip: false, cropPadding: 0))
        {
            var output = OutputOf(method.Network, "conv1", batch.Inputs).to(float64);
            mean.add_(output.mean([0, 2, 3]), Scalars.Of(0.5));
            variance.add_(output.var([0, 2, 3], unbiased: true), Scalars.Of(0.5));
        }
        Assert.InRange(method.Network.Find("bn.running_mean").sub(mean).abs().max().item<double>(), 0, 1e-5);
        Assert.InRange(method.Network.Find("bn.running_var").sub(variance).abs().max().item<double>(), 0, 1e-4);
        Assert.Equal(0.1, method.Network.Mode.Momentum);
    }

    private static Tensor OutputOf(Network network, string layer, Tensor inputs)
    {
        Tensor[] parameters = [network.Find(layer + ".weight"), network.Find(layer + ".bias")];
        return network.Graph.Find(layer).Run([inputs], new(parameters, default, PassMode.Evaluation, null));
    }

    [Fact]
    public void What_is_done_for_a_measurement_only_leaves_later_training_untouched()
    {
        foreach (var precision in new[] { "fp32", "bf16" })
        {
            var strategy = Named("global-magnitude") with { Schedule = "iterative", ScheduleOptions = Options(None, ("rounds", 2)) };
            using var plain = new TinyMethod(strategy, change: c => c with { Precision = precision });
            using var own = plain.Begin();
            own.CarryOut(_ => { });
            foreach (var renewal in new[] { "renew-norm", "repair" })
            {
                using var method = new TinyMethod(strategy with { MeasureAfter = renewal, MeasureAfterOptions = Options(None, ("samples", 32), ("batch", 16)) },
                    change: c => c with { Precision = precision });
                using var run = method.Begin();
                run.CarryOut(_ => { });
                Assert.Equal(own.Training.Log.Select(e => e with { Seconds = 0 }), run.Training.Log.Select(e => e with { Seconds = 0 }));
                Assert.Equal(TinyTraining.Bits(plain.Network), TinyTraining.Bits(method.Network));
                Assert.NotEqual(own.State.Evaluations.Select(e => e.Loss), run.State.Evaluations.Select(e => e.Loss));
            }
        }
    }

    // Half of each row is gone: outputs spread less, until they are repaired.
    [Fact]
    public void Channels_get_the_dense_networks_deviations_and_means_back_and_what_is_0_stays_0()
    {
        using var dense = TestNetworks.LinearWithDropout(ComputeDevice.Cpu);
        using var pruned = TestNetworks.LinearWithDropout(ComputeDevice.Cpu);
        using var data = TinyTraining.Data();
        using var mask = ones_like(pruned.Flat.Values);
        pruned.Flat.ViewOf(mask, 0).slice(1, 0, 192, 2).fill_(Scalars.Zero);
        pruned.Flat.ApplyMask(mask);
        IEnumerable<LabeledBatch> Images() => Batches.InOrder(data.Train, data.Normalization, 50);
        (Tensor Mean, Tensor Deviation) Moments(Network network)
        {
            using var guard = no_grad();
            using var batch = Images().Single();
            network.Mode = PassMode.Evaluation;
            var output = OutputOf(network, "fc1", batch.Inputs.flatten(1)).to(float64);
            return (output.mean([0]), output.std([0], unbiased: false));
        }
        var (mean, deviation) = Moments(dense);
        Assert.InRange(Moments(pruned).Deviation.div(deviation).min().item<double>(), 0, 0.9);
        ChannelRepair.Apply(pruned, dense, Images);
        var (after, spread) = Moments(pruned);
        Assert.InRange(spread.div(deviation).sub(Scalars.One).abs().max().item<double>(), 0, 1e-4);
        Assert.InRange(after.sub(mean).abs().max().item<double>(), 0, 1e-4);
        using var kept = pruned.Flat.Values.clone();
        pruned.Flat.ApplyMask(mask);
        Assert.True(kept.eq(pruned.Flat.Values).all().item<bool>());
    }

    [Fact]
    public void Features_of_tokens_are_channels_too()
    {
        static Network Tokens() => TestNetworks.Build("tokens", new InputShape(3, 8, 8), 5, x => x.Convolution("patches", 6, 4, stride: 4).ToTokens().SelfAttention("attention", 2).FirstToken().Linear("out", 5));
        using var dense = Tokens();
        using var pruned = Tokens();
        using var data = TinyTraining.Data();
        using (no_grad()) pruned.Find("attention.in_proj_weight").slice(1, 0, 6, 2).fill_(Scalars.Zero);
        IEnumerable<LabeledBatch> Images() => Batches.InOrder(data.Train, data.Normalization, 50);
        Tensor Deviations(Network network)
        {
            using var guard = no_grad();
            using var batch = Images().Single();
            network.Mode = PassMode.Evaluation;
            Tensor? found = null;
            network.Body.Forward(batch.Inputs, (node, y) => found = node.Operation.Name == "attention.in_proj" ? y.to(float64).std([0L, 1L], unbiased: false) : found);
            return found!;
        }
        var expected = Deviations(dense); // (18): of queries, keys and values of all four tokens
        Assert.InRange(Deviations(pruned).div(expected).min().item<double>(), 0, 0.9);
        ChannelRepair.Apply(pruned, dense, Images);
        Assert.InRange(Deviations(pruned).div(expected).sub(Scalars.One).abs().max().item<double>(), 0, 1e-4);
    }

    // The published network cut globally, its statistics stored and renewed: as counted by PyTorch.
    [Fact]
    public void Renewed_statistics_of_a_published_network_give_the_published_counts()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/resnet20-distiller.json")));
        var weights = SharedFiles.Find("golden/resnet20-distiller.safetensors");
        var folder = Environment.GetEnvironmentVariable("BENCH_DATA");
        Assert.SkipWhen(folder is null || !Directory.Exists(Path.Combine(folder, "cifar-10-batches-bin")), "BENCH_DATA names no folder with CIFAR-10");
        using var all = DatasetLoader.Load("cifar10", new SearchPath([folder!]));
        var rows = json.RootElement.GetProperty("batch_norm_renewed_after_pruning");
        foreach (var (row, images, batch, augmentation, tolerance) in new[]
            {
                ("first 2000 training images, not augmented, 4 batches of 500", 2000, 500, new AugmentationSpec(), 60),
                ("first 5000 training images, augmented (pad 4, crop, flip), 20 batches of 250", 5000, 250, new AugmentationSpec(true, 4), 100),
            })
        {
            var expected = rows.GetProperty(row).GetProperty("0.8");
            using var network = Network.Create(ModelCatalogue.Find("resnet20-b"), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
            WeightImport.Load(network, new(weights), Models.WeightImportTests.Distiller);
            using (var mask = SmallestRemoved(network, expected.GetProperty("kept").GetInt32())) network.Flat.ApplyMask(mask);
            using var cuts = new CutMaker();
            var strategy = Named("global-magnitude") with { Retraining = "renew-norm" };
            var normalization = new Normalization([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]);
            var context = new RunContext
            {
                Cell = CellOf(strategy), Network = network, Data = all, Normalization = normalization, Protocol = Protocols.Find("bench"), Steps = [], LoadPoint = (_, _) => { },
                DenseNetwork = () => network, Cuts = cuts, Time = TimeProvider.System, Stop = TestContext.Current.CancellationToken,
            };
            NormRenewal.Renew(context, new(images, batch, augmentation, Repair: false));
            var correct = Evaluator.Evaluate(network, all.Test, normalization, "last", "test", TestContext.Current.CancellationToken).Correct;
            Assert.InRange(correct, expected.GetProperty("correct").GetInt32() - tolerance, expected.GetProperty("correct").GetInt32() + tolerance);
        }
    }

    // Of the first convolution, those of the blocks and the last layer, not of the shortcuts.
    private static Tensor SmallestRemoved(Network network, int kept)
    {
        using var _ = no_grad();
        var mask = ones_like(network.Flat.Values);
        var layers = network.Layers.Where(l => l.WeightShape is not [_, _, 1, 1]).Select(l => network.Parameters.Index().Single(p => p.Item.Name == l.WeightName).Index).ToList();
        var sizes = cat([.. layers.Select(i => network.Parameters[i].Parameter.detach().abs().flatten())]);
        Assert.Equal(268_336, sizes.numel());
        var threshold = sizes.sort(descending: true).Values[kept - 1];
        foreach (var index in layers) network.Flat.ViewOf(mask, index).copy_(network.Parameters[index].Parameter.detach().abs().ge(threshold));
        return mask;
    }
}
