using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Sweeps;

namespace Bench.TorchTests.Harness.Training;

public sealed class TransformerTests
{
    /// <summary>On the digits, by the recipe that its family has by default, but for its length, augmentation and rate, which the small network bears.</summary>
    [Theory, InlineData("vit-6-128@width=0.5"), InlineData("mlp-mixer-4-128@width=0.5")]
    public void Learns_by_its_default_recipe(string model)
    {
        var entry = ModelCatalogue.Find(model);
        using var data = DatasetLoader.Load("digits", new SearchPath([]));
        using var network = Network.Create(entry, data.Info.Input, data.Info.Classes, SeededStream.For(1, "initialization"));
        var recipe = RecipeCatalogue.Pretraining(ModelName.Of(model).Bare, entry.Family).Recipe;
        Assert.Equal(("adamw", true), (recipe.Optimizer.Name, recipe.LearningRate.RisesLinearly));
        recipe = recipe with { Epochs = 6, Batch = 32, Flip = false, CropPadding = 0, LearningRate = recipe.LearningRate with { Rate = 2e-3 } };
        using var outcome = TinyTraining.Train(TinyTraining.Setup(network, data, recipe));
        Assert.True(outcome.Epochs[^1].ValidationTop1 > 0.85, $"{outcome.Epochs[^1].ValidationTop1}");
    }
}
