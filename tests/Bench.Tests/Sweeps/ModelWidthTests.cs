using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>Models with a width in a sweep.</summary>
public class ModelWidthTests
{
    private static Experiment Load(string models) =>
        Words.Load($"datasets: [cifar10]\nmodels: [{models}]\nstrategies: [layer-gradient]\ncompressions: [1, 2]\nseeds: [1]\n").Experiments[0];

    [Fact]
    public void Are_trained_as_the_model_is()
    {
        var models = Load("conv4, conv4@width=0.50, resnet20@width=2").Models;
        Assert.Equal([("conv4", "lottery-conv4"), ("conv4@width=0.5", "lottery-conv4"), ("resnet20@width=2", "he-cifar")], models.Select(m => (m.Name, m.Pretraining.Name)));
    }

    [Fact]
    public void Of_1_is_the_model_itself() => Assert.Equal("conv4", Assert.Single(Load("conv4@width=1.0").Models).Name);
}
