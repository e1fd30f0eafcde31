using Bench.Core;
using Bench.Sweeps;

namespace Bench.Tests.Sweeps;

/// <summary>The key <c>measure</c>, which asks for more than cells.</summary>
public sealed class MeasureTests
{
    private const string Grid = "datasets: [mnist]\nmodels: [lenet5]\nstrategies: [global-magnitude, random]\ncompressions: [1, 2]\nseeds: [1]\n";

    private static SweepPlan Plan(string text) => Planner.Plan(Words.Load(text), new Words.Facts());

    [Fact]
    public void Latency_is_asked_of_all_cells_and_changes_none()
    {
        var (without, with) = (Plan(Grid), Plan(Grid + "measure: [latency]\n"));
        Assert.Empty(without.Latencies);
        Assert.Equal(with.Cells.Select(c => c.Identity).Order(StringComparer.Ordinal), with.Latencies.Order(StringComparer.Ordinal));
        Assert.Equal(without.Cells.Select(c => c.Identity), with.Cells.Select(c => c.Identity));
    }

    [Fact]
    public void A_block_asks_for_its_own_cells_and_for_those_that_an_earlier_one_has()
    {
        var plan = Plan(Grid + "experiments:\n  - {}\n  - {strategies: [random], compressions: [2, 4], measure: [latency]}\n");
        Assert.Equal([2.0, 4], plan.Cells.Where(c => plan.Latencies.Contains(c.Identity)).Select(c => c.Spec.Compression));
        Assert.All(plan.Cells.Where(c => plan.Latencies.Contains(c.Identity)), c => Assert.Equal("random", c.Spec.Strategy.Name));
    }

    [Theory]
    [InlineData("measure: [latencies]", "s.yaml:6: unknown measurement 'latencies': did you mean 'latency'? (valid: latency)")]
    [InlineData("measure: latency", "'measure' takes a list of what is measured besides (latency), not")]
    [InlineData("measure: [latency, latency]", "s.yaml:6: 'measure' has latency twice")]
    [InlineData("measure: []", "s.yaml:6: 'measure' is empty: it takes a list of what is measured besides (latency)")]
    public void A_mistake_is_one_line_with_what_is_valid(string line, string message) =>
        Assert.Contains(message, Assert.Throws<UserError>(() => Words.Load(Grid + line + "\n")).Message);
}
