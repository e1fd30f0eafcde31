using System.Text.Json;
using Bench.Cli;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.TorchTests.Harness.Running;

namespace Bench.TorchTests.Cli;

public sealed class PlanFactsTests
{
    [Fact]
    public void A_ratio_that_a_followed_strategy_cannot_have_is_known_beforehand()
    {
        using var network = Network.Create(ModelCatalogue.Find("lenet5"), new InputShape(1, 28, 28), 10, SeededStream.For(0, "initialization"));
        var bench = new BenchProtocol();
        var largest = Math.Floor(bench.LargestCompression(network.TotalParameters, bench.Prunable(network.Model, network.Layers).Sum(t => t.Elements)) * 100) / 100;
        using var facts = new PlanFacts(new SearchPath([]), (_, _, _) => null, _ => false);
        var (global, uniform) = (Strategy("global-magnitude"), Strategy("uniform-plus-magnitude"));

        Assert.Null(Why(global));
        Assert.StartsWith("compression ", Why(uniform), StringComparison.Ordinal); // its first convolution is dense
        Assert.Null(Why(Following(global)));
        Assert.Equal($"the strategy whose densities it takes: {Why(uniform)}", Why(Following(uniform)));

        string? Why(StrategySpec strategy) =>
            facts.WhyInfeasible(TinyCells.Cell() with { Dataset = new() { Name = "mnist" }, Model = "lenet5", Strategy = strategy, Compression = largest });
        static StrategySpec Strategy(string name) => StrategyCatalogue.Find(name).Spec;
        static StrategySpec Following(StrategySpec other) => Strategy("random") with
        {
            Scope = "like", ScopeOptions = OptionValues.None.With("like", JsonSerializer.SerializeToElement(other.Rule, SweepJson.Default.CutRule)),
        };
    }
}
