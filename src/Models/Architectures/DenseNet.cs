using Bench.Core;

namespace Bench.Models;

/// <summary>
/// DenseNet-BC with depth 100 and growth rate 12 for CIFAR (Huang et al., "Densely connected convolutional networks", CVPR 2017): three blocks of 16 layers,
/// each of which adds 12 channels to all that went before; modules are named as in andreasveit/densenet-pytorch.
/// </summary>
internal static class DenseNet
{
    private const int Growth = 12, Layers = 16; // (100 − 4) ÷ 6

    public static ModelEntry Entry { get; } = new()
    {
        Name = "densenet-bc-100-12",
        Title = "DenseNet-BC for CIFAR: 3 blocks of 16 bottleneck layers that add 12 channels each",
        Source = "Huang et al., CVPR 2017",
        Family = "densenet",
        Takes = "any from 4×4",
        Refuses = input => Inputs.Below(input, 4),
        Build = Build,
    };

    private static Value Build(Value x, int classes) // sizes for 32×32
    {
        x = x.Convolution("conv1", x.Width(2 * Growth), 3, padding: 1, bias: false); // (24, 32, 32)
        for (var block = 1; block <= 3; block++)
        {
            for (var layer = 0; layer < Layers; layer++) x = x.Concatenate(Added(x, $"block{block}.layer.{layer}")); // (216, 32, 32), (300, 16, 16), (342, 8, 8)
            if (block < 3)
                x = x.Norm($"trans{block}.bn1").Relu().Convolution($"trans{block}.conv1", Math.Max(1, x.Shape.Channels / 2), 1, bias: false).AveragePool(2); // (108, 16, 16), (150, 8, 8)
        }
        return x.Norm("bn1").Relu().Mean().Linear("fc", classes); // (classes)
    }

    private static Value Added(Value x, string name) =>
        x.Norm($"{name}.bn1").Relu().Convolution($"{name}.conv1", x.Width(4 * Growth), 1, bias: false)
            .Norm($"{name}.bn2").Relu().Convolution($"{name}.conv2", x.Width(Growth), 3, padding: 1, bias: false); // (12, H, W)
}
