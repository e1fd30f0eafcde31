using System.Text.Json;
using Bench.Core;
using Bench.Models;
using Bench.Strategies;
using Bench.Tensors;
using Bench.TorchTests.Strategies;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Models;

/// <summary>Published weights on the official test images of CIFAR-10.</summary>
public class CheckpointTests
{
    private const int Images = 10_000, Pixels = 3 * 32 * 32, Batch = 250;

    /// <summary>Counts and loss as PyTorch 1.13 gives them for the same file; ±2 for the order of summation.</summary>
    [Fact]
    public void ResNet_20_classifies_CIFAR_10_as_in_PyTorch()
    {
        var checkpoint = SharedFiles.Find("checkpoints/resnet20-12fca82f.safetensors");
        using var network = TestNetworks.Of("resnet20", new(3, 32, 32), 10);
        WeightImport.Load(network, new(checkpoint));
        var (top1, top5, loss) = Evaluate(network, new([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), TestBatch());
        Assert.InRange(top1, 9_171, 9_175);
        Assert.InRange(top5, 9_964, 9_968);
        Assert.Equal(0.37266, loss, 5e-5);
    }

    /// <summary>Distiller's ResNet-20: as it is, and the largest weights of two sets of layers, as PyTorch gives them for the same file.</summary>
    [Theory]
    [InlineData(null, null), InlineData("chita", "0.5"), InlineData("chita", "0.8"), InlineData("cbs", "0.5"), InlineData("cbs", "0.8")]
    public void ResNet_20_with_projections_classifies_CIFAR_10_as_in_PyTorch(string? layers, string? sparsity)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(SharedFiles.Find("golden/resnet20-distiller.json")));
        var images = TestBatch();
        using var scope = NewDisposeScope();
        using var network = TestNetworks.Of("resnet20-b", new(3, 32, 32), 10);
        WeightImport.Load(network, new(SharedFiles.Find("golden/resnet20-distiller.safetensors")), WeightImportTests.Distiller);
        var row = json.RootElement.GetProperty("rows").GetProperty("stored, input (x/255-.5)/.5");
        row = layers is null ? row.GetProperty("dense") : row.GetProperty(layers).GetProperty(sparsity!);
        if (layers is not null)
        {
            PrunableTensor[] tensors = [.. network.Layers.Where(l => !l.Name.Contains("shortcut") && (layers == "chita" || l.Name.StartsWith("layer"))).Select(l => new PrunableTensor(l))];
            var parameters = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter.detach().abs());
            using var scores = Scores.Of(Criteria.Find("magnitude"), tensors, [.. tensors.Select(t => parameters[t.Name])]);
            using var masks = ExactCut.Of(scores, Scopes.Find("global"), row.GetProperty("kept").GetInt64(), seed: 1);
            Assert.Equal(layers == "chita" ? 268_336 : 267_264, masks.Prunable);
            using var flat = masks.FlatMask(network);
            network.Flat.ApplyMask(flat);
        }
        var (top1, _, loss) = Evaluate(network, new([0.5, 0.5, 0.5], [0.5, 0.5, 0.5]), images);
        Assert.InRange(top1 - row.GetProperty("correct").GetInt64(), -1, 1); // for the order of summation
        Assert.Equal(row.GetProperty("loss").GetDouble(), loss, 1e-5);
    }

    private static string TestBatch()
    {
        var folders = (Environment.GetEnvironmentVariable("BENCH_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var path = folders.Select(f => Path.Combine(f, "cifar-10-batches-bin", "test_batch.bin")).FirstOrDefault(File.Exists);
        if (path is null) Assert.Skip("CIFAR-10 is in no folder of BENCH_DATA");
        return path;
    }

    private static (long Top1, long Top5, double Loss) Evaluate(Network network, Normalization normalization, string testBatch)
    {
        Native.Initialize();
        network.Mode = PassMode.Evaluation;
        using var _ = no_grad();
        using var whole = NewDisposeScope();
        var records = tensor(File.ReadAllBytes(testBatch)).reshape(Images, 1 + Pixels);
        var mean = tensor(normalization.Mean.Select(m => (float)m).ToArray()).reshape(1, 3, 1, 1);
        var deviation = tensor(normalization.Std.Select(d => (float)d).ToArray()).reshape(1, 3, 1, 1);
        var (top1, top5, loss) = (0L, 0L, 0.0);
        for (var start = 0; start < Images; start += Batch)
        {
            using var scope = NewDisposeScope();
            var batch = records.narrow(0, start, Batch);
            var labels = batch.narrow(1, 0, 1).to(ScalarType.Int64); // (N, 1)
            var pixels = batch.narrow(1, 1, Pixels).reshape(Batch, 3, 32, 32).to(ScalarType.Float32);
            var scores = network.Forward(Layout.ChannelsLast(pixels.div(Scalars.Of(255)).sub(mean).div(deviation)));
            var hits = scores.topk(5, dim: 1).indexes.eq(labels); // (N, 5)
            top1 += hits.narrow(1, 0, 1).sum().item<long>();
            top5 += hits.sum().item<long>();
            loss += nn.functional.cross_entropy(scores, labels.squeeze(1), reduction: nn.Reduction.Sum).item<float>();
        }
        return (top1, top5, loss / Images);
    }
}
