using Bench.Models;
using Bench.TorchTests.Models.Channels;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>Means of as many windows whatever the size, by hand: window i begins at ⌊i · n ÷ side⌋ and ends at ⌈(i + 1) · n ÷ side⌉.</summary>
public class PoolingToTests
{
    [Theory]
    [InlineData(4, new[] { 1f, 2, 3, 4 }, new[] { 1.5f, 3.5f })]
    [InlineData(3, new[] { 1f, 2, 6 }, new[] { 1.5f, 4 })] // overlapping
    [InlineData(2, new[] { 1f, 2 }, new[] { 1f, 2 })]
    [InlineData(1, new[] { 5f }, new[] { 5f, 5 })]
    public void Gives_two_by_two_means(int width, float[] row, float[] expected)
    {
        using var scope = NewDisposeScope();
        var graph = NetworkGraph.Of(GoldenNetworks.Entry("means", (x, _) => x.AveragePoolTo(2).Flatten()), new(1, 1, width), 4);
        using var body = new NetworkBody(graph, [], []);
        var found = body.Forward(tensor(row).view(1, 1, 1, width));
        Assert.Equal([.. expected, .. expected], found.data<float>().ToArray());
    }
}
