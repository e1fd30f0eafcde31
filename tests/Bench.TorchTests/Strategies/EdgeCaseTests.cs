using Bench.Tensors;
using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>The corners of ShrinkBench's arithmetic, as it computed them itself.</summary>
public sealed class EdgeCaseTests
{
    private static readonly IScope Global = Scopes.Find("global");

    [Fact]
    public void Quantile_thresholds_are_NumPys()
    {
        foreach (var expected in Cases("quantile"))
        {
            var (size, fraction) = (expected.GetProperty("n").GetInt32(), expected.GetProperty("fraction").GetDouble());
            var values = Filled(expected.GetProperty("seed").GetInt64(), size).abs();
            Assert.Equal(expected.GetProperty("threshold_f64").GetDouble(), QuantileCut.Quantile(values.data<float>().ToArray(), 1 - fraction));
            using var masks = Cut(values, fraction);
            Assert.Equal(expected.GetProperty("kept").GetInt64(), masks.KeptPrunable);
            Assert.Empty(masks.Flags);
        }
    }

    [Theory]
    [InlineData("ties")]
    [InlineData("mostly_zero_scores")]
    public void Ties_at_the_threshold_are_kept_and_a_missed_count_is_flagged(string kind)
    {
        foreach (var expected in Cases(kind))
        {
            var values = expected.GetProperty("scores").EnumerateArray().Select(s => s.GetSingle()).ToArray();
            var fraction = expected.GetProperty("fraction").GetDouble();
            Assert.Equal(expected.GetProperty("threshold").GetDouble(), QuantileCut.Quantile(values, 1 - fraction));
            using var masks = Cut(tensor(values), fraction);
            Assert.Equal(expected.GetProperty("kept").GetInt64(), masks.KeptPrunable);
            var missed = masks.KeptPrunable != 10 - Math.Ceiling(9 * (1 - fraction));
            Assert.Equal(missed ? ["count-missed"] : [], masks.Flags);
            Assert.Equal(missed, masks.TiedScores > 0);
        }
    }

    [Theory]
    [InlineData("act_conv")]
    [InlineData("act_linear")]
    public void Activation_importances_are_ShrinkBenchs(string kind)
    {
        var expected = EdgeCases().GetProperty(kind);
        long[] weightShape = Longs(expected, "w_shape"), inputShape = Longs(expected, "a_shape");
        var input = inputShape.Length == 4 ? new InputShape((int)inputShape[1], (int)inputShape[2], (int)inputShape[3]) : new InputShape((int)inputShape[1], 1, 1);
        using var network = TestNetworks.Build(kind, input, 2, x => weightShape.Length == 4
            ? x.Convolution("layer", (int)weightShape[0], ((int)weightShape[2], (int)weightShape[3]))
            : x.Flatten().Linear("layer", (int)weightShape[0]));
        using var _ = no_grad();
        network.Parameters[0].Parameter.copy_(Filled(expected.GetProperty("w_seed").GetInt64(), weightShape));
        network.Parameters[1].Parameter.copy_(Filled(expected.GetProperty("b_seed").GetInt64(), weightShape[0]));
        var batch = new LabeledBatch(Filled(expected.GetProperty("a_seed").GetInt64(), inputShape), zeros(inputShape[0], ScalarType.Int64));

        PrunableTensor[] tensors = [new(network.Layers[0]), new(network.Layers[0], IsBias: true)];
        var scores = new ActivationCriterion().Score(new ScoringContext(network, tensors, [batch], 0));
        string[] keys = ["weight_importance", "bias_importance"];
        foreach (var (score, key) in scores.Zip(keys))
        {
            var signed = expected.GetProperty(key).EnumerateArray().Select(v => v.GetSingle()).ToArray();
            Assert.True(score.flatten().allclose(tensor(signed).abs(), rtol: 1e-5, atol: 0), key);
        }
    }

    [Fact]
    public void Convolutions_count_as_if_their_padding_were_same()
    {
        foreach (var expected in Cases("conv2d_flops"))
        {
            var layer = Convolution(expected);
            var macs = expected.GetProperty("padding").GetString() == "valid" // which no module hands to ShrinkBench: the true count
                ? layer.Macs
                : layer.Weights * Protocols.Find("shrinkbench").MacsPerWeight(layer);
            Assert.Equal(expected.GetProperty("flops").GetInt64(), macs);
        }
    }

    [Fact]
    public void Fractions_and_largest_ratios_are_ShrinkBenchs()
    {
        var protocol = Protocols.Find("shrinkbench");
        foreach (var model in EdgeCases().GetProperty("fraction_to_keep").EnumerateObject().Select(m => m.Value))
        {
            long total = model.GetProperty("total").GetInt64(), prunable = model.GetProperty("prunable").GetInt64();
            foreach (var fraction in model.GetProperty("fraction").EnumerateObject())
                Assert.Equal(fraction.Value.GetDouble(), ShrinkBenchProtocol.Fraction(total, prunable, double.Parse(fraction.Name)));
            var largest = model.GetProperty("max_compression_exclusive");
            Assert.Equal(largest.ValueKind == JsonValueKind.Null ? double.PositiveInfinity : largest.GetDouble(), protocol.LargestCompression(total, prunable));
        }
    }

    private static MaskSet Cut(Tensor values, double fraction)
    {
        using var scores = Scores.Of(Criteria.Find("magnitude"), [CutTests.Sized("layer", values.NumberOfElements)], [values.view(1, -1)]);
        return QuantileCut.Of(scores, Global, fraction);
    }

    private static LayerInfo Convolution(JsonElement expected)
    {
        long channels = expected.GetProperty("in").GetInt64(), filters = expected.GetProperty("out").GetInt64();
        long[] size = Longs(expected, "hw"), kernel = Longs(expected, "k");
        var stride = expected.GetProperty("stride") is { ValueKind: JsonValueKind.Array } ? Longs(expected, "stride") : [expected.GetProperty("stride").GetInt64(), expected.GetProperty("stride").GetInt64()];
        using var network = TestNetworks.Build("conv", new InputShape((int)channels, (int)size[0], (int)size[1]), 2, 
            x => x.Convolution("conv", (int)filters, ((int)kernel[0], (int)kernel[1]), stride: ((int)stride[0], (int)stride[1])));
        return network.Layers[0];
    }

    // The recipe of golden/meta.json: sums of four uniforms of SplitMix64.
    private static Tensor Filled(long seed, params long[] shape)
    {
        var count = shape.Aggregate(1L, (product, n) => product * n);
        return tensor(Enumerable.Range(0, (int)count).Select(i => (float)(Uniform(seed, 4 * i) + Uniform(seed, 4 * i + 1) + Uniform(seed, 4 * i + 2) + Uniform(seed, 4 * i + 3) - 2)).ToArray()).view(shape);
    }

    private static double Uniform(long seed, int index)
    {
        const ulong step = 0x9E3779B97F4A7C15;
        var z = unchecked(((ulong)index + ((ulong)seed << 32)) * step + step);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1L << 53));
    }

    private static long[] Longs(JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetInt64())];

    private static JsonElement.ArrayEnumerator Cases(string kind) => EdgeCases().GetProperty(kind).EnumerateArray();

    private static JsonElement EdgeCases()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/edge_cases.json")));
        return json.RootElement.Clone();
    }
}
