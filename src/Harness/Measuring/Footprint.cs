using System.IO.Compression;
using Bench.Models;
using Bench.Results;
using Bench.Tensors;

namespace Bench.Harness.Measuring;

/// <summary>What it takes to use a network and to keep it.</summary>
internal static class Footprint
{
    /// <summary>The larger batch; the other one is a single sample.</summary>
    public const int Batch = 128;

    /// <param name="dense">Of the unpruned network.</param>
    /// <param name="network">What is handed on, its pruned weights 0.</param>
    public static FootprintRecord Of(NetworkGraph dense, Network network)
    {
        var (file, compressed) = FileSizes(network);
        return new()
        {
            InferenceBytes = InferenceMemory.Of(network.Graph, 1),
            InferenceBytesOf128 = InferenceMemory.Of(network.Graph, Batch),
            DenseInferenceBytes = InferenceMemory.Of(dense, 1),
            DenseInferenceBytesOf128 = InferenceMemory.Of(dense, Batch),
            FileBytes = file,
            CompressedBytes = compressed,
        };
    }

    // Of a file with parameters and norm statistics, as it is and in gzip; nothing is written.
    private static (long File, long Compressed) FileSizes(Network network)
    {
        var state = network.CopyState();
        try
        {
            using var compressed = new CountingStream(null);
            using var file = new CountingStream(new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true));
            SafeTensorsFile.Write(file, state);
            file.Close();
            return (file.Count, compressed.Count);
        }
        finally
        {
            foreach (var tensor in state.Values) tensor.Dispose();
        }
    }
}
