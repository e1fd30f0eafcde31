using Bench.Core;

namespace Bench.Models;

/// <summary>
/// DenseNet-121 of ImageNet (Huang et al., "Densely connected convolutional networks", CVPR 2017, table 1): four blocks of 6, 12, 24 and 16 layers, each of which adds 32 channels to all that went
/// before; named as in torchvision. Inputs below 64×64 get a 3×3 convolution and no max-pool, as in kuangliu/pytorch-cifar, whose stem lacks the norm and ReLU besides.
/// </summary>
internal static class DenseNet121
{
    private const int Large = 64, Growth = 32;
    private static readonly int[] Blocks = [6, 12, 24, 16];

    public static ModelEntry Entry { get; } = new()
    {
        Name = "densenet121",
        Title = $"DenseNet-121 of ImageNet, 58 layers that add {Growth} channels each; below {Large}×{Large} with a 3×3 stem without max-pool",
        Source = "Huang et al., CVPR 2017; torchvision; kuangliu/pytorch-cifar",
        Family = "densenet",
        Takes = "any from 8×8",
        Refuses = input => Inputs.Below(input, 8),
        Build = Build,
    };

    private static Value Build(Value x, int classes) // sizes for 224×224 and 32×32
    {
        x = Inputs.Below(x.Shape, Large) is null
            ? x.Convolution("features.conv0", x.Width(2 * Growth), 7, stride: 2, padding: 3, bias: false).Norm("features.norm0").Relu().MaxPool(3, stride: 2, padding: 1) // (64, 56, 56)
            : x.Convolution("features.conv0", x.Width(2 * Growth), 3, padding: 1, bias: false).Norm("features.norm0").Relu(); // (64, 32, 32)
        foreach (var (block, layers) in Blocks.Index())
        {
            for (var layer = 1; layer <= layers; layer++) x = x.Concatenate(Added(x, $"features.denseblock{block + 1}.denselayer{layer}")); // (256, 56, 56) ... (1024, 7, 7), or from (256, 32, 32) on
            if (block < Blocks.Length - 1)
                x = x.Norm($"features.transition{block + 1}.norm").Relu().Convolution($"features.transition{block + 1}.conv", Math.Max(1, x.Shape.Channels / 2), 1, bias: false).AveragePool(2); // (128, 28, 28) ...
        }
        return x.Norm("features.norm5").Relu().Mean().Linear("classifier", classes); // (classes)
    }

    private static Value Added(Value x, string name) =>
        x.Norm($"{name}.norm1").Relu().Convolution($"{name}.conv1", x.Width(4 * Growth), 1, bias: false)
            .Norm($"{name}.norm2").Relu().Convolution($"{name}.conv2", x.Width(Growth), 3, padding: 1, bias: false); // (32, H, W)
}
