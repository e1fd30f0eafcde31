using Bench.Models;

namespace Bench.Onnx;

/// <summary>
/// Static quantization to 8 bits in the form that runtimes fuse (QuantizeLinear and DequantizeLinear around what is computed): weights signed and symmetric, with a scale
/// for each output; values between layers unsigned, with a scale and a zero for each; biases in 32 bits (Jacob et al., CVPR 2018; Krishnamoorthi, 2018).
/// </summary>
public static class Quantization
{
    // What passes values on: the scale of what it gives is that of what it takes.
    private static readonly HashSet<string> Passing = ["MaxPool", "Flatten", "Reshape", "Transpose"];

    /// <summary>The quantized form of a network.</summary>
    /// <param name="graph">With its norms folded (<see cref="NormFolding"/>).</param>
    /// <param name="ranges">Of its values (<see cref="Calibration"/>).</param>
    public static OnnxGraph Quantize(OnnxGraph graph, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var writer = new QuantizedWriter(graph);
        var scales = Scales(graph, ranges);
        if (scales.TryGetValue(OnnxGraph.Input, out var first)) writer.Round(OnnxGraph.Input, first);
        foreach (var node in graph.Nodes)
        {
            if (LayerOf(graph, node) is { } layer && scales.TryGetValue(node.Inputs[0], out var input)) writer.Layer(node, layer, input);
            else writer.Copy(node);
            if (scales.TryGetValue(node.Output, out var output)) writer.Round(node.Output, output);
        }
        return writer.Finish();
    }

    /// <summary>The values that become 8 bits wide: what layers, sums, joints and pools take and give; where a ReLU follows, what that gives.</summary>
    internal static IReadOnlyCollection<string> ValuesOf(OnnxGraph graph)
    {
        var weights = graph.Weights.Select(w => w.Name).ToHashSet(StringComparer.Ordinal);
        var makers = graph.Nodes.ToDictionary(n => n.Output, StringComparer.Ordinal);
        var takers = graph.Nodes.SelectMany(n => n.Inputs.Select(i => (Value: i, Node: n))).ToLookup(t => t.Value, t => t.Node);
        var joins = !graph.Nodes.Any(n => n.Type == "LayerNormalization"); // which computes in fp32, as do the sums around it
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            var isLayer = LayerOf(graph, node) is not null;
            if (!isLayer && !(joins && node.Type is "Add" or "Concat" or "MaxPool" or "AveragePool" or "GlobalAveragePool")) continue;
            string[] inputs = [.. isLayer ? [node.Inputs[0]] : node.Inputs];
            if (inputs.Any(i => weights.Contains(i) || makers.GetValueOrDefault(i)?.Type is "Constant" or "Expand" or "Shape")) continue;
            found.UnionWith(inputs);
            if (node.Type == "MatMul") continue; // whose bias comes after it
            found.Add(takers[node.Output].ToList() is [{ Type: "Relu" or "Clip" } only] ? only.Output : node.Output);
        }
        found.Remove(OnnxGraph.Output);
        // A quantized value may be passed on by what only moves it.
        foreach (var node in graph.Nodes.Where(n => Passing.Contains(n.Type) && found.Contains(n.Inputs[0]) && n.Output != OnnxGraph.Output)) found.Add(node.Output);
        return found;
    }

    /// <summary>The weight of a layer that multiplies by one, and whether a node turns it round before; null for another node.</summary>
    internal static LayerWeight? LayerOf(OnnxGraph graph, WrittenNode node)
    {
        if (node.Type is not ("Conv" or "Gemm" or "MatMul")) return null;
        var (name, turned) = (node.Inputs[1], false);
        if (graph.Nodes.FirstOrDefault(n => n.Output == name) is { Type: "Transpose" } turn) (name, turned) = (turn.Inputs[0], true);
        return graph.Weights.FirstOrDefault(w => w.Name == name) is { Array: { } array } ? new(name, array, turned) : null;
    }

    private static Dictionary<string, ValueScale> Scales(OnnxGraph graph, IReadOnlyDictionary<string, ValueRange> ranges)
    {
        var scales = new Dictionary<string, ValueScale>(StringComparer.Ordinal);
        var values = ValuesOf(graph);
        if (values.Contains(OnnxGraph.Input)) scales[OnnxGraph.Input] = ValueScale.Of(ranges[OnnxGraph.Input]);
        foreach (var node in graph.Nodes.Where(n => values.Contains(n.Output)))
            scales[node.Output] = Passing.Contains(node.Type) && scales.TryGetValue(node.Inputs[0], out var same) ? same : ValueScale.Of(ranges[node.Output]);
        return scales;
    }
}

/// <summary>The weight of a layer.</summary>
/// <param name="Name">In the network.</param>
/// <param name="Array">Outputs first.</param>
/// <param name="IsTurned">Whether it is taken with its outputs last.</param>
internal sealed record LayerWeight(string Name, OnnxArray Array, bool IsTurned);

/// <summary>How a value is rounded: to the nearest of 256 multiples of a scale, of which one is 0.</summary>
internal readonly record struct ValueScale(float Scale, byte Zero)
{
    public static ValueScale Of(ValueRange range)
    {
        var (least, most) = (Math.Min(0, range.Least), Math.Max(0, range.Most));
        var scale = (most - least) / 255;
        return scale > 0 ? new(scale, (byte)Math.Clamp(MathF.Round(-least / scale), 0, 255)) : new(1, 0);
    }
}
