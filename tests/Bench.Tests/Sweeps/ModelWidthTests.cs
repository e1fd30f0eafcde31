using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>Models with a width in a sweep.</summary>
public class ModelWidthTests
{
    private static Experiment Load(string models) =>
        Words.Load($"datasets: [cifar10]\nmodels: [{models}]\nstrategies: [layer-gradient]\ncompressions: [1, 2]\nseeds: [1]\n").Experiments[0];

    private static string Text(string model) => $"datasets: [cifar10]\nmodels: [{model}]\nstrategies: [layer-gradient]\ncompressions: [2]\nseeds: [1]\n";

    [Fact]
    public void Are_trained_as_the_model_is()
    {
        var models = Load("conv4, conv4@width=0.50, resnet20@width=2").Models;
        Assert.Equal([("conv4", "lottery-conv4"), ("conv4@width=0.5", "lottery-conv4"), ("resnet20@width=2", "he-cifar")], models.Select(m => (m.Name, m.Pretraining.Name)));
    }

    [Fact]
    public void Of_1_is_the_model_itself() => Assert.Equal("conv4", Assert.Single(Load("conv4@width=1.0").Models).Name);

    /// <summary>0.57 · 50 = 28.5, in binary a little less: such networks have a channel more than they had, and all others are what they were.</summary>
    [Theory]
    [InlineData("lenet5@width=0.57", true)]
    [InlineData("lenet-300-100@width=0.145", true)]
    [InlineData("lenet5@width=0.5", false)]
    [InlineData("lenet5@width=0.75", false)]
    [InlineData("lenet5", false)]
    [InlineData("resnet20@width=0.57", false)]
    [InlineData("resnet20@width=0.7", false)]
    public void Of_which_a_half_was_lost_is_another_model_than_it_was(string model, bool lost)
    {
        var cell = Planner.Plan(Words.Load(Text(model), Words.All with { WidthVersion = 2 }), new Words.Facts()).Cells[0];
        Assert.Equal(lost ? ["model/width"] : [], cell.Spec.Versions.Keys);
        var before = Planner.Plan(Words.Load(Text(model)), new Words.Facts()).Cells[0];
        Assert.Equal((lost, lost), (before.Identity != cell.Identity, before.PretrainingIdentity != cell.PretrainingIdentity));
    }
}
