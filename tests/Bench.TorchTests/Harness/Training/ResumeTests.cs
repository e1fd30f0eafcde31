using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Results;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Strategies;

namespace Bench.TorchTests.Harness.Training;

/// <summary>A run that was interrupted and resumed ends with the same bits: batch norm, dropout and augmentation are all in it.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int StepsPerEpoch = 4, Steps = 16;

    private readonly TemporaryFolder folder = new();
    private readonly List<string> warnings = [];

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Optimizers => ["sgd", "adam", "adamw"];

    // In the first epoch, at an epoch's first and last step, and at the run's last.
    [Theory]
    [InlineData(1), InlineData(2), InlineData(StepsPerEpoch), InlineData(StepsPerEpoch + 1), InlineData(11), InlineData(Steps - 1), InlineData(Steps)]
    public void A_run_stopped_at_a_step_and_resumed_equals_an_uninterrupted_one(int step)
    {
        var expected = Uninterrupted(Recipe("sgd"));
        Interrupt(Recipe("sgd"), step);
        Assert.Equal(expected, Run(Recipe("sgd")), Same);
        Assert.Empty(warnings);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void A_run_stopped_at_every_single_step_equals_an_uninterrupted_one(string optimizer)
    {
        var expected = Uninterrupted(Recipe(optimizer));
        for (var step = 1; step <= Steps; step++) Interrupt(Recipe(optimizer), step: 1);
        Assert.Equal(expected, Run(Recipe(optimizer)), Same);
    }

    [Fact]
    public void A_run_killed_between_checkpoints_goes_on_from_the_last_one()
    {
        var expected = Uninterrupted(Recipe("sgd"));
        using (var data = TinyTraining.Data())
        using (var network = TinyTraining.Network())
        {
            TinyTraining.BeforeEachStep(network, step =>
            {
                if (step == 2 * StepsPerEpoch + 1) throw new OperationCanceledException("killed");
            });
            Assert.Throws<OperationCanceledException>(() => TinyTraining.Train(Setup(network, data, Recipe("sgd"), every: TimeSpan.Zero)));
        }

        var firstEpoch = 0;
        Assert.Equal(expected, Run(Recipe("sgd"), progress => firstEpoch = firstEpoch == 0 ? progress.Epoch : firstEpoch), Same);
        Assert.Equal(3, firstEpoch);
    }

    [Fact]
    public void A_run_measured_in_steps_resumes_within_its_last_short_epoch()
    {
        var recipe = Recipe("adam") with { Epochs = null, Steps = 10 };
        var expected = Uninterrupted(recipe);
        Interrupt(recipe, step: 9);
        Assert.Equal(expected, Run(recipe), Same);
    }

    [Fact]
    public void A_large_network_with_dropout_resumes_to_the_same_bits()
    {
        var recipe = Recipe("sgd") with { Epochs = 2, Batch = 4 };
        using var data = Images32();
        byte[][] Finish(TrainingSetup setup)
        {
            using var _ = TinyTraining.Train(setup);
            return [.. TinyTraining.Bits(setup.Network)];
        }

        using var uninterrupted = Vgg();
        var expected = Finish(TinyTraining.Setup(uninterrupted, data, recipe));
        using (var interrupted = Vgg())
        using (var stop = new CancellationTokenSource())
        {
            TinyTraining.BeforeEachStep(interrupted, step => { if (step == 1) stop.Cancel(); });
            TinyTraining.TrainUntil(stop, Setup(interrupted, data, recipe));
        }
        using var resumed = Vgg();
        Assert.Equal(expected, Finish(Setup(resumed, data, recipe)));
    }

    // Cut at the start, in the header and in the values; a bit flipped in the header's length, its text and the values.
    [Theory]
    [InlineData(0.0, true), InlineData(0.001, true), InlineData(0.3, true), InlineData(0.999, true)]
    [InlineData(0.0, false), InlineData(0.01, false), InlineData(0.5, false), InlineData(0.9999, false)]
    public void A_damaged_checkpoint_is_said_and_the_run_done_again_with_the_same_result(double at, bool cut)
    {
        var expected = Uninterrupted(Recipe("sgd"));
        Interrupt(Recipe("sgd"), step: 6);
        var bytes = File.ReadAllBytes(CheckpointPath);
        var position = (int)(at * (bytes.Length - 1));
        bytes[position] ^= 0x10;
        File.WriteAllBytes(CheckpointPath, cut ? bytes[..position] : bytes);

        Assert.Equal(expected, Run(Recipe("sgd")), Same);
        Assert.Contains("checkpoint is of no use", Assert.Single(warnings), StringComparison.Ordinal);
    }

    private string CheckpointPath => Path.Combine(folder.Path, "run.1.safetensors");

    private static RecipeSpec Recipe(string optimizer) =>
        TinyTraining.Recipe(new OptimizerSpec { Name = optimizer, Momentum = optimizer == "sgd" ? 0.9 : 0, WeightDecay = 1e-3 });

    private TrainingSetup Setup(Network network, Dataset data, RecipeSpec recipe, TimeSpan? every = null) => TinyTraining.Setup(network, data, recipe) with
    {
        Checkpoint = new CheckpointFile(folder.Path, "run", "1", every ?? TimeSpan.FromHours(1), TimeProvider.System, warnings.Add),
    };

    private static Ending Uninterrupted(RecipeSpec recipe)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, recipe));
        return Ending.Of(outcome, network);
    }

    private Ending Run(RecipeSpec recipe, Action<TrainingProgress>? progress = null)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        using var outcome = TinyTraining.Train(Setup(network, data, recipe) with { Progress = progress });
        return Ending.Of(outcome, network);
    }

    private void Interrupt(RecipeSpec recipe, int step)
    {
        using var data = TinyTraining.Data();
        using var network = TinyTraining.Network();
        using var stop = new CancellationTokenSource();
        TinyTraining.BeforeEachStep(network, before =>
        {
            if (before == step - 1) stop.Cancel();
        });
        TinyTraining.TrainUntil(stop, Setup(network, data, recipe));
        Assert.True(File.Exists(CheckpointPath));
    }

    private static Network Vgg() => TestNetworks.Of("vgg16-bn", new(3, 32, 32), TinyTraining.Classes);

    private static Dataset Images32()
    {
        using var small = TinyTraining.Data(train: 12, validation: 5, test: 5);
        Samples Enlarged(Samples samples) => new(
            samples.Images.repeat_interleave(4, 2).repeat_interleave(4, 3).permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2), samples.Labels.clone());
        return small with { Train = Enlarged(small.Train), Validation = Enlarged(small.Validation), Test = Enlarged(small.Test) };
    }

    private static bool Same(Ending a, Ending b) =>
        a.SelectedEpoch == b.SelectedEpoch && a.Samples == b.Samples && a.Steps == b.Steps && a.Log.SequenceEqual(b.Log)
        && a.Last.Zip(b.Last).All(p => p.First.AsSpan().SequenceEqual(p.Second))
        && a.Selected.Zip(b.Selected).All(p => p.First.AsSpan().SequenceEqual(p.Second));

    /// <summary>All that a run leaves, but for seconds.</summary>
    private sealed record Ending(
        IReadOnlyList<EpochRecord> Log, int SelectedEpoch, int Steps, long Samples, IReadOnlyList<byte[]> Last, IReadOnlyList<byte[]> Selected)
    {
        public static Ending Of(TrainingOutcome outcome, Network network)
        {
            var last = TinyTraining.Bits(network);
            outcome.RestoreSelected(network);
            return new([.. outcome.Epochs.Select(e => e with { Seconds = 0 })], outcome.SelectedEpoch, outcome.Steps, outcome.Samples, last, TinyTraining.Bits(network));
        }
    }
}
