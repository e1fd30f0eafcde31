using Bench.Harness.Training;
using Bench.Sweeps;
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
        using var network = TestNetworks.Build("linear", new(3, 8, 8), TinyTraining.Classes, () => nn.Sequential(nn.Flatten(), nn.Linear(192, TinyTraining.Classes)));
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, TinyTraining.Recipe(rate: 0)));

        Assert.Single(outcome.Epochs.Select(e => e.ValidationTop1).Distinct());
        Assert.Equal(1, outcome.SelectedEpoch);
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
        Assert.Equal("NaN loss in epoch 3", failure.Message);
    }
}
