using Bench.Core;
using Bench.Models;
using Bench.TorchTests.Models.Channels;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models.Graph;

/// <summary>What a graph says without a tensor is what a pass of tensors shows.</summary>
public sealed class ShapeTests
{
    private const int Batch = 2, Classes = 7;
    private const long Large = 3_000_000; // parameters, from which a narrower form of the model is taken, which has the same graph

    private static readonly InputShape[] Inputs = [new(3, 8, 8), new(3, 16, 16), new(1, 28, 28), new(3, 32, 32), new(2, 33, 38)];

    public static TheoryData<string, InputShape> Taken =>
        [.. from model in ModelCatalogue.All from input in Inputs.Where(i => model.Refuses(i) is null) is var taken ? taken.Take(1).Concat(taken.Skip(1).TakeLast(1)) : [] select (model.Name, input)];

    [Theory, MemberData(nameof(Taken))]
    public void Every_value_has_the_shape_that_the_graph_gives_it(string model, InputShape input)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = Create(model, input);
        network.Mode = PassMode.Evaluation;
        var seen = 0;
        network.Body.Forward(Images(input), (node, value) =>
        {
            seen++;
            Assert.Equal(Batch, value.shape[0]);
            Assert.True(node.Output.Equals(Of(value)), $"node {node.Index}, {node.Operation}: {Of(value)}, not {node.Output}");
        });
        Assert.Equal(network.Graph.Nodes.Count - 1, seen);
    }

    [Theory, MemberData(nameof(Taken))]
    public void Layers_and_norms_take_and_give_what_the_graph_lists(string model, InputShape input)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var network = Create(model, input);
        network.Mode = PassMode.Evaluation;
        var (taken, given) = (new Dictionary<string, ValueShape>(), new Dictionary<string, ValueShape>());
        using var watch = network.Body.Observe([.. network.Layers.Select(l => l.Name), .. network.Norms.Select(n => n.Name)], (operation, x) => taken.Add(operation.Name, Of(x)),
            (operation, _, y) =>
            {
                given.Add(operation.Name, Of(y));
                return y;
            });
        Assert.Equal([Batch, Classes], network.Forward(Images(input)).shape);
        foreach (var layer in network.Layers) Assert.Equal((layer.Name, layer.Input, layer.Output), (layer.Name, (InputShape)taken[layer.Name], (InputShape)given[layer.Name]));
        foreach (var norm in network.Norms) Assert.Equal((norm.Name, norm.Values), (norm.Name, (long)given[norm.Name].Height * given[norm.Name].Width));
        Assert.Equal(network.Layers.Count + network.Norms.Count, given.Count);
        Assert.Equal(network.Graph.Parameters.Select(p => (p.Name, Shape(p.Shape))), network.Parameters.Select(p => (p.Name, Shape(p.Parameter.shape))));
        Assert.Equal(network.Graph.TotalParameters, network.Parameters.Sum(p => p.Parameter.NumberOfElements));
    }

    [Fact]
    public void Tokens_are_concatenated_by_their_features_and_flattened_one_after_the_other()
    {
        using var guard = no_grad();
        using var both = TestNetworks.Build("both", new(2, 2, 3), Classes, x => x.ToTokens() is var t ? t.Linear("left", 3).Concatenate(t.Linear("right", 4)).Linear("join", 5).FirstToken().Linear("out", Classes) : null!);
        Assert.Equal([Batch, Classes], both.Forward(Images(both.Input)).shape);
        using var flat = TestNetworks.Build("flat", new(2, 2, 3), Classes, x => x.ToTokens().Linear("first", 2).Flatten().Linear("out", Classes));
        Assert.Equal([Classes, 12], flat.Layers[^1].WeightShape);
        Assert.Equal([Batch, Classes], flat.Forward(Images(flat.Input)).shape);
    }

    private static string Shape(IEnumerable<long> sizes) => string.Join('×', sizes);

    private static Network Create(string model, InputShape input)
    {
        var entry = ModelCatalogue.Find(model);
        if (NetworkGraph.Of(entry, input, Classes).TotalParameters > Large) entry = entry.WithWidth(0.125);
        return Network.Create(entry, input, Classes, SeededStream.For(1, "initialization"));
    }

    private static Tensor Images(InputShape input) => RandomState.Draw([Batch, input.Channels, input.Height, input.Width], seed: 5);

    private static ValueShape Of(Tensor value) => new([.. value.shape[1..].Select(s => (int)s)]);
}
