using Bench.Core;
using Bench.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

public sealed class StructureTests
{
    private static readonly NOfMStructure NOfM = (NOfMStructure)Structures.Find("n-m");

    [Fact]
    public void Two_of_four_inputs_of_a_linear_layer_are_kept()
    {
        using var scores = Of([2, 8], [1, 4, 3, 2, 9, 0, 8, 7, 0, 1, 2, 3, 6, 5, 4, 3]);
        using var masks = NOfM.Cut(scores, OptionValues.None, 1);
        Assert.Equal(
            [false, true, true, false, true, false, true, false, false, false, true, true, true, true, false, false],
            masks.Bits.ToArray());
        Assert.Equal((0, 8, 8), (masks.TiedScores, masks.AskedKept, masks.KeptPrunable));
        Assert.Empty(masks.Flags);
    }

    [Fact]
    public void Groups_of_a_convolution_are_input_channels_at_one_position_of_the_kernel()
    {
        // (1, 4, 1, 2): channel c has the scores of positions 0 and 1. At 0: 1, 2, 3, 4; at 1: 8, 7, 6, 5.
        using var scores = Of([1, 4, 1, 2], [1, 8, 2, 7, 3, 6, 4, 5]);
        using var masks = NOfM.Cut(scores, OptionValues.None, 1);
        Assert.Equal([false, true, false, true, true, false, true, false], masks.Bits.ToArray());
    }

    [Theory]
    [InlineData(2, 4)]
    [InlineData(4, 8)]
    [InlineData(1, 4)]
    [InlineData(3, 6)]
    [InlineData(1, 24)]
    public void Every_group_keeps_exactly_n_also_where_scores_are_equal(int n, int m)
    {
        var options = Options(n, m);
        using var drawn = zeros(5, 24, 3, 3);
        using var scores = Scores.Of(Criteria.Find("magnitude"), [Shaped("l", 5, 24, 3, 3)], [drawn]);
        using var masks = NOfM.Cut(scores, options, 1);
        using var groups = masks.Masks[0].Keep.to(int64).view(5, 24 / m, m, 9).sum(2);
        Assert.Equal(n, groups.min().item<long>());
        Assert.Equal(n, groups.max().item<long>());
        Assert.Equal(masks.Prunable, masks.TiedScores);
        Assert.Equal(masks.KeptPrunable, NOfM.Kept(scores.Tensors[0].Size, options));
        using var again = NOfM.Cut(scores, options, 1);
        using var other = NOfM.Cut(scores, options, 2);
        Assert.Equal(masks.Fingerprint(), again.Fingerprint());
        Assert.NotEqual(masks.Fingerprint(), other.Fingerprint());
    }

    [Fact]
    public void Each_of_a_group_of_equal_scores_is_as_likely_to_be_kept()
    {
        using var scores = Scores.Of(Criteria.Find("magnitude"), [Shaped("l", 1000, 4)], [zeros(1000, 4)]);
        using var masks = NOfM.Cut(scores, Options(1, 4), 1);
        using var kept = masks.Masks[0].Keep.to(int64).sum(0L);
        Assert.All(kept.data<long>().ToArray(), count => Assert.InRange(count, 195, 305)); // 250 ± 4 standard deviations
    }

    [Fact]
    public void A_layer_that_does_not_divide_is_dense_and_named()
    {
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        var protocol = Protocols.Find("bench");
        using var scores = Pruner.Score(network, protocol, Criteria.Find("magnitude"), [], "eval", 1);
        using var masks = NOfM.Cut(scores, OptionValues.None, 1);
        Assert.Equal(["conv1"], masks.Unfit);
        Assert.Equal(["unfit-layer"], masks.Flags);
        Assert.Equal([432, 1152], masks.Masks.Take(2).Select(m => m.Kept));

        // 269,722 parameters, 267,696 of them prunable, 432 of them of three inputs: 432 + 267,264 / 2 are kept.
        var point = StructurePoint.Of(NOfM, OptionValues.None, protocol, network.TotalParameters, [.. scores.Tensors.Select(t => t.Size)], LayerLimits.None);
        Assert.Equal(134_064, point.Kept);
        Assert.Equal(269_722.0 / (2_026 + 134_064), point.Compression);
        Assert.Equal(["conv1"], point.Unfit);
        Assert.Equal(point.Kept, masks.KeptPrunable);
        Assert.Equal(point.Compression, Counting.Count(network, protocol, masks).AchievedCompression);
    }

    [Theory]
    [InlineData("bench", 269_722.0 / (269_722 - 110_592 / 4 * 3))]
    [InlineData("all-weights", 268_336.0 / (268_336 - 110_592 / 4 * 3))]
    public void The_one_point_of_a_structure_is_known_from_shapes(string protocolName, double compression)
    {
        // 1:4 in three convolutions of 36,864 weights.
        using var network = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        var protocol = Protocols.Find(protocolName);
        var limits = new LayerLimits { Only = ["layer3.1.*", "layer3.2.conv1"] };
        TensorSize[] sizes = [.. protocol.Prunable(network.Model, network.Layers).Select(t => t.Size)];
        var point = StructurePoint.Of(NOfM, Options(1, 4), protocol, network.TotalParameters, sizes, limits);
        Assert.Equal(110_592 / 4, point.Kept);
        Assert.Equal(compression, point.Compression);
        using var scores = Pruner.Score(network, protocol, new ScoringRequest { Criterion = Criteria.Find("magnitude"), Seed = 1, Limits = limits });
        using var masks = NOfM.Cut(scores, Options(1, 4), 1);
        Assert.Equal(compression, Counting.Count(network, protocol, masks).AchievedCompression);
    }

    [Fact]
    public void What_does_not_go_with_it_is_refused_with_the_reason()
    {
        var layer = new CutRules(Scopes.Find("layer"));
        Assert.Null(NOfM.Refuses(layer, OptionValues.None));
        Assert.Equal("structure 'n-m': n is 4, and must be below m, which is 4", NOfM.Refuses(layer, Options(4, 4)));
        Assert.Contains("goes with scope 'layer', not 'global'", NOfM.Refuses(new(Scopes.Find("global")), OptionValues.None), StringComparison.Ordinal);
        Assert.Contains("no floor or cap", NOfM.Refuses(layer with { Limits = new() { Floor = 0.1 } }, OptionValues.None), StringComparison.Ordinal);
        Assert.Equal((false, true), (Structures.Find("weight").DictatesRatio, ((IStructure)NOfM).DictatesRatio));
        Assert.Contains("valid: weight, n-m", Assert.Throws<UserError>(() => Structures.Find("x")).Message, StringComparison.Ordinal);
    }

    private static OptionValues Options(int n, int m) => OptionValues.None.With("n", n).With("m", m);

    private static Scores Of(long[] shape, float[] values) => Scores.Of(Criteria.Find("magnitude"), [Shaped("l", shape)], [tensor(values).view(shape)]);

    private static PrunableTensor Shaped(string name, params long[] shape)
    {
        var matrix = ScopeTests.Matrix(name, 1, 1);
        return matrix with { Layer = matrix.Layer with { WeightShape = shape } };
    }
}
