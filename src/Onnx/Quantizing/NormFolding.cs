using Bench.Models;

namespace Bench.Onnx;

/// <summary>Puts batch norms into the convolutions and linear layers before them, as a network that only evaluates may.</summary>
public static class NormFolding
{
    /// <summary>The same function without the norms that follow such a layer, whose values nothing else takes.</summary>
    public static OnnxGraph Fold(OnnxGraph graph)
    {
        var constants = new Dictionary<string, OnnxArray>(StringComparer.Ordinal);
        var weights = graph.Weights.ToDictionary(w => w.Name, w => w.Array, StringComparer.Ordinal);
        var order = graph.Weights.Select(w => w.Name).ToList();
        foreach (var constant in graph.Nodes.Where(n => n.Type == "Constant"))
            if (constant.Attributes.GetValueOrDefault("value") is OnnxArray { Values: float[] } numbers) constants[constant.Output] = numbers; // scales and shifts of a norm that has none of its own
        var uses = graph.Nodes.SelectMany(n => n.Inputs).GroupBy(i => i).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        var nodes = graph.Nodes.ToList();
        foreach (var norm in graph.Nodes.Where(n => n.Type == "BatchNormalization"))
        {
            var place = nodes.FindIndex(n => n.Output == norm.Inputs[0]);
            if (place < 0 || nodes[place] is not { Type: "Conv" or "Gemm" } layer || uses[layer.Output] != 1 || uses[layer.Inputs[1]] != 1) continue;
            var factors = Factors(name => weights.TryGetValue(name, out var own) ? own : constants[name], norm);
            var (shape, old) = (weights[layer.Inputs[1]].Shape, (float[])weights[layer.Inputs[1]].Values);
            var each = old.Length / factors.Length;
            weights[layer.Inputs[1]] = new(shape, old.Select((w, i) => (float)(w * factors[i / each].Scale)).ToArray());
            var bias = layer.Inputs.Count > 2 ? (float[])weights[layer.Inputs[2]].Values : new float[factors.Length];
            var name = layer.Inputs.Count > 2 ? layer.Inputs[2] : BiasOf(layer.Inputs[1]);
            if (layer.Inputs.Count == 2) order.Insert(order.IndexOf(layer.Inputs[1]) + 1, name);
            weights[name] = new([factors.Length], bias.Zip(factors, (b, f) => (float)(b * f.Scale + f.Shift)).ToArray());
            foreach (var gone in norm.Inputs.Skip(1)) order.Remove(gone);
            nodes[place] = layer with { Inputs = [layer.Inputs[0], layer.Inputs[1], name], Output = norm.Output };
            nodes.Remove(norm);
        }
        return graph with { Nodes = nodes, Weights = [.. order.Select(name => (name, weights[name]))] };

        // As the layer would call it, if it had one.
        string BiasOf(string weight) => weight.EndsWith(".weight", StringComparison.Ordinal) && weight[..^"weight".Length] + "bias" is var name && !weights.ContainsKey(name) ? name : weight + ".bias";
    }

    private static (double Scale, double Shift)[] Factors(Func<string, OnnxArray> find, WrittenNode norm)
    {
        float[] Values(int input) => (float[])find(norm.Inputs[input]).Values;
        var (scale, shift, mean, variance, epsilon) = (Values(1), Values(2), Values(3), Values(4), (float)norm.Attributes["epsilon"]);
        return [.. scale.Select((s, c) => s / Math.Sqrt(variance[c] + (double)epsilon) is var factor ? (factor, shift[c] - mean[c] * factor) : default)];
    }
}
