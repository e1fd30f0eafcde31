using System.IO.Compression;
using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Strategies;

/// <summary>The MNIST network of WoodFisher, CBS and CHITA (784-40-20-10, no biases) with MNIST as they normalize it; tests skip where either is absent.</summary>
internal static class PublishedMlp
{
    public static Network Network()
    {
        var weights = SharedFiles.Find("golden/mlpnet-mnist.safetensors");
        var network = TestNetworks.Of("mlpnet", new InputShape(1, 28, 28), 10);
        WeightImport.Load(network, new(weights));
        return network;
    }

    /// <summary>The first images of a split (<c>train</c> or <c>t10k</c>) in the order of the file.</summary>
    public static LabeledBatch First(string split, int count)
    {
        var pixels = Read($"{split}-images-idx3-ubyte.gz", 16, count * 784);
        var labels = Read($"{split}-labels-idx1-ubyte.gz", 8, count);
        using var scope = NewDisposeScope();
        var inputs = tensor(pixels).to(float32).div_(Scalars.Of(255L)).sub_(Scalars.Of(0.1307)).div_(Scalars.Of(0.3081)).view(count, 1, 28, 28);
        return new LabeledBatch(inputs.MoveToOuterDisposeScope(), tensor(labels).to(int64).MoveToOuterDisposeScope());
    }

    public static long Correct(Network network, LabeledBatch batch)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return network.Forward(batch.Inputs).argmax(1).eq(batch.Labels).sum().item<long>();
    }

    public static JsonElement Golden(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find($"golden/{file}.json")));
        return json.RootElement.Clone();
    }

    private static byte[] Read(string name, int header, int count)
    {
        using var content = new GZipStream(File.OpenRead(SharedFiles.Find($"data/mnist/{name}")), CompressionMode.Decompress);
        content.ReadExactly(new byte[header]);
        var values = new byte[count];
        content.ReadExactly(values);
        return values;
    }
}
