using Bench.Core;
using Bench.Models;

namespace Bench.TorchTests.Models;

/// <summary>Models with a width multiplier, and widths for a size.</summary>
public class WidthTests
{
    public static TheoryData<string> Models => [.. ModelCatalogue.All.Select(m => m.Name)];

    private static InputShape InputOf(ModelEntry model) => model.Family == "lenet" ? new(1, 28, 28) : new(3, 32, 32);

    private static NetworkGraph GraphOf(ModelEntry model) => NetworkGraph.Of(model, InputOf(model), 10);

    /// <summary>All layers but the last, and nothing else: shapes at width 1 come back at other widths, each side that is no input, no class and no kernel scaled.</summary>
    [Theory, MemberData(nameof(Models))]
    public void Every_hidden_layer_of_a_family_is_scaled(string name)
    {
        var model = ModelCatalogue.Find(name);
        var (dense, half) = (GraphOf(model), GraphOf(ModelCatalogue.Find($"{name}@width=0.5")));
        Assert.Equal(dense.Parameters.Select(p => p.Name), half.Parameters.Select(p => p.Name));
        Assert.Equal(10, half.Layers[^1].WeightShape[0]);
        foreach (var (layer, other) in dense.Layers.Zip(half.Layers))
        {
            Assert.Equal((layer.Kind, layer.StrideHeight), (other.Kind, other.StrideHeight));
            if (!layer.Name.Contains("mlp_tokens", StringComparison.Ordinal)) Assert.Equal((layer.Input.Height, layer.Output.Height), (other.Input.Height, other.Output.Height)); // which mixes tokens, for each feature
            if (!layer.IsOutput && !layer.Name.EndsWith("mlp_tokens.fc2", StringComparison.Ordinal)) // which gives as many tokens as it takes
                Assert.InRange(other.WeightShape[0], layer.WeightShape[0] / 2, (layer.WeightShape[0] + 1) / 2);
        }
    }

    /// <summary>One channel a layer is the least, whatever the width.</summary>
    [Theory, MemberData(nameof(Models))]
    public void A_tiny_width_leaves_one_channel_a_layer(string name)
    {
        var graph = GraphOf(ModelCatalogue.Find($"{name}@width=0.00001"));
        if (!name.StartsWith("vit", StringComparison.Ordinal) && !name.StartsWith("mlp-mixer", StringComparison.Ordinal)) // as many as heads; tokens
            Assert.All(graph.Layers.Where(l => !l.IsOutput && !l.Name.Contains("features.", StringComparison.Ordinal) && !name.StartsWith("densenet", StringComparison.Ordinal)), l => Assert.Equal(1, l.WeightShape[0]));
        Assert.Equal(GraphOf(ModelCatalogue.Find(name)).Layers.Count, graph.Layers.Count);
    }

    /// <summary>LeNet-5 of half the width: 10·25 + 10, 25·10·25 + 25, 400·250 + 250, 250·10 + 10.</summary>
    [Fact]
    public void Counts_by_hand() => Assert.Equal(260 + 6_275 + 100_250 + 2_510, GraphOf(ModelCatalogue.Find("lenet5@width=0.5")).TotalParameters);

    [Fact]
    public void Halves_are_rounded_up()
    {
        var graph = GraphOf(ModelCatalogue.Find("lenet5@width=0.25"));
        Assert.Equal([5, 13, 125, 10], graph.Layers.Select(l => (int)l.WeightShape[0])); // of 20, 50 and 500
        Assert.Equal(29, GraphOf(ModelCatalogue.Find("lenet5@width=0.57")).Layers[1].WeightShape[0]); // 0.57 · 50 = 28.5, in binary a little less
    }

    /// <summary>So that all others keep their identity.</summary>
    [Fact]
    public void Binary_fractions_lose_halves_of_two_models_only()
    {
        int Binary(double width, int n) => (int)Math.Round(width * n, MidpointRounding.AwayFromZero);
        int Decimal(double width, int n) => (int)Math.Round((decimal)width * n, MidpointRounding.AwayFromZero);
        double[] widths = [.. Enumerable.Range(1, 4000).Select(i => i / 1000.0)];
        var lost = ModelCatalogue.All.SelectMany(m => GraphOf(m).Widths.Where(n => widths.Any(w => Binary(w, n) != Decimal(w, n))).Select(n => (m.Name, n)));
        Assert.Equal([("lenet-300-100", 100), ("lenet-300-100", 300), ("lenet5", 50), ("lenet5", 500)], lost.Order());
    }

    /// <summary>Against many networks, each tried: those of all multiples of 1 ÷ 200 up to 2.</summary>
    [Theory]
    [InlineData("lenet5"), InlineData("mlpnet"), InlineData("resnet20"), InlineData("conv2"), InlineData("mobilenet-v2"), InlineData("densenet-bc-100-12")]
    public void A_solved_width_is_the_widest_that_is_small_enough(string name)
    {
        var model = ModelCatalogue.Find(name);
        var tried = Enumerable.Range(1, 400).Select(i => GraphOf(model.WithWidth(i / 200.0))).Select(g => (g.TotalParameters, g.Macs, First: g.Layers[0].WeightShape[0])).ToList();
        var dense = GraphOf(model);
        foreach (var ratio in new[] { 0.7, 1, 1.5, 2, 4, 16 })
        {
            var most = (long)(dense.TotalParameters / ratio);
            var solved = WidthSolver.Solve(model, InputOf(model), 10, g => g.TotalParameters, most)!;
            var size = GraphOf(solved).TotalParameters;
            Assert.InRange(size, 1, most);
            Assert.Equal(size, tried.Select(t => t.TotalParameters).Where(p => p <= most).Append(size).Max());
            Assert.Equal(solved.Name, ModelCatalogue.Find(solved.Name).Name);

            var macs = (long)(dense.Macs / ratio);
            var byMacs = GraphOf(WidthSolver.Solve(model, InputOf(model), 10, g => g.Macs, macs)!).Macs;
            Assert.Equal(byMacs, tried.Select(t => t.Macs).Where(m => m <= macs).Append(byMacs).Max());
        }
    }

    /// <summary>By each network that differs, from the narrowest on: as many as widths round to, none twice, each wider than the one before.</summary>
    [Theory]
    [InlineData("mlpnet"), InlineData("resnet20"), InlineData("lenet")]
    public void Every_width_that_differs_is_looked_at(string name)
    {
        var model = ModelCatalogue.Find(name);
        var graphs = WidthSolver.WidthsOf(GraphOf(model)).Select(w => GraphOf(model.WithWidth(w))).ToList();
        Assert.All(graphs.Zip(graphs.Skip(1)), pair => Assert.True(pair.First.TotalParameters < pair.Second.TotalParameters));
        var found = graphs.Select(g => g.TotalParameters).ToHashSet();
        for (var i = 1; i <= 16 * 1000; i++) Assert.Contains(GraphOf(model.WithWidth(i / 1000.0)).TotalParameters, found);
        foreach (var (index, graph) in graphs.Index().Where(g => g.Index % 97 == 0))
        {
            Assert.Equal(graph.TotalParameters, GraphOf(WidthSolver.Solve(model, InputOf(model), 10, g => g.TotalParameters, graph.TotalParameters)!).TotalParameters);
            if (index > 0) Assert.Equal(graphs[index - 1].TotalParameters, GraphOf(WidthSolver.Solve(model, InputOf(model), 10, g => g.TotalParameters, graph.TotalParameters - 1)!).TotalParameters);
        }
    }

    [Fact]
    public void A_width_that_gives_the_model_itself_is_1_and_what_is_smaller_than_the_narrowest_is_none()
    {
        var model = ModelCatalogue.Find("resnet20");
        Assert.Equal("resnet20", WidthSolver.Solve(model, new(3, 32, 32), 10, g => g.TotalParameters, 269_722)!.Name);
        Assert.Equal("resnet20@width=0.5", WidthSolver.Solve(model, new(3, 32, 32), 10, g => g.TotalParameters, 68_050)!.Name);
        Assert.Null(WidthSolver.Solve(model, new(3, 32, 32), 10, g => g.TotalParameters, 20));
    }
}
