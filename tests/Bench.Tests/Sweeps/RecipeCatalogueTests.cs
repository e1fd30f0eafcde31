using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

public class RecipeCatalogueTests
{
    [Fact]
    public void Every_recipe_has_a_name_of_its_own_one_length_and_a_source()
    {
        Assert.Equal(RecipeCatalogue.All.Count, RecipeCatalogue.All.Select(r => r.Name).Distinct().Count());
        Assert.All(RecipeCatalogue.All, r =>
        {
            Assert.True(r.Recipe.Epochs is null != r.Recipe.Steps is null, r.Name);
            Assert.NotEmpty(r.Source);
            Assert.NotEmpty(r.Title);
            Assert.Contains(r.Recipe.LearningRate.Schedule, RecipeCatalogue.LearningRateSchedules);
            Assert.Equal(r.Recipe.LearningRate.Schedule == "step", r.Recipe.LearningRate.Drops.Count > 0);
        });
    }

    [Theory]
    [InlineData("lenet-300-100", "lenet", "lottery-lenet", "shrinkbench-plain")]
    [InlineData("conv4", "conv", "lottery-conv4", "shrinkbench-plain")]
    [InlineData("conv-of-a-stranger", "conv", "lottery-conv6", "shrinkbench-plain")]
    [InlineData("resnet20", "resnet", "he-cifar", "shrinkbench-cifar")]
    [InlineData("wrn-28-10", "wrn", "zagoruyko-wrn", "shrinkbench-cifar")]
    [InlineData("vgg16-bn", "vgg", "liu-cifar", "shrinkbench-cifar")]
    [InlineData("densenet-bc-100-12", "densenet", "liu-cifar", "shrinkbench-cifar")]
    [InlineData("mobilenet-v2", "mobilenet", "liu-cifar", "shrinkbench-cifar")]
    [InlineData("vit-6-128", "vit", "deit-cifar", "shrinkbench-cifar")]
    public void A_family_has_default_recipes(string model, string family, string pretraining, string retraining) =>
        Assert.Equal((pretraining, retraining), (RecipeCatalogue.Pretraining(model, family).Name, RecipeCatalogue.Retraining(family).Name));

    [Fact]
    public void An_unknown_recipe_is_a_mistake_that_names_the_nearest() =>
        Assert.Contains("did you mean 'he-cifar'?", Assert.Throws<UserError>(() => RecipeCatalogue.Find("he-cifer")).Message);
}
