using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Training;

/// <summary>A data set of a few random images and a network with one of everything (batch norm and dropout too): runs that take milliseconds.</summary>
internal static class TinyTraining
{
    public const int Classes = 5;

    /// <summary>With a short last batch of most sizes; labels depend on the images, but loosely.</summary>
    public static Dataset Data(int train = 50, int validation = 23, int test = 17) => new()
    {
        Info = new() { Name = "tiny", Title = "tiny", Source = "tests", License = "none", Input = new(3, 8, 8), Classes = Classes },
        Train = Samples(train, 1),
        Validation = Samples(validation, 2),
        Test = Samples(test, 3),
        Normalization = new([0.5, 0.5, 0.5], [0.25, 0.25, 0.25]),
        SplitFingerprint = "tiny",
    };

    public static Network Network(ComputeDevice? device = null) => TestNetworks.OneOfEverything(device);

    /// <summary>Augmented, in batches of 16.</summary>
    public static RecipeSpec Recipe(OptimizerSpec? optimizer = null, double rate = 0.02, int epochs = 4) => new()
    {
        Name = "tiny", Optimizer = optimizer ?? new() { Name = "sgd", Momentum = 0.9, WeightDecay = 1e-3 },
        LearningRate = new() { Rate = rate }, Epochs = epochs, Batch = 16, Flip = true, CropPadding = 1,
    };

    public static TrainingSetup Setup(Network network, Dataset data, RecipeSpec recipe) =>
        new() { Network = network, Data = data, Normalization = data.Normalization, Recipe = recipe, Seed = 5 };

    public static TrainingOutcome Train(TrainingSetup setup) => Trainer.Train(setup, TimeProvider.System, CancellationToken.None);

    /// <summary>Is stopped before it ends.</summary>
    public static void TrainUntil(CancellationTokenSource stop, TrainingSetup setup) =>
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer.Train(setup, TimeProvider.System, stop.Token));

    /// <summary>Calls before each training step, with the number of steps taken; what it sees are the weights that the last step left.</summary>
    public static void BeforeEachStep(Network network, Action<int> action)
    {
        var steps = 0;
        network.Body.Observe([""], before: (_, _) =>
        {
            if (network.Mode == PassMode.Training) action(steps++);
        });
    }

    /// <summary>All parameters and buffers, as bytes.</summary>
    public static IReadOnlyList<byte[]> Bits(Network network)
    {
        using var scope = NewDisposeScope();
        return [.. network.State.Select(t => t.Tensor.detach().contiguous().bytes.ToArray())];
    }

    private static Samples Samples(int count, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed, CPU);
        var images = randint(0, 256, [count, 8, 8, 3], generator: generator, dtype: uint8);
        var labels = arange(Scalars.Zero, Scalars.Of(count), Scalars.One, ScalarType.Int64).remainder(Scalars.Of(Classes));
        images.select(3, 0).add_(labels.mul(Scalars.Of(20)).to_type(uint8).view(count, 1, 1), Scalars.One);
        return new(images.permute(0, 3, 1, 2).MoveToOuterDisposeScope(), labels.MoveToOuterDisposeScope());
    }
}
