using Bench.Strategies;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class CountingTests
{
    // conv1 8×3×3×3 + 8, bn 8 + 8, conv2 12×2×3×3 in 4 groups, fc1 20×108 + 20, fc2 5×20 + 5.
    private const long Total = 216 + 8 + 16 + 216 + 2160 + 20 + 100 + 5;

    [Theory]
    [InlineData("bench", 216 + 216 + 2160)]
    [InlineData("all-weights", 216 + 216 + 2160 + 100)]
    [InlineData("shrinkbench", 216 + 8 + 216 + 2160 + 20)]
    public void A_dense_network_is_counted_whole(string name, long prunable)
    {
        using var network = TestNetworks.OneOfEverything();
        using (no_grad()) network.Flat.Values.fill_(Scalars.Of(1));
        var protocol = Protocols.Find(name);
        using var masks = MaskSet.Dense(network, protocol);
        var counts = Counting.Count(network, protocol, masks);
        Assert.Equal((Total, prunable, prunable, prunable, Total), (counts.TotalParameters, counts.PrunableParameters, counts.AskedKept, counts.KeptPrunable, counts.KeptParameters));
        Assert.Equal((1, 1), (counts.AchievedCompression, counts.TheoreticalSpeedup));
        Assert.Equal(4 * Total, counts.DenseBytes);
        Assert.Equal(4 * Total + (prunable + 7) / 8, counts.SparseBytes);
        // conv1 keeps 8×8 positions; conv2 (no padding, stride 2) has 3×3 outputs, which ShrinkBench takes for ⌈8/2⌉² and 4 times the inputs.
        var conv2 = name == "shrinkbench" ? 216 * 4 * 16 : 216 * 9;
        Assert.Equal([216 * 64, conv2, 2160, 100], counts.Layers.Select(l => l.DenseMacs));
    }

    [Fact]
    public void Kept_weights_are_counted_from_masks_whatever_their_values()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("bench");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", 1);
        using var masks = Pruner.Cut(network, protocol, Scopes.Find("layer"), scores, 4, 1);
        using (no_grad()) network.Flat.Values.zero_();
        var counts = Counting.Count(network, protocol, masks);
        Assert.Equal(Total / 4, counts.KeptParameters);
        Assert.Equal((double)Total / (Total / 4), counts.AchievedCompression);
        Assert.Equal(masks.Masks.Select(m => m.Kept).Append(100), counts.Layers.Select(l => l.Kept));
        long[] positions = [64, 9, 1, 1];
        Assert.Equal(counts.Layers.Zip(positions, (l, p) => l.Kept * p), counts.Layers.Select(l => l.EffectiveMacs));
        Assert.Equal((216 * 64 + 216 * 9 + 2160 + 100) / (double)counts.EffectiveMacs, counts.TheoreticalSpeedup);
        Assert.Equal([true, true, true, false], counts.Layers.Select(l => l.Prunable));
    }

    [Fact]
    public void ShrinkBench_counts_what_is_not_zero()
    {
        using var network = TestNetworks.OneOfEverything();
        using (no_grad())
        {
            network.Flat.Values.fill_(Scalars.Of(1));
            network.Parameters.Single(p => p.Name == "bn.bias").Parameter.zero_();
            network.Parameters.Single(p => p.Name == "fc1.weight").Parameter[0].zero_();
        }
        var protocol = Protocols.Find("shrinkbench");
        using var masks = MaskSet.Dense(network, protocol);
        var counts = Counting.Count(network, protocol, masks);
        Assert.Equal(Total - 8 - 108, counts.KeptParameters);
        Assert.Equal((double)Total / (Total - 8 - 108), counts.AchievedCompression);
        Assert.Equal(2160 - 108, counts.Layers[2].EffectiveMacs);
    }

    [Fact]
    public void All_weights_has_a_ratio_of_weights_alone()
    {
        using var network = TestNetworks.OneOfEverything();
        var protocol = Protocols.Find("all-weights");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", 1);
        using var masks = Pruner.Cut(network, protocol, Scopes.Find("global"), scores, 4, 1);
        var counts = Counting.Count(network, protocol, masks);
        Assert.Equal(2692 / 4, counts.KeptPrunable);
        Assert.Equal(4, counts.AchievedCompression);
        Assert.Equal(Total - 2692 + 673, counts.KeptParameters);
    }
}
