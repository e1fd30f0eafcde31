using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using Bench.TorchTests.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

/// <summary>
/// That everything is on the device asked for, and that the device changes no random number. On a machine with a GPU and a build
/// with <c>Torch=cuda</c> each of these is tried there too; elsewhere that part is skipped.
/// </summary>
public sealed class DeviceTests
{
    public static TheoryData<string, string> DevicesAndPrecisions => new(
        from device in new[] { "cpu", "cuda:0" }
        from precision in Trainer.Precisions
        select (device, precision));

    [Theory]
    [MemberData(nameof(DevicesAndPrecisions))]
    public void A_training_run_keeps_every_tensor_on_its_device(string name, string precision)
    {
        var device = Prepared(name);
        using var network = TinyTraining.Network(device);
        using var data = TinyTraining.Data().MoveTo(device);
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        using var mask = masks.FlatMask(network);
        using var watch = network.Body.Observe([""], before: (_, input) => Assert.True(device.Holds(input)));

        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(epochs: 2)) with { Mask = mask, Precision = precision });

        Assert.All([network.Flat.Values, network.Flat.Gradients, mask, .. network.State.Select(t => t.Tensor)], t => Assert.True(device.Holds(t)));
        Assert.All([data.Train, data.Validation, data.Test], s => Assert.True(device.Holds(s.Images) && device.Holds(s.Labels)));
        foreach (var batch in Batches.Scoring(data.Train, data.Normalization, TinyTraining.Classes, 16, 8, seed: 1).Concat(Batches.InOrder(data.Test, data.Normalization, 8)))
            using (batch) Assert.True(device.Holds(batch.Inputs) && device.Holds(batch.Labels));
        using var optimizer = FlatOptimizer.Create(new() { Name = "adam" }, network.Flat);
        Assert.All(optimizer.State.Values, t => Assert.True(device.Holds(t)));
    }

    [Fact]
    public void A_network_is_wholly_on_its_device()
    {
        var device = new MetaDevice();
        using var network = TinyTraining.Network(device);
        Assert.All([network.Flat.Values, network.Flat.Gradients, .. network.State.Select(t => t.Tensor)], t => Assert.True(device.Holds(t)));
        Assert.All(network.Parameters, p => Assert.True(device.Holds(p.Parameter) && device.Holds(p.Parameter.grad!)));
        Assert.All(network.Buffers, b => Assert.True(device.Holds(b.Buffer)));
    }

    [Theory]
    [InlineData("sgd", "fp32"), InlineData("adam", "fp32"), InlineData("sgd", "bf16")]
    public void A_step_makes_no_tensor_elsewhere(string optimizer, string precision)
    {
        var device = new MetaDevice();
        using var scope = NewDisposeScope();
        using var network = TestNetworks.LinearWithDropout(device);
        using var data = TinyTraining.Data();
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        var mask = masks.FlatMask(network);
        using var step = FlatOptimizer.Create(new() { Name = optimizer, Momentum = 0.9, WeightDecay = 1e-3 }, network.Flat);
        using var state = TrainingState.StartOrResume(network, null);
        using var twin = precision == "bf16" ? new Bf16Twin(network) : null;
        var batch = new LabeledBatch(zeros(16, 3, 8, 8, device: device.Place), zeros(16, dtype: int64, device: device.Place));

        network.Mode = PassMode.Training;
        var logits = twin is null ? network.Forward(batch.Inputs) : twin.Forward(batch.Inputs);
        var loss = nn.functional.cross_entropy(logits, batch.Labels);
        loss.backward();
        twin?.CollectGradients();
        state.Observe(loss, logits, batch, rate: 0.1);
        step.Step(0.1);
        network.Flat.ApplyMask(mask);
        twin?.Refresh();

        Assert.All([network.Flat.Values, network.Flat.Gradients, mask, .. step.State.Values, .. network.State.Select(t => t.Tensor)], t => Assert.True(device.Holds(t)));
    }

    [Fact]
    public void What_a_checkpoint_held_beside_the_network_comes_back_to_its_device()
    {
        var device = new MetaDevice();
        using var network = TinyTraining.Network(device);
        using var saved = zeros(network.TotalParameters);
        using var latent = new LatentWeights(network, saved, saved);
        using var active = network.Flat.Beside(saved);
        Assert.All([latent.Values, latent.Accumulated!, active], t => Assert.True(device.Holds(t)));
    }

    [Theory]
    [InlineData("cpu"), InlineData("cuda:0")]
    public void Files_are_written_from_the_cpu(string name)
    {
        using var network = TinyTraining.Network(Prepared(name));
        var state = network.CopyState();
        Assert.All(state.Values, t => Assert.True(ComputeDevice.Cpu.Holds(t)));
        foreach (var tensor in state.Values) tensor.Dispose();
    }

    [Fact]
    public void The_device_changes_neither_weights_nor_batches_nor_dropout_nor_random_scores()
    {
        var gpu = Prepared("cuda:0");
        Assert.Equal(Drawn(ComputeDevice.Cpu), Drawn(gpu));
    }

    // All numbers that a run draws: initial weights, an augmented epoch, a dropout mask, random scores.
    private static List<float> Drawn(ComputeDevice device)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = TinyTraining.Network(device);
        using var data = TinyTraining.Data().MoveTo(device);
        using var dropout = new Generator(SeededStream.For(1, "dropout", 1).NextUInt64(), CPU);
        using var scores = Pruner.Score(network, Protocols.Find("bench"), Criteria.Find("random"), [], BatchNormMode.Eval, seed: 1);
        var batches = Batches.Training(data.Train, data.Normalization, seed: 1, epoch: 1, batch: 16, flip: true, cropPadding: 1);
        Tensor[] drawn = [network.Flat.Values, scores.Flat, new Dropout(0.5).Run([ones(100, device: device.Place)], new(default, default, PassMode.Training, dropout)), .. batches.Select(b => b.Inputs.contiguous())];
        return [.. drawn.SelectMany(t => t.cpu().data<float>().ToArray())];
    }

    /// <summary>The device, readied; where there is none such, the test is skipped.</summary>
    private static ComputeDevice Prepared(string name)
    {
        var device = ComputeDevice.Of(name);
        var isThere = device == ComputeDevice.Cpu || ComputeDevice.FindGpus().Any(gpu => gpu.Split(' ')[0] == name);
        Assert.SkipUnless(isThere, $"there is no {name} here{(ComputeDevice.HasCudaLibrary ? "" : ", and this build has the CPU library only")}");
        device.Prepare(threads: 1);
        return device;
    }
}
