using Bench.Core;
using Bench.Models;
using Bench.TorchTests.Strategies;

namespace Bench.TorchTests.Models.Graph;

/// <summary>The memory of a pass, counted by hand.</summary>
public sealed class InferenceMemoryTests
{
    private static NetworkGraph Of(Func<Value, Value> build)
    {
        using var network = TestNetworks.Build("by-hand", new InputShape(1, 4, 4), 3, build);
        return network.Graph;
    }

    [Fact]
    public void The_most_that_is_alive_at_once_is_counted_with_the_parameters()
    {
        // 16 numbers come in; the convolution gives 32; norm and ReLU, as one, give 32 more, and that is the most: 80. Then the pool has 32 and 8, the copy
        // that flattening makes 8 and 8, the scores 3. Parameters: 20 + 4 + 27, running statistics: 4.
        var graph = Of(x => x.Convolution("conv", 2, 3, padding: 1).Norm("bn").Relu().MaxPool(2).Flatten().Linear("fc", 3));
        Assert.Equal(4 * (51 + 4 + 80), InferenceMemory.Of(graph, 1));
        Assert.Equal(4 * (51 + 4 + 128 * 80), InferenceMemory.Of(graph, 128));
    }

    [Fact]
    public void What_a_shortcut_needs_later_stays_alive_and_what_is_overwritten_takes_no_more()
    {
        // ReLU overwrites the 32 numbers of the first convolution, which stay for the sum: at the sum 16 + 32 + 32 + 32 are alive. Parameters: 20 + 38 + 9.
        var graph = Of(x =>
        {
            var first = x.Convolution("conv1", 2, 3, padding: 1).Relu();
            return first.Convolution("conv2", 2, 3, padding: 1).Add(first).Relu().Mean().Linear("fc", 3);
        });
        Assert.Equal(4 * (67 + 112), InferenceMemory.Of(graph, 1));
    }

    [Fact]
    public void Dropout_and_the_flattening_of_one_pixel_take_no_memory_in_evaluation()
    {
        var plain = Of(x => x.Convolution("conv", 40, 4).Flatten().Linear("fc", 3));
        var dropping = Of(x => x.Convolution("conv", 40, 4).Dropout(0.5).Flatten().Dropout(0.5).Linear("fc", 3));
        Assert.Equal(4 * (680 + 123 + 16 + 40 + 3), InferenceMemory.Of(plain, 1));
        Assert.Equal(InferenceMemory.Of(plain, 1), InferenceMemory.Of(dropping, 1));
    }

    [Fact]
    public void Means_of_as_many_windows_as_pixels_and_the_first_of_tokens_take_no_memory()
    {
        // 16 numbers come in and 80 are given, which stay until they have become 20 means, or 3 scores.
        Assert.Equal(4 * (40 + 63 + 16 + 80 + 20), InferenceMemory.Of(Of(x => x.Convolution("conv", 20, 1, stride: 2).AveragePoolTo(2).Mean().Linear("fc", 3)), 1));
        Assert.Equal(4 * (40 + 63 + 16 + 80 + 3), InferenceMemory.Of(Of(x => x.Convolution("conv", 20, 1, stride: 2).ToTokens().FirstToken().Linear("fc", 3)), 1));
    }

    [Fact]
    public void A_network_with_fewer_channels_takes_less()
    {
        var graph = NetworkGraph.Of(ModelCatalogue.Find("resnet20"), new InputShape(3, 32, 32), 10);
        var map = ChannelMap.Of(graph);
        var half = map.Shrink([.. Enumerable.Range(0, map.Units).Select(u => u % 2 == 0)]).Graph;
        // Of activations the stem's, the first block's and the input are the most.
        Assert.Equal(4 * (graph.TotalParameters + 2 * 688 + 3 * 16 * 1024 + 3 * 1024), InferenceMemory.Of(graph, 1));
        Assert.Equal(4 * (half.TotalParameters + 2 * 344 + 3 * 8 * 1024 + 3 * 1024), InferenceMemory.Of(half, 1));
    }
}
