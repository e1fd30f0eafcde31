using System.Text.Json;
using Bench.Cli;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Harness.Running;
using Bench.TorchTests.Strategies;

namespace Bench.TorchTests.Cli;

public sealed class PlanFactsTests
{
    [Fact]
    public void Data_that_are_not_there_are_a_reason_by_which_the_audit_knows_it() =>
        Assert.EndsWith("say with --data where it is", new PlanFacts(new SearchPath([]), _ => false).MissingData(new() { Name = "cifar100" }), StringComparison.Ordinal);

    [Fact]
    public void A_ratio_that_a_followed_strategy_cannot_have_is_known_beforehand()
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet5"), new InputShape(1, 28, 28), 10, SeededStream.For(0, "initialization"));
        var bench = new BenchProtocol();
        var largest = Math.Floor(bench.LargestCompression(network.TotalParameters, bench.Prunable(network.Model, network.Layers).Sum(t => t.Elements)) * 100) / 100;
        var facts = new PlanFacts(new SearchPath([]), _ => false);
        var (global, uniform) = (Strategy("global-magnitude"), Strategy("uniform-plus-magnitude"));

        Assert.Null(Why(global));
        Assert.StartsWith("compression ", Why(uniform), StringComparison.Ordinal); // its first convolution is dense
        Assert.Null(Why(Following(global)));
        Assert.Equal($"the strategy whose densities it takes: {Why(uniform)}", Why(Following(uniform)));

        string? Why(StrategySpec strategy) =>
            facts.WhyInfeasible(TinyCells.Cell() with { Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = strategy, Compression = largest });
    }

    [Fact]
    public void All_layers_whose_channels_a_criterion_cannot_score_are_named_at_once()
    {
        var facts = new PlanFacts(new SearchPath([]), _ => false);
        Assert.Equal(
            "criterion 'norm-scale' scores channels by the scales of their batch norms, and those of layer 'conv1' pass none: take another criterion, or except the layer; the same is so of conv2, fc1",
            Why([]));
        Assert.EndsWith("those of layer 'conv2' pass none: take another criterion, or except the layer", Why(["conv1", "fc1"]), StringComparison.Ordinal);

        string? Why(string[] except) => facts.WhyInfeasible(TinyCells.Cell() with
        {
            Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = Strategy("network-slimming") with { LayersExcept = except }, Compression = 1.01,
        });
    }

    [Fact]
    public void Scores_that_are_not_of_the_model_are_known_beforehand()
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet5"), new InputShape(1, 28, 28), 10, SeededStream.For(0, "initialization"));
        var facts = new PlanFacts(new SearchPath([]), _ => false);
        var weights = network.Parameters.Where(p => p.Name.EndsWith(".weight", StringComparison.Ordinal)).ToDictionary(p => p.Name, p => p.Parameter.detach());
        var whole = CompleteRequest.FileOf(weights);
        var lacking = CompleteRequest.FileOf(weights.Where(p => p.Key != "conv2.weight").ToDictionary());
        var turned = CompleteRequest.FileOf(weights.ToDictionary(p => p.Key, p => p.Key == "fc1.weight" ? p.Value.t() : p.Value));
        Assert.Null(Why(Reading(whole)));
        Assert.EndsWith("the file lacks conv2.weight (it has conv1.weight); 'bench list models --tensors lenet5' names all parameters", Why(Reading(lacking)), StringComparison.Ordinal);
        Assert.EndsWith("the file has in other shapes fc1.weight (800, 500), not (500, 800)", Why(Reading(turned)), StringComparison.Ordinal);
        Assert.Equal(Why(Reading(lacking)), Why(Following(Reading(lacking))));
        Assert.Null(Why(Reading(lacking) with { LayersExcept = ["conv2"] })); // of which no scores are needed

        var path = whole.GetProperty("path").GetString()!;
        File.WriteAllText(path, "no tensors");
        Assert.StartsWith($"{path} is not a valid safetensors file: ", Assert.Throws<UserError>(() => Why(Reading(whole))).Message, StringComparison.Ordinal);
        File.Delete(path);
        Assert.Equal($"cannot read the scores {path}: it does not exist", Assert.Throws<UserError>(() => Why(Reading(whole))).Message);

        string? Why(StrategySpec strategy) => facts.WhyNotScored(TinyCells.Cell() with { Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = strategy, Compression = 2 });
        static StrategySpec Reading(JsonElement file) => Strategy("global-magnitude") with { Criterion = "file", CriterionOptions = OptionValues.None.With("file", file) };
    }

    private static StrategySpec Strategy(string name) => StrategyCatalogue.Find(name).Spec;

    private static StrategySpec Following(StrategySpec other) => Strategy("random") with
    {
        Scope = "like", ScopeOptions = OptionValues.None.With("like", JsonSerializer.SerializeToElement(other.Rule, SweepJson.Default.CutRule)),
    };
}
