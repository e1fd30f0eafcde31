using System.Globalization;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Measuring;
using Bench.Harness.Running;
using Bench.Models;
using Bench.Onnx;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Exporting;

/// <summary>Writes the weights that a cell has kept for other programs: safetensors with the names of the model, or ONNX.</summary>
/// <param name="kept">What is kept.</param>
/// <param name="model">That the cell is of.</param>
/// <param name="description">Of the cell, in words.</param>
public sealed class WeightExport(KeptNetwork kept, ModelEntry model, string description)
{
    private const int CheckedSamples = 8;
    private const double Tolerance = 1e-4; // of the largest output, or of 1

    /// <summary>Whether a network that has lost channels is written with all of them, as zeros.</summary>
    public bool Dense { get; init; }

    /// <summary>Parameters and norm statistics under the model's names and nothing else, so that PyTorch takes them strictly; masks go into a file beside it, which is gone where there are none.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file of masks; null where no single weights are pruned and no channels are zeros.</returns>
    public string? ToSafeTensors(string path)
    {
        using var network = Network();
        var state = network.CopyState();
        var masks = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            SafeTensorsFile.Write(path, state, Metadata(normalized: false));
            foreach (var (name, mask) in Masks(network)) masks.Add(name, mask);
            var beside = MasksBeside(path);
            if (masks.Count == 0)
            {
                File.Delete(beside); // of what was there before, whose weights these are not
                return null;
            }
            SafeTensorsFile.Write(beside, masks, new Dictionary<string, string> { ["format"] = "pt", ["bench.cell"] = kept.Facts.Identity });
            return beside;
        }
        finally
        {
            foreach (var tensor in state.Values.Concat(masks.Values)) tensor.Dispose();
        }
    }

    /// <summary>An ONNX file, whose outputs are compared with ours before it is written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="withNormalization">Whether it takes pixels divided by their largest value, and normalizes them itself.</param>
    /// <param name="foldNorms">Whether batch norms are put into the layers before them, where that can be.</param>
    /// <param name="calibration">Of the quantized form the data set whose training samples give ranges; null: it is not quantized.</param>
    /// <param name="seed">Of the choice of these.</param>
    /// <exception cref="UserError">They are not the same, and the file is not written.</exception>
    /// <returns>By how much an output differs at most, of how large a one, over some inputs.</returns>
    public (double Difference, double Largest) ToOnnx(string path, bool withNormalization, bool foldNorms, Dataset? calibration, long seed)
    {
        using var network = Network();
        var graph = OnnxGraph.Of(network);
        if (foldNorms || calibration is not null) graph = NormFolding.Fold(graph);
        var samples = calibration is null ? null : Deployment.Samples(calibration, kept.Facts.Normalization, network.Classes, seed);
        if (samples is not null) graph = Quantization.Quantize(graph, Calibration.Ranges(graph, samples));
        var file = graph with { Metadata = Metadata(withNormalization, isQuantized: samples is not null) };
        var bytes = OnnxWriter.Bytes(withNormalization ? file.WithNormalization(kept.Facts.Normalization) : file);
        var (difference, largest) = Compare(network, bytes, withNormalization ? kept.Facts.Normalization : null, samples?.First());
        Check(difference, largest, isQuantized: calibration is not null);
        DurableFile.Write(path, bytes);
        return (difference, largest);
    }

    private Network Network() => Dense && kept.IsShrunk ? kept.BuildDense(model)! : kept.Build(model);

    private static string MasksBeside(string path)
    {
        const string extension = ".safetensors";
        return (path.EndsWith(extension, StringComparison.Ordinal) ? path[..^extension.Length] : path) + ".masks" + extension;
    }

    private IEnumerable<(string Name, Tensor Mask)> Masks(Network network)
    {
        if (Dense && kept.IsShrunk)
            foreach (var (name, mask) in ChannelMasking.Masks(network.Graph, kept.Part(model)!))
                using (mask) yield return (name, mask.to(ScalarType.Bool));
        foreach (var (name, mask) in kept.Masks) yield return (name, mask.clone());
    }

    private Dictionary<string, string> Metadata(bool normalized, bool isQuantized = false)
    {
        var facts = kept.Facts;
        return new()
        {
            ["format"] = "pt",
            ["bench.cell"] = facts.Identity,
            ["bench.description"] = description,
            ["bench.model"] = facts.Model,
            [StatedNormalization.Input] = $"{facts.Input}, {(normalized ? $"pixels divided by their largest value: {StatedNormalization.OfPixels}" : "pixels divided by their largest value, then (value - mean) / std by channel")}",
            [StatedNormalization.Mean] = Numbers(facts.Normalization.Mean),
            [StatedNormalization.Std] = Numbers(facts.Normalization.Std),
            ["bench.test"] = string.Create(CultureInfo.InvariantCulture, $"{facts.Correct} of {facts.Total} correct{(isQuantized ? " in fp32, before quantization to int8" : "")}"),
        };

        static string Numbers(IReadOnlyList<double> values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether a file computes what the network does.</summary>
    /// <exception cref="UserError">It does not.</exception>
    internal static void Check(double difference, double largest, bool isQuantized)
    {
        if (!double.IsFinite(difference) || !double.IsFinite(largest)) throw new UserError("an output of the network, or of its ONNX file, is no number: no file was written");
        if (!isQuantized && difference > Tolerance * Math.Max(1, largest))
            throw new UserError(string.Create(CultureInfo.InvariantCulture, $"in ONNX Runtime outputs differ from ours by {difference:0.0e0}, the largest being {largest:0.##}: no file was written"));
    }

    // What is compared are the bytes that are written, on pixels where they normalize these themselves, and on samples where ranges of values were taken from such.
    private static (double, double) Compare(Network network, byte[] file, Normalization? own, (float[] Inputs, long[] Shape)? samples)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        using var chance = new Generator(1, CPU);
        long[] shape = [CheckedSamples, network.Input.Channels, network.Input.Height, network.Input.Width];
        var inputs = samples is { } given ? tensor(given.Inputs, given.Shape) : own is null ? randn(shape, generator: chance) : rand(shape, generator: chance);
        if (samples is not null && own is not null) inputs = inputs.mul(ByChannel(own.Std)).add(ByChannel(own.Mean), Scalars.One);
        var normalized = own is null ? inputs.alias() : inputs.sub(ByChannel(own.Mean)).div(ByChannel(own.Std));
        network.Mode = PassMode.Evaluation;
        var ours = network.Forward(Layout.ChannelsLast(normalized)).contiguous().data<float>().ToArray();
        using var session = new OnnxSession(file);
        var theirs = session.Run(inputs.data<float>().ToArray(), inputs.shape);
        return (Largest(ours.Zip(theirs, (a, b) => (double)a - b)), Largest(ours.Select(v => (double)v)));
    }

    private static Tensor ByChannel(IReadOnlyList<double> values) => tensor(values.Select(v => (float)v).ToArray()).view(1, -1, 1, 1);

    // Unlike the largest of a list to LINQ, NaN where one of them is.
    private static double Largest(IEnumerable<double> values) => values.Aggregate(0.0, (largest, v) => Math.Max(largest, Math.Abs(v)));
}
