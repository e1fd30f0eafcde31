using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.TorchTests.Models.Channels;

namespace Bench.TorchTests.Onnx;

/// <summary>Eight bits instead of 32, by hand and of whole networks in ONNX Runtime.</summary>
public class QuantizationTests
{
    public static TheoryData<string> Models => ["lenet-300-100", "lenet5", "conv2", "resnet20", "mobilenet-v2", "mixed", "densenet-tiny", "vit-tiny"];

    [Theory, MemberData(nameof(Models))]
    public void Gives_nearly_the_same_scores_in_a_quarter_of_the_bytes(string model)
    {
        using var network = Exported.Network(GoldenNetworks.All.GetValueOrDefault(model) ?? ModelCatalogue.Find(model));
        Exported.Mask(network);
        var inputs = Exported.Inputs(network.Input, samples: 16);
        var graph = NormFolding.Fold(OnnxGraph.Of(network));
        var quantized = Quantization.Quantize(graph, Calibration.Ranges(graph, [inputs]));
        var (expected, found) = (Exported.Scores(network, inputs), Exported.Scores(quantized, inputs));
        var (error, spread) = (Math.Sqrt(expected.Zip(found, (e, f) => Math.Pow(e - f, 2)).Average()), Math.Sqrt(expected.Average(e => Math.Pow(e - expected.Average(), 2))));
        Assert.True(error < 0.2 * spread, $"{error} of {spread}");
        Assert.Equal(network.Layers.Count, quantized.Weights.Count(w => w.Array.Values is sbyte[] && w.Name.EndsWith("weight_quantized", StringComparison.Ordinal)));
        if (network.TotalParameters > 100_000) Assert.InRange(OnnxWriter.Bytes(quantized).Length, 0, OnnxWriter.Bytes(graph).Length * 0.4);
    }

    [Theory]
    [InlineData(-1, 3, 4f / 255, 64)]
    [InlineData(0.5f, 2, 2f / 255, 0)] // 0 is always among the values
    [InlineData(-2, -1, 2f / 255, 255)]
    [InlineData(0, 0, 1, 0)]
    public void Rounds_to_256_steps_with_a_zero(float least, float most, float scale, byte zero) =>
        Assert.Equal(new ValueScale(scale, zero), ValueScale.Of(new(least, most)));

    /// <summary>A layer of two outputs, one of which has lost its weights: its bias is kept exactly enough.</summary>
    [Fact]
    public void Scales_each_output_by_its_own_largest_weight()
    {
        var graph = new OnnxGraph
        {
            Name = "one", InputShape = new(2, 1, 1), Classes = 2,
            Nodes = [new("Flatten", "f", ["input"], "flat", new Dictionary<string, object> { ["axis"] = 1L }), new("Gemm", "g", ["flat", "w", "b"], "logits", new Dictionary<string, object> { ["transB"] = 1L })],
            Weights = [("w", new([2, 2], new float[] { 127, -63.6f, 0, 0 })), ("b", new([2], new[] { 10f, 0.123f }))],
        };
        var quantized = Quantization.Quantize(graph, new Dictionary<string, ValueRange> { ["flat"] = new(0, 255), ["input"] = new(0, 255) });
        var weights = quantized.Weights.ToDictionary(w => w.Name, w => w.Array.Values);
        Assert.Equal(new sbyte[] { 127, -64, 0, 0 }, (sbyte[])weights["w_quantized"]);
        Assert.Equal(1, ((float[])weights["w_scale"])[0]);
        var scores = Exported.Scores(quantized, ([1, 2, 255, 0], [2, 2, 1, 1]));
        Assert.Equal(127 - 128 + 10, scores[0], 1e-3);
        Assert.Equal(0.123, scores[1], 1e-5);
        Assert.Equal(255 * 127 + 10, scores[2], 1);
    }
}
