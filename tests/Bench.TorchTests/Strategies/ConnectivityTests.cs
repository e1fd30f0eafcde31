using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using Bench.TorchTests.Harness.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class ConnectivityTests
{
    [Fact]
    public void Weights_before_or_behind_a_unit_without_the_other_side_do_not_count()
    {
        // The first unit reads both inputs and nobody reads it; the second one reads nothing, and both outputs read it.
        using var network = TestNetworks.TwoLinear();
        var connectivity = Of(network, "all-weights", [true, true, false, false], [false, true, false, true]);
        Assert.Equal((0L, 0.0, 2), (connectivity.EffectiveKept, connectivity.EffectiveDensity, connectivity.CutOffOutputs));
        Assert.Equal([(0L, 2), (0L, 2)], Rows(connectivity));
    }

    [Fact]
    public void A_path_is_counted_whatever_the_weights_are()
    {
        // x0 -> h0 -> y1 is a path; x1 -> h1 leads nowhere, and y0 reads nothing.
        using var network = TestNetworks.TwoLinear(0, -3, float.NaN, 0);
        var connectivity = Of(network, "all-weights", [true, false, false, true], [false, false, true, false]);
        Assert.Equal((2L, 2 / 8.0, 1), (connectivity.EffectiveKept, connectivity.EffectiveDensity, connectivity.CutOffOutputs));
        Assert.Equal([(1L, 1), (1L, 1)], Rows(connectivity));
    }

    [Fact]
    public void Only_prunable_weights_count_for_the_network_and_all_for_their_layer()
    {
        using var network = TestNetworks.TwoLinear();
        var connectivity = Of(network, "bench", [true, false, false, false]);
        Assert.Equal((1L, 1 / 4.0, 0), (connectivity.EffectiveKept, connectivity.EffectiveDensity, connectivity.CutOffOutputs));
        Assert.Equal([(1L, 1), (2L, 0)], Rows(connectivity)); // the output layer is dense: what it reads from the dead unit does not count
    }

    [Fact]
    public void A_bias_makes_no_path()
    {
        using var network = TestNetworks.OneOfEverything();
        using (no_grad()) network.Flat.Values.fill_(Scalars.Of(1));
        var protocol = Protocols.Find("bench");
        using var dense = MaskSet.Dense(network, protocol);
        using var masks = Kept(network, protocol, (layer, _) => layer.Name != "conv1");
        Assert.Equal((2592L, 1.0, 0), Summary(Connectivity.Of(network, dense)));
        Assert.Equal((0L, 0.0, 5), Summary(Connectivity.Of(network, masks)));
    }

    [Fact]
    public void Layer_norms_pass_on_what_they_get()
    {
        using var network = TestNetworks.Build("tokens", new InputShape(2, 1, 2), 3,
            x => x.ToTokens().LayerNorm("first_norm").Linear("first", 4).LayerNorm("second_norm").FirstToken().Linear("out", 3));
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        Assert.Equal((8L, 1.0, 0), Summary(Connectivity.Of(network, masks)));
    }

    /// <summary>Saturated activations, learned tokens and softmaxes of equal numbers have no gradient, and hide nothing all the same.</summary>
    [Fact]
    public void Attention_and_gates_are_dense_where_all_weights_are_kept()
    {
        using var transformer = TestNetworks.Of("vit-6-128@width=0.0625", new InputShape(3, 8, 8), 10);
        using var gated = TestNetworks.Build("gated", new InputShape(3, 4, 4), 3, x => x.Convolution("conv", 4, 3, padding: 1).InstanceNorm("norm").HardSwish() is var y
            ? y.Multiply(y.Reduce(ReductionKind.Mean, [1, 2], keepsAxes: true).Convolution("squeeze", 2, 1).Tanh().Convolution("excite", 4, 1).Sigmoid()).Affine(-1, 1).Mean().Linear("out", 3) : null!);
        foreach (var network in new[] { transformer, gated })
        {
            using var dense = MaskSet.Dense(network, Protocols.Find("bench"));
            Assert.Equal((1.0, 0), (Connectivity.Of(network, dense).EffectiveDensity, Connectivity.Of(network, dense).CutOffOutputs));
        }
    }

    /// <summary>Two heads of two features: without its values the first has no path, and of the second a query has none without its key.</summary>
    [Fact]
    public void A_head_without_values_is_on_no_path_nor_a_query_without_a_key()
    {
        using var network = TestNetworks.Build("heads", new InputShape(4, 3, 1), 3, x => x.ToTokens().SelfAttention("attention", heads: 2).FirstToken().Linear("out", 3));
        using var masks = Kept(network, Protocols.Find("bench"), (layer, place) => layer.Name != "attention.in_proj" || place / 4 is not (8 or 9 or 6)); // values of the first head, a key of the second
        var layers = Connectivity.Of(network, masks).Layers.ToDictionary(l => l.Layer.Name, l => (l.EffectiveKept, l.DisconnectedOutputs));
        Assert.Equal((4 * 4, 8), layers["attention.in_proj"]); // a query, a key and two values
        Assert.Equal((4 * 2, 0), layers["attention.out_proj"]);
    }

    [Fact]
    public void A_weight_that_meets_nothing_but_padding_is_on_no_path()
    {
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 4, 4), 10);
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        var last = Connectivity.Of(network, masks).Layers.Single(l => l.Layer.Name == "layer3.2.conv2");
        Assert.Equal((64 * 64 * 1L, 0), (last.EffectiveKept, last.DisconnectedOutputs)); // one pixel: the middle of each 3×3 filter
    }

    [Fact]
    public void The_shortcut_keeps_a_network_with_a_dead_layer_connected()
    {
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        using var masks = Kept(network, Protocols.Find("bench"), (layer, _) => layer.Name != "layer2.1.conv2");
        var connectivity = Connectivity.Of(network, masks);
        Assert.Equal(0, connectivity.CutOffOutputs);
        Assert.All(connectivity.Layers, l => Assert.Equal(
            l.Layer.Name is "layer2.1.conv1" or "layer2.1.conv2" ? (0L, 32) : (l.Layer.Weights, 0), (l.EffectiveKept, l.DisconnectedOutputs)));
        Assert.Equal(masks.KeptPrunable - 32 * 32 * 9, connectivity.EffectiveKept);
    }

    [Theory, InlineData(20, 0.05), InlineData(20, 0.005), InlineData(110, 0.02)]
    public void Residual_networks_of_any_depth_are_counted_as_by_walking(int depth, double density)
    {
        using var network = TestNetworks.Of($"resnet{depth}", new InputShape(3, 8, 8), 10);
        AgreesWithWalking(network, density, (graph, x) =>
        {
            var y = graph.Conv("conv1", x, 16, 3, 1, 1);
            foreach (var stage in new[] { 1, 2, 3 })
                for (var block = 0; block < (depth - 2) / 6; block++)
                {
                    var (filters, stride) = (8 << stage, stage > 1 && block == 0 ? 2 : 1);
                    var inner = graph.Conv($"layer{stage}.{block}.conv1", y, filters, 3, stride, 1);
                    y = graph.Add(graph.Conv($"layer{stage}.{block}.conv2", inner, filters, 3, 1, 1), y, stride, (filters - y.GetLength(0)) / 2);
                }
            return graph.Linear("linear", graph.Pool(y, 2, 2), 10);
        });
    }

    [Fact]
    public void Every_pixel_of_a_pooled_window_is_a_way_through()
    {
        // Of the four pixels each one meets another four of the nine places of the filter.
        using var network = TestNetworks.Build("corner", new InputShape(1, 2, 2), 2, 
            x => x.Convolution("conv", 1, 3, padding: 1).MaxPool(2).Flatten().Linear("fc", 2));
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        Assert.Equal((9L, 1.0, 0), Summary(Connectivity.Of(network, masks)));
    }

    /// <summary>However large it is: all 49 places of the filters meet pixels of the one window.</summary>
    [Fact]
    public void Every_pixel_of_a_large_window_is_a_way_through()
    {
        using var network = TestNetworks.Build("large", new InputShape(1, 9, 11), 2,
            x => x.Convolution("conv", 3, 7, padding: 3).Relu().MaxPool(8, 5, padding: 2, overhangs: true).MaxPool((1, 2), 1, dilation: 2).Flatten().Linear("fc", 2));
        using var masks = MaskSet.Dense(network, Protocols.Find("bench"));
        Assert.Equal((147L, 1.0, 0), Summary(Connectivity.Of(network, masks)));
    }

    /// <summary>A feature without weights is what the mean and the deviation of the others make of it.</summary>
    [Fact]
    public void What_reads_a_feature_behind_a_layer_norm_depends_on_all_that_the_norm_takes()
    {
        using var network = TestNetworks.Build("features", new InputShape(2, 1, 1), 3, x => x.Flatten().Linear("first", 4).LayerNorm("norm").Linear("out", 3));
        using var masks = Kept(network, Protocols.Find("bench"), (layer, place) => layer.Name != "first" || place >= 2); // not of the first feature
        var layers = Connectivity.Of(network, masks).Layers.ToDictionary(l => l.Layer.Name, l => (l.EffectiveKept, l.DisconnectedOutputs));
        Assert.Equal(((6L, 1), (12L, 0)), (layers["first"], layers["out"]));
    }

    /// <summary>Of two heads that are added up each class has the other where one has nothing.</summary>
    [Fact]
    public void A_class_is_cut_off_where_nothing_reaches_it_through_any_layer()
    {
        using var network = TestNetworks.Build("heads", new InputShape(2, 1, 1), 3, x => x.Flatten() is var y ? y.Linear("one", 3).Add(y.Linear("other", 3)) : null!);
        Assert.All(network.Layers, l => Assert.True(l.IsOutput));
        using var half = Kept(network, Protocols.Find("all-weights"), (layer, place) => layer.Name == "one" || place >= 4);
        Assert.Equal(0, Connectivity.Of(network, half).CutOffOutputs);
        using var both = Kept(network, Protocols.Find("all-weights"), (_, place) => place >= 4);
        Assert.Equal(2, Connectivity.Of(network, both).CutOffOutputs);
    }

    [Theory, InlineData(0.02), InlineData(0.006), InlineData(0.004)]
    public void Networks_with_poolings_are_counted_as_by_walking(double density)
    {
        using var network = TestNetworks.Of("lenet5", new InputShape(1, 17, 17), 10); // the last row and column are not pooled
        AgreesWithWalking(network, density, (graph, x) =>
        {
            var y = graph.Pool(graph.Conv("conv1", x, 20, 5, 1, 0), 2, 2);
            y = graph.Pool(graph.Conv("conv2", y, 50, 5, 1, 0), 2, 2);
            return graph.Linear("fc2", graph.Linear("fc1", y, 500), 10);
        });
    }

    [Theory, InlineData(0.3), InlineData(0.15)]
    public void Groups_strides_and_overlapping_windows_are_counted_as_by_walking(double density)
    {
        using var network = TestNetworks.Build("odd", new InputShape(4, 15, 15), 6, x => x.Convolution("conv1", 8, 3, stride: 2, padding: 1, groups: 2).Relu().MaxPool(3, stride: 2)
            .Convolution("conv2", 6, 2).MaxPool(2).Flatten().Linear("fc", 6));
        AgreesWithWalking(network, density, (graph, x) =>
        {
            var y = graph.Pool(graph.Conv("conv1", x, 8, 3, 2, 1, groups: 2), 3, 2);
            return graph.Linear("fc", graph.Pool(graph.Conv("conv2", y, 6, 2, 1, 0), 2, 2), 6);
        });
    }

    [Fact]
    public void Vgg_is_connected_throughout()
    {
        using var network = TestNetworks.Of("vgg16-bn", new InputShape(3, 32, 32), 10);
        using var masks = MaskSet.Dense(network, Protocols.Find("all-weights"));
        Assert.Equal((masks.Prunable, 1.0, 0), Summary(Connectivity.Of(network, masks)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public void The_network_is_left_as_it_was(bool training)
    {
        using var network = TestNetworks.OneOfEverything();
        network.Mode = training ? PassMode.Training : PassMode.Evaluation;
        using (no_grad()) network.Flat.Gradients.fill_(Scalars.Of(0.5));
        var before = TinyTraining.Bits(network);
        using var masks = Kept(network, Protocols.Find("bench"), (_, weight) => weight % 7 == 0);
        var first = Connectivity.Of(network, masks);
        Assert.Equal(before, TinyTraining.Bits(network));
        Assert.Equal(training ? PassMode.Training : PassMode.Evaluation, network.Mode);
        Assert.True(network.Flat.Gradients.eq(Scalars.Of(0.5)).all().item<bool>());
        Assert.Equal(Rows(first), Rows(Connectivity.Of(network, masks)));
    }

    private static void AgreesWithWalking(Network network, double density, Func<UnrolledNetwork, int[,,], int[,,]> build)
    {
        var random = SeededStream.For(5, "masks");
        using var masks = Kept(network, Protocols.Find("all-weights"), (layer, _) => random.NextDouble() < (layer.IsOutput ? 0.3 : density));
        var graph = new UnrolledNetwork(masks.Masks.ToDictionary(m => m.Tensor.Layer.Name, m => m.Keep.data<bool>().ToArray()));
        var inputs = graph.Fresh(network.Input.Channels, network.Input.Height, network.Input.Width);
        var expected = graph.Walk(inputs, build(graph, inputs));
        var connectivity = Connectivity.Of(network, masks);
        Assert.Equal(network.Layers.Select(l => $"{l.Name} {expected[l.Name]}"), connectivity.Layers.Select(l => $"{l.Layer.Name} {(l.EffectiveKept, l.DisconnectedOutputs)}"));
        Assert.InRange(connectivity.EffectiveKept, 1, masks.KeptPrunable);
        Assert.Equal(connectivity.Layers.Sum(l => l.EffectiveKept), connectivity.EffectiveKept);
    }

    private static Connectivity Of(Network network, string protocol, params bool[][] keep)
    {
        using var masks = Kept(network, Protocols.Find(protocol), (layer, weight) => keep[layer.Index][weight]);
        return Connectivity.Of(network, masks);
    }

    private static MaskSet Kept(Network network, IProtocol protocol, Func<LayerInfo, int, bool> keeps)
    {
        var tensors = protocol.Prunable(network.Model, network.Layers);
        bool[] keep = [.. tensors.SelectMany(t => Enumerable.Range(0, (int)t.Elements).Select(weight => keeps(t.Layer, weight)))];
        return new MaskSet(tensors, keep, keep.LongCount(k => k), tiedScores: 0);
    }

    private static (long, double, int) Summary(Connectivity connectivity) => (connectivity.EffectiveKept, connectivity.EffectiveDensity, connectivity.CutOffOutputs);

    private static IEnumerable<(long, int)> Rows(Connectivity connectivity) => connectivity.Layers.Select(l => (l.EffectiveKept, l.DisconnectedOutputs));
}
