using Bench.Core;
using Bench.Harness.Measuring;
using Bench.Models;
using Bench.Tensors;
using Bench.TorchTests.Datasets;
using Bench.TorchTests.Strategies;
using static TorchSharp.torch;

namespace Bench.TorchTests.Harness.Measuring;

/// <summary>What networks take in use and on the disk.</summary>
public sealed class FootprintTests
{
    [Fact]
    public void The_file_has_as_many_bytes_as_one_that_is_written()
    {
        using var network = TestNetworks.Of("lenet5", new InputShape(1, 28, 28), 10);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "network.safetensors");
        SafeTensorsFile.Write(path, network.CopyState());
        var footprint = Footprint.Of(network.Graph, network);
        Assert.Equal(new FileInfo(path).Length, footprint.FileBytes);
        Assert.InRange(footprint.CompressedBytes, 1, footprint.FileBytes);
        Assert.Equal(footprint.DenseInferenceBytes, footprint.InferenceBytes);
        Assert.Equal(footprint, Footprint.Of(network.Graph, network));
    }

    [Fact]
    public void Removed_channels_make_both_files_and_the_memory_smaller_and_pruned_weights_the_compressed_one_alone()
    {
        using var dense = TestNetworks.Of("resnet20", new InputShape(3, 32, 32), 10);
        var before = Footprint.Of(dense.Graph, dense);
        var map = ChannelMap.Of(dense.Graph);
        using var small = dense.Shrink(map.Shrink([.. Enumerable.Range(0, map.Units).Select(u => u % 2 == 0)]));
        var shrunk = Footprint.Of(dense.Graph, small);
        Assert.InRange(shrunk.FileBytes, before.FileBytes / 5, before.FileBytes / 3);
        Assert.InRange(shrunk.CompressedBytes, before.CompressedBytes / 5, before.CompressedBytes / 3);
        Assert.True(shrunk.InferenceBytes < before.InferenceBytes && shrunk.InferenceBytesOf128 < before.InferenceBytesOf128);
        Assert.Equal(before.DenseInferenceBytesOf128, shrunk.DenseInferenceBytesOf128);

        using (no_grad())
            foreach (var layer in dense.Layers) dense.Find(layer.WeightName).narrow(0, 0, layer.WeightShape[0] / 2).zero_();
        var masked = Footprint.Of(dense.Graph, dense);
        Assert.Equal((before.FileBytes, before.InferenceBytes), (masked.FileBytes, masked.InferenceBytes));
        Assert.InRange(masked.CompressedBytes, before.CompressedBytes / 3, before.CompressedBytes * 2 / 3);
    }
}
