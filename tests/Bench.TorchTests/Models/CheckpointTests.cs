using Bench.Core;
using Bench.Models;
using Bench.Tensors;
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
        var (top1, top5, loss) = Evaluate("resnet20", checkpoint, TestBatch());
        Assert.InRange(top1, 9_171, 9_175);
        Assert.InRange(top5, 9_964, 9_968);
        Assert.Equal(0.37266, loss, 5e-5);
    }

    private static string TestBatch()
    {
        var folders = (Environment.GetEnvironmentVariable("BENCH_DATA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var path = folders.Select(f => Path.Combine(f, "cifar-10-batches-bin", "test_batch.bin")).FirstOrDefault(File.Exists);
        if (path is null) Assert.Skip("CIFAR-10 is in no folder of BENCH_DATA");
        return path;
    }

    private static (long Top1, long Top5, double Loss) Evaluate(string model, string checkpoint, string testBatch)
    {
        using var network = Network.Create(ModelCatalogue.Find(model), new(3, 32, 32), 10, SeededStream.For(1, "initialization"));
        Native.Initialize();
        WeightImport.Load(network, checkpoint);
        network.Module.eval();
        using var _ = no_grad();
        using var whole = NewDisposeScope();
        var records = tensor(File.ReadAllBytes(testBatch)).reshape(Images, 1 + Pixels);
        var mean = tensor(new[] { 0.485f, 0.456f, 0.406f }).reshape(1, 3, 1, 1);
        var deviation = tensor(new[] { 0.229f, 0.224f, 0.225f }).reshape(1, 3, 1, 1);
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
