using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>What every model of the catalogue must do, for every input that it takes.</summary>
public class CatalogueTests
{
    private const int Classes = 7, Batch = 4;
    private static readonly InputShape[] Shapes = [new(1, 8, 8), new(1, 28, 28), new(3, 32, 32)];

    public static TheoryData<string> All => [.. ModelCatalogue.All.Select(m => m.Name)];

    public static TheoryData<string, int, int> Taken =>
        [.. from model in ModelCatalogue.All from shape in Shapes where model.Refuses(shape) is null select (model.Name, shape.Channels, shape.Height)];

    private const long Large = 15_000_000;

    // Of the largest a narrower form, which has the same graph.
    private static ModelEntry Find(string model) => ModelCatalogue.Find(Narrow.Contains(model) ? $"{model}@width=0.25" : model);

    private static readonly HashSet<string> Narrow = [.. ModelCatalogue.All.Where(m => NetworkGraph.Of(m, new(3, 32, 32), Classes) is var graph && graph.TotalParameters > Large || graph.Macs > 600_000_000).Select(m => m.Name)];

    private static Network Create(string model, InputShape input, long seed = 1) => Network.Create(Find(model), input, Classes, SeededStream.For(seed, "initialization"));

    private static Network CreateSmall(string model, long seed = 1) =>
        Create(model, Shapes.First(s => ModelCatalogue.Find(model).Refuses(s) is null), seed);

    private static Tensor Images(Network network, int batch = Batch)
    {
        using var generator = new Generator(5, CPU);
        using var drawn = randn([batch, network.Input.Channels, network.Input.Height, network.Input.Width], generator: generator);
        return Layout.ChannelsLast(drawn);
    }

    [Theory, MemberData(nameof(All))]
    public void Refuses_an_input_with_a_reason_or_takes_it(string model)
    {
        foreach (var shape in Shapes)
            if (ModelCatalogue.Find(model).Refuses(shape) is { } reason)
                Assert.Equal($"model '{Find(model).Name}' does not take {shape} inputs: {reason}", Assert.Throws<UserError>(() => Create(model, shape)).Message);
    }

    [Theory, MemberData(nameof(All))]
    public void The_last_layer_alone_is_the_output_layer(string model)
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find(model), Shapes.First(s => ModelCatalogue.Find(model).Refuses(s) is null), Classes);
        Assert.Equal(graph.Layers[^1].Name, Assert.Single(graph.Layers, l => l.IsOutput).Name);
    }

    [Theory, MemberData(nameof(All))]
    public void A_forward_pass_leaves_nothing_but_its_result_in_memory(string model)
    {
        using var network = CreateSmall(model);
        using var images = Images(network);
        foreach (var training in new[] { false, true })
        {
            network.Mode = training ? PassMode.Training : PassMode.Evaluation;
            using var scope = NewDisposeScope();
            _ = network.Forward(images);
            Assert.Equal(1, scope.DisposablesCount);
        }
    }

    [Fact]
    public void Refuses_just_those_inputs_whose_sizes_would_vanish()
    {
        var refused = from model in ModelCatalogue.All from shape in Shapes where model.Refuses(shape) is not null select $"{model.Name} {shape}";
        Assert.Equal(["lenet5 1×8×8", "lenet 1×8×8", "vgg16-bn 1×8×8", "vgg16-bn 1×28×28", "vgg11-bn 1×8×8", "vgg11-bn 1×28×28"], refused);
    }

    [Theory]
    [InlineData("lenet5", 16), InlineData("lenet", 10), InlineData("conv2", 2), InlineData("conv4", 4), InlineData("conv6", 8), InlineData("resnet20", 4)]
    [InlineData("resnet18", 8), InlineData("resnet50", 8), InlineData("wrn-28-1", 4), InlineData("densenet-bc-100-12", 4), InlineData("mobilenet-v2", 8), InlineData("vgg11-bn", 32), InlineData("densenet121", 8)]
    public void Takes_its_smallest_input_and_no_smaller_one(string model, int side)
    {
        Assert.NotNull(ModelCatalogue.Find(model).Refuses(new(1, side - 1, side)));
        Assert.NotNull(ModelCatalogue.Find(model).Refuses(new(1, side, side - 1)));
        using var scope = NewDisposeScope();
        using var network = Create(model, new(1, side, side));
        network.Mode = PassMode.Evaluation;
        Assert.Equal([Batch, Classes], network.Forward(Images(network)).shape);
    }

    [Theory, MemberData(nameof(Taken))]
    public void Gives_finite_class_scores(string model, int channels, int side)
    {
        using var scope = NewDisposeScope();
        using var network = Create(model, new(channels, side, side));
        network.Mode = PassMode.Evaluation;
        var scores = network.Forward(Images(network));
        Assert.Equal([Batch, Classes], scores.shape);
        Assert.True(scores.isfinite().all().item<bool>());
    }

    [Theory, MemberData(nameof(Taken))]
    public void Lists_its_layers_in_forward_order_and_the_output_last(string model, int channels, int side)
    {
        using var network = Create(model, new(channels, side, side));
        Assert.Equal(Enumerable.Range(0, network.Layers.Count), network.Layers.Select(l => l.Index));
        Assert.Equal(network.Layers.Count - 1, Assert.Single(network.Layers, l => l.IsOutput).Index);
        Assert.Equal(new InputShape(channels, side, side).Size, network.Layers[0].Input.Size);
        Assert.Equal(Classes, network.Layers[^1].WeightShape[0]);

        var byName = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter);
        foreach (var layer in network.Layers)
        {
            Assert.Equal(layer.WeightShape, byName[layer.WeightName].shape);
            Assert.Equal(layer.HasBias, byName.ContainsKey(layer.BiasName));
        }
        var embeddings = network.Graph.Nodes.Where(n => n.Operation is ClassToken or PositionEmbedding).Select(n => n.Operation.Name).ToHashSet();
        Assert.Equal(network.Parameters.Where(p => p.Parameter.ndim >= 2 && !embeddings.Contains(p.Name)).Select(p => p.Name), network.Layers.Select(l => l.WeightName));
    }

    [Theory, MemberData(nameof(All))]
    public void Tells_an_observer_of_every_layer_once_in_forward_order(string model)
    {
        using var scope = NewDisposeScope();
        using var network = CreateSmall(model);
        var (before, after) = (new List<string>(), new List<string>());
        using (network.Body.Observe([.. network.Layers.Select(l => l.Name)], (layer, _) => before.Add(layer.Name), (layer, _, y) => { after.Add(layer.Name); return y; }))
            network.Forward(Images(network));
        network.Forward(Images(network)); // unobserved
        Assert.Equal(network.Layers.Select(l => l.Name), before);
        Assert.Equal(before, after);
    }

    [Theory, MemberData(nameof(All))]
    public void Gives_every_parameter_a_gradient(string model)
    {
        using var scope = NewDisposeScope();
        using var network = CreateSmall(model);
        network.Mode = PassMode.Training;
        nn.functional.cross_entropy(network.Forward(Images(network)), tensor(new long[] { 0, 1, 2, 3 })).backward();
        for (var i = 0; i < network.Parameters.Count; i++)
        {
            var (name, parameter) = network.Parameters[i];
            var gradient = network.Flat.ViewOf(network.Flat.Gradients, i);
            Assert.True(gradient.isfinite().all().item<bool>(), name);
            // Batch-norm takes a preceding convolution's bias away: its gradient is rounding noise, and may be exactly 0.
            if (parameter.ndim > 1) Assert.True(gradient.abs().max().item<float>() > 0, name);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Evaluates_the_same_twice(string model)
    {
        using var scope = NewDisposeScope();
        using var network = CreateSmall(model);
        network.Mode = PassMode.Evaluation;
        var images = Images(network);
        Assert.Equal(network.Forward(images).data<float>().ToArray(), network.Forward(images).data<float>().ToArray());
    }

    [Theory, MemberData(nameof(All))]
    public void Is_a_function_of_its_seed(string model)
    {
        using var scope = NewDisposeScope();
        using var one = CreateSmall(model, seed: 1);
        using var again = CreateSmall(model, seed: 1);
        using var other = CreateSmall(model, seed: 2);
        Assert.True(one.Flat.Values.eq(again.Flat.Values).all().item<bool>());
        Assert.True(one.Flat.Values.ne(other.Flat.Values).sum().item<long>() > one.TotalParameters * 0.95);
    }

    [Theory, MemberData(nameof(All))]
    public void Starts_with_normal_weights_and_zero_biases(string model)
    {
        using var scope = NewDisposeScope();
        using var network = CreateSmall(model);
        var byName = network.Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        foreach (var layer in network.Layers)
        {
            var weight = byName[layer.WeightName];
            var isEmbedded = network.Graph.Parameters.Single(p => p.Name == layer.WeightName).Start == StartValue.Embedding; // as all of a transformer is
            var expected = isEmbedded ? 0.02 : Math.Sqrt(2.0 * layer.WeightShape[0] / layer.Weights);
            var deviations = Math.Abs(weight.std().item<float>() / expected - 1) * Math.Sqrt(2.0 * layer.Weights);
            Assert.True(deviations < 5, $"{layer.Name}: {deviations} standard errors from the standard deviation of {expected}");
            if (layer.HasBias) Assert.Equal(0, byName[layer.BiasName].count_nonzero().item<long>());
        }
    }

    [Theory, MemberData(nameof(All))]
    public void Restores_a_copied_state_bit_by_bit(string model)
    {
        using var scope = NewDisposeScope();
        using var trained = CreateSmall(model, seed: 1);
        using var other = CreateSmall(model, seed: 2);
        var images = Images(trained);
        trained.Forward(images); // moves batch-norm's statistics
        var state = trained.CopyState();
        other.LoadState(state);
        foreach (var tensor in state.Values) tensor.Dispose();
        trained.Mode = PassMode.Evaluation;
        other.Mode = PassMode.Evaluation;
        Assert.Equal(trained.Forward(images).data<float>().ToArray(), other.Forward(images).data<float>().ToArray());
    }

    [Theory, MemberData(nameof(All))]
    public void Outlives_the_scope_it_is_created_in(string model)
    {
        Network network;
        using (NewDisposeScope()) network = CreateSmall(model);
        using (network)
        using (NewDisposeScope())
            Assert.Equal([Batch, Classes], network.Forward(Images(network)).shape);
    }

    [Theory, MemberData(nameof(All))]
    public void Says_what_it_is(string model)
    {
        var entry = ModelCatalogue.Find(model);
        Assert.All([entry.Title, entry.Source, entry.Takes], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        Assert.Contains(entry.Family, (string[])["lenet", "conv", "resnet", "wrn", "densenet", "mobilenet", "vgg", "vit"]);
    }

    [Fact]
    public void Names_the_nearest_model_for_an_unknown_one()
    {
        Assert.Equal(ModelCatalogue.All.Count, ModelCatalogue.All.Select(m => m.Name).Distinct().Count());
        Assert.Contains("did you mean 'resnet20'?", Assert.Throws<UserError>(() => ModelCatalogue.Find("resnet21")).Message);
    }
}
