using Bench.Models;

namespace Bench.Onnx;

/// <summary>The range of a value over the samples that were looked at.</summary>
public readonly record struct ValueRange(float Least, float Most)
{
    /// <summary>Of both.</summary>
    public ValueRange With(ValueRange other) => new(Math.Min(Least, other.Least), Math.Max(Most, other.Most));
}

/// <summary>Finds the ranges of a network's values by passing samples through it.</summary>
public static class Calibration
{
    /// <summary>The range of each value that is to be quantized, by its name.</summary>
    /// <param name="graph">With its norms folded.</param>
    /// <param name="batches">Normalized inputs in C order, with their shape: of the training split.</param>
    public static IReadOnlyDictionary<string, ValueRange> Ranges(OnnxGraph graph, IEnumerable<(float[] Inputs, long[] Shape)> batches)
    {
        string[] shown = [.. Quantization.ValuesOf(graph).Where(v => v is not (OnnxGraph.Input or OnnxGraph.Output))];
        using var session = new OnnxSession(OnnxWriter.Bytes(graph with { Shown = shown }));
        var ranges = new Dictionary<string, ValueRange>(StringComparer.Ordinal);
        foreach (var (inputs, shape) in batches)
        {
            using var pass = session.Prepare(inputs, shape);
            foreach (var (name, (least, most)) in session.Outputs.Zip(pass.Ranges())) Add(name, new(least, most));
            Add(OnnxGraph.Input, new(inputs.Min(), inputs.Max()));
        }
        return ranges;

        void Add(string name, ValueRange range) => ranges[name] = ranges.TryGetValue(name, out var known) ? known.With(range) : range;
    }
}
