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

    [Fact]
    public void ONNX_Runtime_8_bits_and_kept_weights_are_asked_for_by_blocks_and_change_no_cell()
    {
        var plan = Plan(Grid + "experiments:\n  - {measure: [onnx-runtime]}\n  - {strategies: [random], compressions: [2], measure: [int8], keep-weights: true}\n");
        Assert.Equal(Plan(Grid).Cells.Select(c => c.Identity), plan.Cells.Select(c => c.Identity));
        Assert.Equal((plan.Cells.Count, plan.Cells.Count), (plan.Latencies.Count, plan.OnnxRuntime.Count));
        foreach (var asked in new[] { plan.Int8, plan.KeptWeights })
            Assert.Equal([("random", 2.0)], plan.Cells.Where(c => asked.Contains(c.Identity)).Select(c => (c.Spec.Strategy.Name, c.Spec.Compression)));
        var part = plan.Part(plan.Int8);
        Assert.Equal((1, 1, 1, 1), (part.Latencies.Count, part.OnnxRuntime.Count, part.Int8.Count, part.KeptWeights.Count));
        Assert.Empty(Plan(Grid + "keep-weights: false\n").KeptWeights);
    }

    [Theory]
    [InlineData("measure: [latencies]", "s.yaml:6: unknown measurement 'latencies': did you mean 'latency'? (valid: latency, onnx-runtime, int8)")]
    [InlineData("measure: latency", "'measure' takes a list of what is measured besides (latency, onnx-runtime, int8), not")]
    [InlineData("measure: [latency, latency]", "s.yaml:6: 'measure' has latency twice")]
    [InlineData("measure: [int8]", "s.yaml:6: 'int8' is measured of the weights that cells keep: add 'keep-weights: true'")]
    [InlineData("keep-weights: yes please", "s.yaml:6: 'keep-weights' takes true or false")]
    [InlineData("measure: []", "s.yaml:6: 'measure' is empty: it takes a list of what is measured besides (latency, onnx-runtime, int8)")]
    public void A_mistake_is_one_line_with_what_is_valid(string line, string message) =>
        Assert.Contains(message, Assert.Throws<UserError>(() => Words.Load(Grid + line + "\n")).Message);
}
