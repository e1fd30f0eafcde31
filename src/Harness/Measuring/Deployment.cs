using System.IO.Compression;
using Bench.Core;
using Bench.Datasets;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>What a trained network is worth in ONNX Runtime, in fp32 and after static quantization: accuracy on the test set, and bytes.</summary>
/// <param name="data">On the CPU.</param>
/// <param name="normalization">Of the inputs.</param>
/// <param name="afterBatch">Told now and then.</param>
/// <param name="stop">Ends it without a result.</param>
internal sealed class Deployment(Dataset data, Normalization normalization, Action afterBatch, CancellationToken stop)
{
    /// <summary>Training samples that give the ranges of values: as many of each class as there are of it in proportion, not augmented.</summary>
    public const int CalibrationSamples = 512;

    private const int CalibrationBatch = 64, TestBatch = 200;

    /// <summary>Both forms' records, and the quantized one for its latency, which the caller owns.</summary>
    /// <param name="network">With its weights, norms not folded.</param>
    /// <param name="seed">Of the choice of samples.</param>
    public (IReadOnlyList<DeployedRecord> Records, OnnxSession Quantized) Measure(Network network, long seed)
    {
        var graph = OnnxGraph.Of(network);
        var folded = NormFolding.Fold(graph);
        var plain = OnnxWriter.Bytes(graph);
        var quantized = OnnxWriter.Bytes(Quantization.Quantize(folded, Calibration.Ranges(folded, Samples(data, normalization, network.Classes, seed).Select(Rested))));
        using var session = new OnnxSession(plain);
        var whole = new OnnxSession(quantized);
        try
        {
            return ([Record(LatencyRecord.Fp32, session, plain, network.Classes, null), Record(LatencyRecord.Int8, whole, quantized, network.Classes, Math.Min(CalibrationSamples, data.Train.Count))], whole);
        }
        catch
        {
            whole.Dispose();
            throw;
        }
    }

    /// <summary>Inputs, in batches, that give the ranges of values.</summary>
    public static IEnumerable<(float[] Inputs, long[] Shape)> Samples(Dataset data, Normalization normalization, int classes, long seed)
    {
        foreach (var batch in Batches.Scoring(data.Train, normalization, classes, CalibrationSamples, CalibrationBatch, seed))
            using (batch) yield return Values(batch);
    }

    private (float[] Inputs, long[] Shape) Rested((float[] Inputs, long[] Shape) batch)
    {
        Rest();
        return batch;
    }

    private DeployedRecord Record(string precision, OnnxSession session, byte[] file, int classes, int? samples)
    {
        long correct = 0;
        foreach (var batch in Batches.InOrder(data.Test, normalization, TestBatch))
            using (batch)
            {
                Rest();
                var (values, shape) = Values(batch);
                var scores = session.Run(values, shape);
                correct += batch.Labels.data<long>().ToArray().Index().LongCount(label => BestOf(scores.AsSpan(label.Index * classes, classes)) == label.Item);
            }
        return new()
        {
            Precision = precision, Correct = correct, Total = data.Test.Count, FileBytes = file.Length, CompressedBytes = Compressed(file), CalibrationSamples = samples,
            RuntimeVersion = OnnxSession.Version,
        };
    }

    private void Rest()
    {
        stop.ThrowIfCancellationRequested();
        afterBatch();
    }

    // The first of the highest; none where one is not a number.
    private static int BestOf(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            if (float.IsNaN(scores[i])) return -1;
            if (scores[i] > scores[best]) best = i;
        }
        return best;
    }

    private static (float[] Inputs, long[] Shape) Values(LabeledBatch batch)
    {
        using var packed = batch.Inputs.contiguous();
        return (packed.data<float>().ToArray(), packed.shape);
    }

    private static long Compressed(byte[] file)
    {
        using var counting = new CountingStream(null);
        using (var compressed = new GZipStream(counting, CompressionLevel.Optimal, leaveOpen: true)) compressed.Write(file);
        return counting.Count;
    }
}
