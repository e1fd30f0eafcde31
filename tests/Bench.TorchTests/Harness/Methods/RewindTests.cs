using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Harness.Training;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static Bench.TorchTests.Harness.Methods.TinyMethod;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Methods;

/// <summary>What a strategy goes back to is, bit for bit, what the pretraining had at that step; what follows sees the same data at the same learning rates.</summary>
public sealed class RewindTests
{
    private static readonly OptionValues None = OptionValues.None;

    // In the middle of an epoch and at the end of one, with batch norm, dropout and augmentation.
    [Theory, InlineData(0, "fp32"), InlineData(6, "fp32"), InlineData(8, "fp32"), InlineData(6, "bf16")]
    public void Weights_and_statistics_are_those_of_the_pretraining_at_that_step(int step, string precision)
    {
        using var method = new TinyMethod(
            Named("global-magnitude") with { Retraining = "weight-rewind", RetrainingOptions = Options(None, ("step", step)) }, change: c => c with { Precision = precision });
        using var run = method.Begin();
        using var expected = Trained(method, step, precision);
        var seen = false;
        run.CarryOut(done =>
        {
            if (method.Steps[done] is not RewindStep) return;
            seen = true;
            // The mask stays: what it keeps is as it was, what it prunes is 0.
            using (no_grad()) expected.Flat.ApplyMask(run.State.FlatMask!);
            Assert.Equal(TinyTraining.Bits(expected), TinyTraining.Bits(method.Network));
        });
        Assert.True(seen);
    }

    [Fact]
    public void A_residual_network_goes_back_to_the_same_bits_and_trains_on_the_same_data()
    {
        using var network = TestNetworks.Of("resnet20", new(3, 8, 8), TinyTraining.Classes);
        var inputs = new List<byte[]>();
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = "weight-rewind", RetrainingOptions = Options(None, ("step", 3)) }, network: network,
            change: c => c with { Pretraining = TinyTraining.Recipe(epochs: 2) });
        network.Body.Observe([""], before: (_, input) =>
        {
            if (network.Mode == PassMode.Training) inputs.Add(input.cpu().contiguous().bytes.ToArray());
        });
        using var run = method.Begin();
        using var expected = Trained(method, 3, "fp32");
        run.CarryOut(done =>
        {
            if (method.Steps[done] is not RewindStep) return;
            using (no_grad()) expected.Flat.ApplyMask(run.State.FlatMask!);
            Assert.Equal(TinyTraining.Bits(expected), TinyTraining.Bits(network));
        });

        // Batches of the pretraining's steps 0 to 7, of its first three again (to the point), and of its steps 3 to 7 after the cut.
        Assert.Equal(8 + 3 + 5, inputs.Count);
        Assert.Equal(inputs[..3], inputs[8..11]);
        Assert.Equal(inputs[3..8], inputs[11..]);
    }

    // Without a mask, with dropout and learning rates of the whole run; plain gradient descent has no moments that a fresh optimizer lacks.
    [Fact]
    public void A_dense_network_that_goes_back_ends_as_the_pretraining_did()
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = "weight-rewind", RetrainingOptions = Options(None, ("step", 6)) }, 1, c => c with
        {
            Pretraining = TinyTraining.Recipe(new() { Name = "sgd", WeightDecay = 1e-3 }, rate: 0.02) with { LearningRate = new() { Rate = 0.02, Schedule = "cosine" } },
        });
        using var run = method.Begin();
        run.CarryOut(_ => { });
        using var expected = Trained(method, null, "fp32", out var log);
        Assert.Equal([.. log.Skip(2).Select(e => (e.LearningRate, e.ValidationLoss))], run.Training.Log.Skip(1).Select(e => (e.LearningRate, e.ValidationLoss)));
        Assert.Equal(log.Skip(2).Select(e => e.TrainLoss), run.Training.Log.Skip(1).Select(e => e.TrainLoss));
        Assert.Equal(3, run.Training.Log.Count); // the rest of the second epoch, the third and the fourth
        Assert.Equal(10, run.Training.Steps);
    }

    [Fact]
    public void Learning_rates_go_back_and_weights_stay()
    {
        using var method = new TinyMethod(Named("global-magnitude") with { Retraining = "lr-rewind", RetrainingOptions = Options(None, ("epoch", 2)) },
            change: c => c with { Pretraining = c.Pretraining! with { LearningRate = new() { Rate = 0.02, Schedule = "linear" } } });
        using var run = method.Begin();
        IReadOnlyList<byte[]>? before = null;
        run.CarryOut(done =>
        {
            if (method.Steps[done] is MeasureStep { Point: "before" }) before = TinyTraining.Bits(method.Network);
            if (method.Steps[done] is RewindStep) Assert.Equal(before, TinyTraining.Bits(method.Network));
        });
        Assert.Equal([11, 15], run.Training.Log.Select(e => (int)Math.Round(16 - e.LearningRate / 0.02 * 16)));
    }

    [Theory, InlineData("reinitialize"), InlineData("scratch-e"), InlineData("scratch-b")]
    public void Weights_drawn_anew_are_not_those_of_the_initialization_and_are_the_same_in_each_cell(string retraining)
    {
        IReadOnlyList<byte[]>? others = null;
        foreach (var strategy in new[] { "global-magnitude", "random" })
        {
            using var method = new TinyMethod(Named(strategy) with { Retraining = retraining });
            using var initial = TinyTraining.Network();
            using var redrawn = TinyTraining.Network();
            method.Load(StartPoint.Initialization, initial);
            method.Load(RewindStep.Redrawn, redrawn);
            var weights = new[] { "conv1.weight", "conv2.weight", "fc1.weight", "fc2.weight" };
            foreach (var name in weights) Assert.InRange(Of(initial, name).eq(Of(redrawn, name)).sum().item<long>(), 0, 2);
            Assert.Equal(others ?? TinyTraining.Bits(redrawn), others = TinyTraining.Bits(redrawn));
            using var run = method.Begin();
            run.CarryOut(done =>
            {
                if (method.Steps[done] is not RewindStep) return;
                using (no_grad()) redrawn.Flat.ApplyMask(run.State.FlatMask!);
                Assert.Equal(TinyTraining.Bits(redrawn), TinyTraining.Bits(method.Network)); // fresh statistics too
            });
        }
    }

    // Nothing of the imported weights is left but their mask, which here does not depend on them either.
    [Fact]
    public void Imported_weights_are_drawn_anew_too_for_each_seed_and_leave_only_their_mask()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(Ended("a", 1, seed: 5), Ended("b", 2, seed: 5));
        Assert.NotEqual(Ended("a", 1, seed: 5), Ended("a", 1, seed: 6));

        string Ended(string name, ulong drawn, int seed)
        {
            var path = Path.Combine(folder.Path, $"{name}.safetensors");
            using (var network = TinyTraining.Network())
            using (var generator = new Generator(drawn, CPU))
            using (no_grad())
            {
                network.Flat.Values.copy_(randn(network.Flat.Values.shape, generator: generator));
                SafeTensorsFile.Write(path, network.CopyState());
            }
            return Run(Named("random") with { Retraining = "reinitialize" }, change: c => c with
            {
                Pretraining = null, Seed = seed, Start = new() { Path = path, Sha256 = Fingerprint.OfFile(path) },
            }).Network;
        }
    }

    // 4 epochs of 4 steps; convolutions and layers of which the mask leaves a part of the multiply-adds.
    [Theory, InlineData(1.05), InlineData(1.3), InlineData(8)]
    public void Training_from_scratch_with_equal_compute_is_as_many_times_longer_as_the_pruned_network_is_cheaper_at_most_twice(double compression)
    {
        using var method = new TinyMethod(Named("scratch-b"), compression);
        using var run = method.Begin();
        run.CarryOut(_ => { });
        var counts = Bench.Strategies.Counting.Count(method.Network, Bench.Strategies.Protocols.Find("bench"), run.State.Masks!);
        var expected = (int)Math.Round(Pretraining * Math.Min(2, (double)counts.DenseMacs / counts.EffectiveMacs));
        Assert.Equal(expected, run.Training.Steps);
        if (compression == 8) Assert.Equal(2 * Pretraining, expected);
        else Assert.InRange(expected, Pretraining, 2 * Pretraining - 1);
        using var equal = new TinyMethod(Named("scratch-e"), compression);
        using var epochs = equal.Begin();
        epochs.CarryOut(_ => { });
        Assert.Equal(Pretraining, epochs.Training.Steps);
    }

    private static TorchSharp.Modules.Parameter Of(Network network, string name) => network.Parameters.Single(p => p.Name == name).Parameter;

    private static Network Trained(TinyMethod method, int? steps, string precision) => Trained(method, steps, precision, out _);

    // By the plain trainer; at a constant rate a shorter run is the beginning of a longer one.
    private static Network Trained(TinyMethod method, int? steps, string precision, out IReadOnlyList<Bench.Results.EpochRecord> log)
    {
        var network = Network.Create(method.Network.Model, method.Network.Input, method.Network.Classes, SeededStream.For(9, "other"));
        method.Load(StartPoint.Initialization, network);
        log = [];
        if (steps == 0) return network;
        var recipe = steps is null ? method.Cell.Pretraining! : method.Cell.Pretraining! with { Epochs = null, Steps = steps };
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, method.Data, recipe) with { Precision = precision });
        log = outcome.Epochs;
        return network;
    }
}
