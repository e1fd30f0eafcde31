using Bench.Core;

namespace Bench.Models;

/// <summary>
/// The ResNets of ImageNet (He et al., "Deep residual learning for image recognition", CVPR 2016, table 1): four stages with 64, 128, 256 and 512 filters, of
/// basic blocks or of bottlenecks whose 3×3 convolution has the stride, as in torchvision, whose names they have. Inputs below 64×64 get the stem of
/// kuangliu/pytorch-cifar: a 3×3 convolution, and no max-pool.
/// </summary>
internal static class DeepResNet
{
    private const int Large = 64;

    public static ModelEntry ResNet18 { get; } = Entry("resnet18", "basic blocks", [2, 2, 2, 2], Basic);
    public static ModelEntry ResNet34 { get; } = Entry("resnet34", "basic blocks", [3, 4, 6, 3], Basic);
    public static ModelEntry ResNet50 { get; } = Entry("resnet50", "bottlenecks", [3, 4, 6, 3], Bottleneck);

    /// <summary>With 3×3 convolutions twice as wide (Zagoruyko and Komodakis, BMVC 2016).</summary>
    public static ModelEntry WideResNet50 { get; } = Entry("wide-resnet50-2", "bottlenecks twice as wide within", [3, 4, 6, 3], WideBottleneck) with
    {
        Source = "Zagoruyko & Komodakis, BMVC 2016; torchvision; kuangliu/pytorch-cifar",
    };

    private delegate Value Block(Value x, string name, int filters, int stride, bool isFirst);

    private static ModelEntry Entry(string name, string what, int[] blocks, Block block) => new()
    {
        Name = name,
        Title = $"{(name.StartsWith("wide", StringComparison.Ordinal) ? "wide ResNet-50" : $"ResNet-{name[6..]}")} of ImageNet, {what}; below {Large}×{Large} in its form for CIFAR, a 3×3 stem without max-pool",
        Source = "He et al., CVPR 2016; torchvision; kuangliu/pytorch-cifar",
        Family = "resnet",
        Takes = "any from 8×8",
        Refuses = input => Inputs.Below(input, 8),
        Build = (x, classes) => Build(x, blocks, block, classes),
    };

    private static Value Build(Value x, int[] blocks, Block block, int classes) // sizes for 224×224 and 32×32
    {
        x = Inputs.Below(x.Shape, Large) is null
            ? x.Convolution("conv1", x.Width(64), 7, stride: 2, padding: 3, bias: false).Norm("bn1").Relu().MaxPool(3, stride: 2, padding: 1) // (64, 56, 56)
            : x.Convolution("conv1", x.Width(64), 3, padding: 1, bias: false).Norm("bn1").Relu(); // (64, 32, 32)
        foreach (var (stage, count) in blocks.Index())
            for (var i = 0; i < count; i++)
                x = block(x, $"layer{stage + 1}.{i}", 64 << stage, stage > 0 && i == 0 ? 2 : 1, isFirst: i == 0); // (·, 56, 56) ... (·, 7, 7), or (·, 32, 32) ... (·, 4, 4)
        return x.Mean().Linear("fc", classes);            // (classes)
    }

    private static Value Basic(Value x, string name, int filters, int stride, bool isFirst)
    {
        filters = x.Width(filters);
        var y = x.Convolution($"{name}.conv1", filters, 3, stride, padding: 1, bias: false).Norm($"{name}.bn1").Relu()
            .Convolution($"{name}.conv2", filters, 3, padding: 1, bias: false).Norm($"{name}.bn2");
        return y.Add(stride > 1 ? Projection(x, name, filters, stride) : x).Relu();
    }

    private static Value Bottleneck(Value x, string name, int filters, int stride, bool isFirst) => Bottleneck(x, name, x.Width(filters), x.Width(4 * filters), stride, isFirst);

    private static Value WideBottleneck(Value x, string name, int filters, int stride, bool isFirst) => Bottleneck(x, name, x.Width(2 * filters), x.Width(4 * filters), stride, isFirst);

    private static Value Bottleneck(Value x, string name, int inner, int outer, int stride, bool isFirst)
    {
        var y = x.Convolution($"{name}.conv1", inner, 1, bias: false).Norm($"{name}.bn1").Relu()
            .Convolution($"{name}.conv2", inner, 3, stride, padding: 1, bias: false).Norm($"{name}.bn2").Relu()
            .Convolution($"{name}.conv3", outer, 1, bias: false).Norm($"{name}.bn3");
        return y.Add(isFirst ? Projection(x, name, outer, stride) : x).Relu();
    }

    private static Value Projection(Value x, string name, int filters, int stride) =>
        x.Convolution($"{name}.downsample.0", filters, 1, stride, bias: false).Norm($"{name}.downsample.1");
}
