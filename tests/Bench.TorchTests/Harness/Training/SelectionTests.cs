using Bench.Core;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

public class SelectionTests
{
    [Fact]
    public void The_epoch_of_the_highest_validation_accuracy_is_selected_the_earliest_on_a_tie()
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(rate: 0.05, epochs: 12)));

        var best = outcome.Epochs.MaxBy(e => e.ValidationTop1)!; // the first of equal ones
        Assert.Equal(best.Epoch, outcome.SelectedEpoch);
        Assert.InRange(best.Epoch, 2, 11); // neither the first nor the last: the test would see nothing

        outcome.RestoreSelected(network);
        var validation = Evaluator.Evaluate(network, data.Validation, data.Normalization, "selected", "validation", TestContext.Current.CancellationToken);
        Assert.Equal((best.ValidationTop1, best.ValidationLoss), (validation.Top1, validation.Loss));
    }

    [Fact]
    public void Of_epochs_with_equal_accuracy_the_first_is_selected()
    {
        using var data = TinyTraining.Data();
        using var network = TestNetworks.Build("linear", new(3, 8, 8), TinyTraining.Classes, x => x.Flatten().Linear("1", TinyTraining.Classes));
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(rate: 0)));

        Assert.Single(outcome.Epochs.Select(e => e.ValidationTop1).Distinct());
        Assert.Equal(1, outcome.SelectedEpoch);
    }

    [Fact]
    public void A_last_step_that_leaves_no_numbers_fails_the_run_though_every_loss_of_training_is_finite()
    {
        using var network = TwoLayers();
        Assert.Equal("NaN validation loss after epoch 1 of retraining", FailureOfOneStep(network, rate: 1e30));
    }

    [Fact]
    public void An_infinite_parameter_fails_the_run_though_every_loss_is_finite()
    {
        using var network = TwoLayers();
        using (no_grad()) network.Parameters.Single(p => p.Name == "1.bias").Parameter[0] = tensor(float.NegativeInfinity); // 0 after ReLU
        Assert.Equal("infinite values in 1.bias after epoch 1 of retraining", FailureOfOneStep(network, rate: 0.01));
    }

    private static Network TwoLayers() => TestNetworks.Build(
        "two", new(3, 8, 8), TinyTraining.Classes, x => x.Flatten().Linear("1", 20).Relu().Linear("3", TinyTraining.Classes));

    private static string FailureOfOneStep(Network network, double rate)
    {
        using var data = TinyTraining.Data();
        var recipe = TinyTraining.Recipe(new OptimizerSpec { Name = "sgd" }, rate) with { Epochs = null, Steps = 1 };
        return Assert.Throws<TrainingFailed>(() => TinyTraining.Train(TinyTraining.Setup(network, data, recipe) with { Phase = "retraining" })).Message;
    }

    [Fact]
    public void A_parameter_or_a_statistic_that_is_no_number_fails_the_run_though_no_output_shows_it()
    {
        using var data = TinyTraining.Data();
        foreach (var (name, value) in new[] { ("conv2.weight", float.NaN), ("bn.running_var", float.PositiveInfinity), ("bn.running_mean", float.NegativeInfinity) })
        {
            using var network = TinyTraining.Network();
            Divergence.Check(network, "now");
            using (no_grad()) network.State.Single(s => s.Name == name).Tensor.select(0, 1).fill_(Scalars.Of((double)value));
            Assert.Equal($"{(float.IsNaN(value) ? "NaN" : "infinite values")} in {name} now", Assert.Throws<TrainingFailed>(() => Divergence.Check(network, "now")).Message);
            Assert.False(Divergence.IsFinite(network));
        }
    }

    [Theory, InlineData(33, 16, true), InlineData(32, 16, false), InlineData(33, 33, false), InlineData(33, 1, true)]
    public void A_batch_that_shows_batch_norm_one_value_a_channel_is_refused_before_the_first_step(int samples, int batch, bool refused)
    {
        using var data = TinyTraining.Data(train: samples);
        using var network = TestNetworks.Build("head", new(3, 8, 8), TinyTraining.Classes, 
            x => x.Convolution("0", 4, 3).Norm("1").Flatten().Linear("3", 6).Norm("4").Linear("5", TinyTraining.Classes));
        Assert.Equal([("1", 36L), ("4", 1L)], network.Norms.Select(n => (n.Name, n.Values)));
        var before = TinyTraining.Bits(network);
        var setup = TinyTraining.Setup(network, data, TinyTraining.Recipe(epochs: 1) with { Batch = batch }) with { Phase = "pretraining" };
        if (!refused)
        {
            using var outcome = TinyTraining.Train(setup);
            Assert.Single(outcome.Epochs);
            return;
        }
        var message = Assert.Throws<UserError>(() => TinyTraining.Train(setup)).Message;
        Assert.Matches($"^pretraining: 'batch: {batch}' .*, of which batch norm '4' sees one value a channel; batch {(batch == 1 ? 3 : 15)} would do$", message);
        Assert.Equal(before, TinyTraining.Bits(network));
    }

    [Fact]
    public void A_scoring_batch_that_shows_batch_norm_one_value_a_channel_is_refused()
    {
        using var network = TestNetworks.Build("head", new(3, 8, 8), 5, x => x.Flatten().Linear("1", 6).Norm("2").Linear("3", 5));
        var (protocol, criterion) = (Bench.Strategies.Protocols.Find("bench"), Bench.Strategies.Criteria.Find("gradient"));
        Assert.Contains("one value a channel", Assert.Throws<UserError>(() =>
            Bench.Strategies.Pruner.Score(network, protocol, criterion, TestNetworks.Batches(network, 4, 1), "train", 1)).Message, StringComparison.Ordinal);
        Bench.Strategies.Pruner.Score(network, protocol, criterion, TestNetworks.Batches(network, 4, 1), "eval", 1).Dispose();
    }

    [Fact]
    public void The_validation_of_an_epoch_is_that_of_its_network_to_the_last_bit()
    {
        using var data = TinyTraining.Data(validation: 223);
        using var network = TinyTraining.Network();
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(epochs: 6)));
        Assert.Equal(Evaluator.Evaluate(network, data.Validation, data.Normalization, "last", "validation", TestContext.Current.CancellationToken), outcome.Validation("last"));
        outcome.RestoreSelected(network);
        Assert.Equal(Evaluator.Evaluate(network, data.Validation, data.Normalization, "selected", "validation", TestContext.Current.CancellationToken), outcome.Validation("selected"));
    }

    [Fact]
    public void A_loss_that_is_not_a_number_fails_the_run_and_names_the_epoch()
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        var recipe = TinyTraining.Recipe(new OptimizerSpec { Name = "sgd" }, rate: 1e-3, epochs: 4) with
        {
            LearningRate = new() { Rate = 1e-3, Schedule = "step", Drops = [0.5], Gamma = 1e38 }, // harmless in epochs 1 and 2
        };
        var failure = Assert.Throws<TrainingFailed>(() => TinyTraining.Train(TinyTraining.Setup(network, data, recipe)));
        Assert.Equal("NaN loss in epoch 3 of training", failure.Message);
    }
}
