using Bench.Models;

namespace Bench.Onnx;

/// <summary>Writes the quantized form of a graph, node after node.</summary>
internal sealed class QuantizedWriter(OnnxGraph graph)
{
    private const float Largest = 127; // of 8 bits with a sign, both ways
    private const double LargestBias = 1 << 30;

    private readonly List<WrittenNode> nodes = [];
    private readonly List<(string Name, OnnxArray Array)> weights = [];
    private readonly Dictionary<string, string> rounded = new(StringComparer.Ordinal); // by the value, what is taken for it
    private readonly HashSet<string> used = new(StringComparer.Ordinal); // weights that stay as they are
    private readonly Dictionary<string, OnnxArray> originals = graph.Weights.ToDictionary(w => w.Name, w => w.Array, StringComparer.Ordinal);

    /// <summary>A node as it is, on rounded values where there are some.</summary>
    public void Copy(WrittenNode node)
    {
        nodes.Add(node with { Inputs = [.. node.Inputs.Select(Taken)] });
        used.UnionWith(node.Inputs.Where(originals.ContainsKey));
    }

    /// <summary>What takes a value from now on gets it rounded.</summary>
    public void Round(string value, ValueScale scale)
    {
        var (name, zero) = (value + "_scale", value + "_zero_point");
        weights.Add((name, new([], new[] { scale.Scale })));
        weights.Add((zero, new([], new[] { scale.Zero })));
        nodes.Add(new("QuantizeLinear", value + "/QuantizeLinear", [value, name, zero], value + "_quantized", None));
        nodes.Add(new("DequantizeLinear", value + "/DequantizeLinear", [value + "_quantized", name, zero], value + "_rounded", None));
        rounded[value] = value + "_rounded";
    }

    /// <summary>A layer with quantized weights and bias.</summary>
    public void Layer(WrittenNode node, LayerWeight weight, ValueScale input)
    {
        var (values, outputs) = ((float[])weight.Array.Values, (int)weight.Array.Shape[0]);
        var each = values.Length / outputs;
        var bias = node.Inputs.Count > 2 ? (float[])originals[node.Inputs[2]].Values : null;
        float[] scales = [.. Enumerable.Range(0, outputs).Select(o => Scale(values.AsSpan(o * each, each), bias?[o] ?? 0, input.Scale))];
        var whole = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (output, place) = (i / each, i % each);
            whole[weight.IsTurned ? place * outputs + output : i] = (sbyte)Math.Clamp(MathF.Round(values[i] / scales[output]), -Largest, Largest);
        }
        long[] shape = weight.IsTurned ? [each, outputs] : [.. weight.Array.Shape];
        var inputs = new List<string> { Taken(node.Inputs[0]), Constant(weight.Name, new(shape, whole), scales, new sbyte[outputs], weight.IsTurned ? 1 : 0) };
        if (bias is not null)
        {
            float[] steps = [.. scales.Select(s => s * input.Scale)];
            inputs.Add(Constant(node.Inputs[2], new([outputs], bias.Zip(steps, (b, s) => (int)Math.Round(b / (double)s)).ToArray()), steps, new int[outputs], 0));
        }
        nodes.Add(node with { Inputs = inputs });
    }

    public OnnxGraph Finish()
    {
        // A weight that is turned round by a node of its own has been turned when it was rounded.
        var taken = nodes.SelectMany(n => n.Inputs).Append(OnnxGraph.Output).ToHashSet(StringComparer.Ordinal);
        List<WrittenNode> left = [.. nodes.Where(n => taken.Contains(n.Output))];
        var needed = left.SelectMany(n => n.Inputs).ToHashSet(StringComparer.Ordinal);
        return graph with { Nodes = left, Weights = [.. graph.Weights.Where(w => used.Contains(w.Name) && needed.Contains(w.Name)), .. weights] };
    }

    private static IReadOnlyDictionary<string, object> None => new Dictionary<string, object>();

    // Of a layer's output. That of one without weights serves its bias alone.
    private static float Scale(ReadOnlySpan<float> values, float bias, float input)
    {
        var most = 0f;
        foreach (var value in values) most = Math.Max(most, Math.Abs(value));
        return (float)Math.Max(most > 0 ? most / Largest : bias == 0 ? 1 : 0, Math.Abs(bias) / (input * LargestBias));
    }

    private string Taken(string value) => rounded.GetValueOrDefault(value, value);

    private string Constant(string name, OnnxArray whole, float[] scales, Array zeros, long axis)
    {
        weights.Add((name + "_quantized", whole));
        weights.Add((name + "_scale", new([scales.Length], scales)));
        weights.Add((name + "_zero_point", new([scales.Length], zeros)));
        nodes.Add(new("DequantizeLinear", name + "/DequantizeLinear", [name + "_quantized", name + "_scale", name + "_zero_point"], name + "_rounded", new Dictionary<string, object> { ["axis"] = axis }));
        return name + "_rounded";
    }
}
