using Bench.Core;
using Bench.Harness.Training;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Training;

public class RunLengthTests
{
    [Fact]
    public void Epochs_take_the_short_last_batch_too()
    {
        var length = RunLength.Of(Recipe(epochs: 3), trainSamples: 50);
        Assert.Equal((3, 12, 4), (length.Epochs, length.Steps, length.StepsPerEpoch));
        Assert.Equal([4, 4, 4], Enumerable.Range(1, 3).Select(length.StepsIn));
        Assert.Equal(150, length.Samples);
    }

    [Fact]
    public void No_length_overflows()
    {
        var length = RunLength.Of(Recipe(steps: RunLimit.Steps) with { Batch = RunLimit.Steps }, trainSamples: int.MaxValue);
        Assert.Equal((333_333_334, 3), (length.Epochs, length.StepsPerEpoch));
        Assert.Equal(62_500_000, RunLength.Of(Recipe(epochs: 62_500_000) with { Batch = RunLimit.Steps }, trainSamples: 50).Steps);
        Assert.Equal("training: 300000000 epochs of 4 steps are more than the 1000000000 steps that a run can have: at most 250000000 epochs",
            Assert.Throws<UserError>(() => RunLength.Of(Recipe(epochs: 300_000_000), trainSamples: 50)).Message);
    }

    [Fact]
    public void Steps_may_end_within_an_epoch()
    {
        var length = RunLength.Of(Recipe(steps: 10), trainSamples: 50);
        Assert.Equal((3, 10), (length.Epochs, length.Steps));
        Assert.Equal([4, 4, 2], Enumerable.Range(1, 3).Select(length.StepsIn));
        Assert.Equal(50 + 50 + 2 * 16, length.Samples);
    }

    [Theory, InlineData(16, 1), InlineData(17, 2), InlineData(7, 1)]
    public void A_batch_more_is_needed_for_one_sample_more(int samples, int steps) =>
        Assert.Equal(steps, RunLength.Of(Recipe(epochs: 1), samples).Steps);

    [Theory, InlineData(null, 10), InlineData(3, null)]
    public void A_run_trains_on_as_many_samples_as_its_length_says(int? epochs, int? steps)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        var recipe = TinyTraining.Recipe() with { Epochs = epochs, Steps = steps };
        var length = RunLength.Of(recipe, data.Train.Count);

        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, recipe));

        Assert.Equal((length.Steps, length.Samples, length.Epochs), (outcome.Steps, outcome.Samples, outcome.Epochs.Count));
        Assert.Equal(length.Steps, outcome.Epochs[^1].Steps);
        Assert.Equal(Enumerable.Range(1, length.Epochs), outcome.Epochs.Select(e => e.Epoch));
    }

    private static RecipeSpec Recipe(int? epochs = null, int? steps = null) => TinyTraining.Recipe() with { Epochs = epochs, Steps = steps };
}
